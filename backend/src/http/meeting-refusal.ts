/** What the caller is told of a meeting that was not booked, changed or called off. */
import { GoogleCallFailed } from "../sync/google-failure.ts";
import { MeetingRefused } from "../meetings/meeting-refused.ts";
import type { MeetingRefusal } from "../meetings/meeting-refused.ts";
import { googleRefusal } from "./google-refusal.ts";
import { invalidInput, notFound, Refusal } from "./problem.ts";

/** Of what meetings reject with; anything else stays what it is. */
export async function withMeetingRefusals<T>(now: Date, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof MeetingRefused) throw toRefusal(error.refusal);
    if (error instanceof GoogleCallFailed) throw googleRefusal(error, now);
    throw error;
  }
}

function toRefusal(refusal: MeetingRefusal): Refusal {
  switch (refusal.kind) {
    case "invalid":
      return invalidInput(refusal.problems);
    case "no-contact":
      return new Refusal("no_contact", "Nobody invited is a lead or client. Choose whom to log it for.");
    case "unknown":
      return notFound(refusal.what, refusal.path);
    case "forbidden":
      return new Refusal("forbidden", refusal.detail);
    case "conflict":
      return new Refusal(
        "conflict",
        refusal.detail,
        refusal.current === undefined ? {} : { current: refusal.current },
      );
    case "unclear":
      return new Refusal("google_unavailable", refusal.detail, {
        headers: { "retry-after": "15" },
        cause: refusal.cause,
      });
  }
}
