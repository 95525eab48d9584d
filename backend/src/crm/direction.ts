/** Whether a mail went out from us or came in. */
import type { Direction } from "../../../contract/activities.ts";
import type { EmailAddress } from "./ids.ts";
import { isOfWorkspaceDomain, isSelf } from "./people.ts";
import type { Viewer } from "./ports.ts";

/** Sent by the rep, under whatever of his addresses, or by anybody of the workspace's domain: it went out. */
export function directionOf(
  from: EmailAddress | undefined,
  viewer: Pick<Viewer, "email" | "aliases" | "workspaceDomain">,
): Direction {
  if (from === undefined) return "inbound";
  return isSelf(viewer, from) || isOfWorkspaceDomain(viewer, from) ? "outbound" : "inbound";
}
