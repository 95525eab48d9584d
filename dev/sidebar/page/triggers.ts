/** Which function of the add-on the host application runs for a place. */
import type { HostApp, OpenItem } from "./event-object.ts";
import type { Addon } from "./wire.ts";

/** Beside what the add-on is shown. */
export interface PanelPlace {
  readonly user: string;
  readonly hostApp: HostApp;
  readonly open: OpenItem | undefined;
}

/** Null where the manifest names none, as for the next one. */
export function homeTrigger(addon: Addon, place: PanelPlace | undefined): string | null {
  // The compose window's popup shows the add-on's card for the draft and nothing else.
  if (place?.open?.kind === "draft") return null;
  return (place?.hostApp === "CALENDAR" ? addon.calendar : addon.gmail)?.homepage ?? null;
}

export function contextTrigger(addon: Addon, place: PanelPlace | undefined): string | null {
  switch (place?.open?.kind) {
    case "message":
      return addon.gmail?.contextual ?? null;
    case "event":
      return addon.calendar?.eventOpen ?? null;
    case "draft":
      return addon.gmail?.compose?.runFunction ?? null;
    case undefined:
      return null;
  }
}
