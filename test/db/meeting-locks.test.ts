/** Calling a meeting off while a push makes a colleague's calendar say the same: neither waits for the other in a circle. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createCalendarSyncStore } from "../../backend/src/db/calendar-sync-store.ts";
import { connect } from "../../backend/src/db/connect.ts";
import type { Database } from "../../backend/src/db/connect.ts";
import { createMeetingStore } from "../../backend/src/db/meeting-store.ts";
import type { DecidedEvent } from "../../backend/src/sync/calendar-ports.ts";
import { createCalendarScene, hours, NOW, SETTINGS } from "../sync/calendar-scene.ts";
import type { CalendarScene } from "../sync/calendar-scene.ts";
import { activityId } from "./scene.ts";

const NORA = "nora@team.example";
const OTTO = "otto@team.example";

let scene: CalendarScene;
let watched: Database;
/** Each is a transaction begun, for the first time or once more. */
let begun = 0;

beforeEach(async () => {
  scene = await createCalendarScene();
  watched = connect({ url: scene.url, log: () => undefined });
  begun = 0;
  watched.pool.on("acquire", () => (begun += 1));
});
afterEach(async () => {
  await watched.close();
  await scene.stop();
});

test("a meeting's contacts are locked before it is changed, as in the sync", async () => {
  const nora = await scene.addRep(NORA);
  const otto = await scene.addRep(OTTO);
  const contact = await scene.createContact(nora, { emails: ["lena@customer.example"] });
  const { id: eventId } = scene.google.meetings.book({
    organizer: { email: NORA },
    guests: [{ email: OTTO }, { email: "lena@customer.example" }],
    summary: "Demo",
    ...hours("2026-11-25T10:00:00Z"),
  });
  await scene.sync();
  const [meeting] = await scene.meetings(nora);
  const id = activityId(meeting?.id ?? "");
  const meetings = createMeetingStore(watched);
  const calendars = createCalendarSyncStore(watched);
  const place = await meetings.findPlace(nora, NORA);
  const { workspaceId, userId } = otto;
  const claim = await calendars.claim(NOW, SETTINGS.leaseMs, { workspaceId, userId, calendarId: OTTO });
  if (place === undefined || claim === undefined || claim.cursor === null)
    throw new Error("the calendars are not there");
  const decided: DecidedEvent = {
    eventId,
    recurringEventId: null,
    etag: "cancelled",
    startsAt: null,
    outcome: { kind: "cancelled" },
  };
  begun = 0;

  const first = await scene.database.pool.connect();
  await first.query("begin");
  await first.query("select from contact where id = $1 for no key update", [contact.id]);
  const syncing = calendars.apply(claim, { cursor: claim.cursor, decided: [decided] }, NOW, SETTINGS.leaseMs);
  await waiting(1);
  const callingOff = meetings.recordChange(id, { place, decided }, { isCalledOff: true }, NOW);
  await waiting(2);
  await first.query("commit");
  first.release();

  expect(await syncing).not.toBe("stale");
  await callingOff;
  expect(await scene.meetings(nora)).toMatchObject([{ status: "CANCELLED" }]);
  expect(begun).toBe(2);
});

/** Until so many transactions wait for a lock. */
async function waiting(transactions: number): Promise<void> {
  for (;;) {
    const { rowCount } = await scene.database.pool.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    if (rowCount === transactions) return;
    await sleep(5);
  }
}
