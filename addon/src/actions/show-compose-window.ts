/** The compose trigger: who the recipients are, and what can be put into the mail. One backend call. */
import { composeWindowCard } from "../cards/compose-window-card.ts";
import type { CardSpec } from "../cards/card-spec.ts";
import type { Request } from "../request.ts";

export function showComposeWindow(request: Request): CardSpec {
  const { to, cc, bcc, subject } = request.draft;
  const context = request.crm.composeContext({ to: [...to], cc: [...cc], bcc: [...bcc] });
  return composeWindowCard(context, subject === undefined ? undefined : subject.trim() !== "", request);
}
