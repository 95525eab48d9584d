/** What colleagues see of an activity that somebody else logged. */
import type { Activity, ActivitySummary, Visibility } from "../../../contract/activities.ts";
import type { Viewer } from "./ports.ts";

/**
 * `mine`: the viewer has the mail in his own mailbox's ledger; having logged it counts as well. Stores do not give out
 * private activities of others at all; should one get here, only who and when is left of it.
 */
export function redactFor(viewer: Pick<Viewer, "userId">, activity: Activity, mine: boolean): Activity {
  const own = mine || activity.loggedBy?.id === viewer.userId;
  const rights = rightsOf(activity.visibility, own);
  return {
    ...activity,
    subject: rights.subject ? activity.subject : null,
    ...(rights.text ? {} : { bodyText: null, attachments: [], note: null }),
  };
}

/** The same for a line of a timeline, which does not carry its own visibility. */
export function redactSummaryFor(
  summary: ActivitySummary,
  { visibility, mine }: { readonly visibility: Visibility; readonly mine: boolean },
): ActivitySummary {
  const rights = rightsOf(visibility, mine);
  return {
    ...summary,
    subject: rights.subject ? summary.subject : null,
    snippet: rights.text ? summary.snippet : null,
  };
}

function rightsOf(
  visibility: Visibility,
  mine: boolean,
): { readonly subject: boolean; readonly text: boolean } {
  if (mine) return { subject: true, text: true };
  switch (visibility) {
    case "everything":
      return { subject: true, text: true };
    case "subject":
      return { subject: true, text: false };
    case "metadata":
    case "private":
      return { subject: false, text: false };
  }
}
