/** Who is calling, and what he says of his time. */
import type { z } from "zod";
import type { Me, MePatch } from "../../../../contract/me.ts";
import { clockOf, minutesOfClock } from "../../crm/clock-time.ts";
import { wrong } from "../../crm/field-problems.ts";
import type { UserSettings, UserStore, Viewer } from "../../crm/ports.ts";
import { describeConnection } from "../../sync/connection.ts";
import type { Handlers } from "../operation.ts";
import { invalidInput } from "../problem.ts";

export function meHandlers(users: Pick<UserStore, "update">): Pick<Handlers, "getMe" | "updateMe"> {
  return {
    getMe({ caller: { viewer } }) {
      return Promise.resolve({ status: 200, body: describeMe(viewer) });
    },

    async updateMe({ caller: { viewer }, body }) {
      const settings = readUserSettings(body);
      await users.update(viewer, settings);
      return { status: 200, body: describeMe({ ...viewer, ...settings }) };
    },
  };
}

/** Rejects with a Refusal that names the field. */
export function readUserSettings({ timeZone, workingHours }: z.output<typeof MePatch>): UserSettings {
  return {
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(workingHours === undefined ? {} : { workingHours: readWorkingHours(workingHours) }),
  };
}

function readWorkingHours(hours: Me["user"]["workingHours"]): Viewer["workingHours"] {
  const [from, to] = [minutesOfClock(hours.from), minutesOfClock(hours.to)];
  const days = [...new Set(hours.days)].sort((a, b) => a - b);
  if (days.length === 0) throw invalidInput([{ path: "workingHours.days", message: wrong.noDay }]);
  if (to <= from) throw invalidInput([{ path: "workingHours.to", message: wrong.notAfterBegin }]);
  return { days, from, to };
}

function describeMe(viewer: Viewer): Me {
  const { userId, email, name, role, locale, timeZone, workspaceId, connection } = viewer;
  const { days, from, to } = viewer.workingHours;
  const workingHours = { days: [...days], from: clockOf(from), to: clockOf(to) };
  return {
    user: { id: userId, email, name, role, locale, timeZone, workingHours },
    workspace: { id: workspaceId, name: viewer.workspaceName, domain: viewer.workspaceDomain },
    connection: describeConnection(connection),
  };
}
