/** The home card: today, where the rep is. */
import type { Stores, UserStore, Viewer } from "../../crm/ports.ts";
import { zoneOf } from "../../crm/time-zone.ts";
import { sendErrorIn } from "../../outbox/send-errors.ts";
import { describeConnection } from "../../sync/connection.ts";
import type { SyncStatusStore } from "../../sync/control-ports.ts";
import { dayOf } from "../day.ts";
import type { Caller, Handlers } from "../operation.ts";

export function homeHandlers(
  { home, users }: Pick<Stores, "home" | "users">,
  status: Pick<SyncStatusStore, "findMail">,
): Pick<Handlers, "getHome"> {
  return {
    async getHome({ caller, query, language, now }) {
      const viewer = await withZone(users, caller, query.timeZone);
      const connection = describeConnection(viewer.connection);
      const [today, sync] = await Promise.all([
        home.find(viewer, dayOf(now, zoneOf(viewer)), now),
        connection.status === "none" ? undefined : status.findMail(viewer, now),
      ]);
      const outgoing = today.outgoing.map(({ error, ...mail }) => ({
        ...mail,
        error: error === null ? null : sendErrorIn(error, language),
      }));
      return { status: 200, body: { ...today, outgoing, connection, sync: sync ?? null } };
    },
  };
}

/**
 * The sidebar knows the zone that the rep's calendar has; it is kept for what is counted while no sidebar is open. Not a
 * browser's word: any page can make one ask for this address, and reading changes nothing there.
 */
async function withZone(
  users: Pick<UserStore, "update">,
  { viewer, source }: Caller,
  timeZone: string | undefined,
): Promise<Viewer> {
  if (timeZone === undefined || timeZone === viewer.timeZone) return viewer;
  if (source === "sidebar") await users.update(viewer, { timeZone });
  return { ...viewer, timeZone };
}
