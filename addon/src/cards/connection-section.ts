/** Why Rapport has lost its access to Google, and the way back; nothing as long as all is well. */
import type { Connection } from "../../../contract/me.ts";
import type { Language } from "../request.ts";
import { markup } from "../text.ts";
import { settingsUrl } from "../web-pages.ts";
import type { SectionSpec } from "./card-spec.ts";
import { button, buttons, paragraph, section } from "./widgets.ts";

export function connectionSection(
  { status, reason }: Connection,
  { texts }: Language,
): readonly SectionSpec[] {
  if (status !== "reconnect") return [];
  return section([
    paragraph(markup`${texts.reconnectReason[reason ?? "revoked"]}`),
    buttons(button(texts.reconnect, { url: settingsUrl() }, "primary")),
  ]);
}
