/** Whether a mail went out from us or came in. */
import type { Direction } from "../../../contract/activities.ts";
import type { EmailAddress } from "./ids.ts";
import { isOfWorkspaceDomain, isSelf } from "./people.ts";
import type { Viewer } from "./ports.ts";

/** `colleagues` says which further addresses are users of the workspace. */
export function directionOf({
  from,
  viewer,
  colleagues,
}: {
  readonly from: EmailAddress | undefined;
  readonly viewer: Pick<Viewer, "email" | "aliases" | "workspaceDomain">;
  readonly colleagues: (address: EmailAddress) => boolean;
}): Direction {
  if (from === undefined) return "inbound";
  return isSelf(viewer, from) || isOfWorkspaceDomain(viewer, from) || colleagues(from)
    ? "outbound"
    : "inbound";
}
