/** The sentence and the button for somebody whose permission was lost. */
import type { Connection, Feature } from "../../../contract/me.ts";
import type { Sync } from "../../../contract/sync.ts";
import { googleButton, notice } from "./layout.ts";
import type { Html } from "./layout.ts";

/** Asks for what was granted and for what is switched on; for all of it when that is nothing. */
export function reconnectNotice({ message, features }: Connection, { email, calendar }: Sync): Html {
  const wanted = new Set<Feature>(features);
  if (email.enabled) wanted.add("mail");
  if (calendar.enabled) wanted.add("calendar");
  const asked: readonly Feature[] = wanted.size === 0 ? ["mail", "calendar"] : [...wanted];
  return notice("bad", message ?? "", googleButton("Connect again", asked));
}
