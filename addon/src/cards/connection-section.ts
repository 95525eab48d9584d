/** Why Rapport has lost its access to Google, and the way back; nothing as long as all is well. */
import type { Connection } from "../../../contract/me.ts";
import type { Language } from "../request.ts";
import { settingsPage } from "../web-pages.ts";
import type { SectionSpec } from "./card-spec.ts";
import { buttons, paragraph, primaryButton, section } from "./widgets.ts";

export function connectionSection(
  { status, reason }: Connection,
  { texts }: Language,
): readonly SectionSpec[] {
  if (status !== "reconnect") return [];
  return section([
    paragraph(texts.reconnectReason[reason ?? "revoked"]),
    buttons(primaryButton(texts.reconnect, settingsPage())),
  ]);
}
