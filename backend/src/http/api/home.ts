/** The home card: today, where the rep is. */
import type { Stores } from "../../crm/ports.ts";
import { describeConnection } from "../../sync/connection.ts";
import type { SyncStatusStore } from "../../sync/control-ports.ts";
import { dayOf, isTimeZone } from "../day.ts";
import type { Handlers } from "../operation.ts";
import { invalidInput } from "../problem.ts";

export function homeHandlers(
  { home }: Pick<Stores, "home">,
  status: Pick<SyncStatusStore, "findMail">,
): Pick<Handlers, "getHome"> {
  return {
    async getHome({ caller: { viewer }, query, now }) {
      if (query.timeZone !== undefined && !isTimeZone(query.timeZone)) {
        throw invalidInput([{ path: "timeZone", message: "is not a time zone like Europe/Berlin" }]);
      }
      const known = viewer.timeZone !== null && isTimeZone(viewer.timeZone) ? viewer.timeZone : "UTC";
      const connection = describeConnection(viewer.connection);
      const [today, sync] = await Promise.all([
        home.find(viewer, dayOf(now, query.timeZone ?? known), now),
        connection.status === "none" ? undefined : status.findMail(viewer, now),
      ]);
      return { status: 200, body: { ...today, connection, sync: sync ?? null } };
    },
  };
}
