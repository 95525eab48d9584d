/** The calendars in memory, as something on trial. */
import { randomUUID } from "node:crypto";
import type { WorkspaceId } from "../../backend/src/crm/ids.ts";
import { newAccount } from "./calendar-world.ts";
import type { Crm } from "./calendar-world.ts";
import { MemoryCalendars } from "./memory-calendars.ts";

export function createMemoryCrm(memory = new MemoryCalendars()): Crm {
  const workspaceId = randomUUID() as WorkspaceId;
  return {
    store: memory,
    addRep: (email, timeZone, now) =>
      memory.addCalendar(newAccount(email, workspaceId), timeZone, now).account,
    setAddresses: (contact, addresses, now) => {
      memory.setAddresses(contact, addresses, now);
    },
    touch: (which) => {
      const meeting = [...memory.meetings.values()][which];
      if (meeting !== undefined) meeting.isTouched = true;
    },
    makeDue: (now) => {
      memory.makeDue(now);
    },
    report: () => ({
      meetings: [...memory.meetings.values()].map((meeting) => ({
        ...meeting,
        ...meeting.content,
        contacts: [...memory.contacts].flatMap(([index, { id }]) => (meeting.links.has(id) ? [index] : [])),
      })),
      expandedThrough: new Map(
        memory.calendars.flatMap(({ calendarId, expandedThrough }) =>
          expandedThrough === null ? [] : [[calendarId, expandedThrough]],
        ),
      ),
      writes: memory.writes,
      faults: [],
    }),
  };
}
