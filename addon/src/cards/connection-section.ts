/** A line where Rapport has lost its access to Google; nothing as long as all is well. */
import type { Connection } from "../../../contract/me.ts";
import type { Language } from "../request.ts";
import { markup } from "../text.ts";
import { settingsUrl } from "../web-pages.ts";
import type { SectionSpec } from "./card-spec.ts";
import { button, row, section } from "./widgets.ts";

export function connectionSection({ status }: Connection, { texts }: Language): readonly SectionSpec[] {
  if (status !== "reconnect") return [];
  return section([
    row(markup`${texts.reconnectNeeded}`, {
      wrap: true,
      button: button(texts.reconnect, { url: settingsUrl() }),
    }),
  ]);
}
