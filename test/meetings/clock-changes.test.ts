/**
 * A rep in Berlin meets a guest in New York across all four changes of the clock of a year: Europe's on 28 March and 31
 * October 2027, America's on 14 March and 7 November. For some weeks the two are five hours apart instead of six.
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { EventTime } from "../../dev/google/calendar/event-resource.ts";
import { LEA, meetingOf, NORA, startMeetingScene } from "./meeting-scene.ts";
import type { MeetingScene } from "./meeting-scene.ts";

let scene: MeetingScene;
beforeAll(async () => {
  scene = await startMeetingScene();
});
afterAll(async () => {
  await scene.close();
});

/** The rep's clock at three, and what the guest's shows then. */
const DAYS = [
  ["before America's spring", "2027-03-12", "14:00", "09:00"],
  ["after America's spring, before Europe's", "2027-03-15", "14:00", "10:00"],
  ["after both springs", "2027-03-29", "13:00", "09:00"],
  ["before Europe's autumn", "2027-10-29", "13:00", "09:00"],
  ["after Europe's autumn, before America's", "2027-11-01", "14:00", "10:00"],
  ["after both autumns", "2027-11-08", "14:00", "09:00"],
] as const;

function clock(moment: string | Date, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" }).format(
    new Date(moment),
  );
}

function instantOf(time: EventTime): number {
  return "dateTime" in time ? Date.parse(time.dateTime) : NaN;
}

async function storedStart(id: string): Promise<Date | undefined> {
  const [row] = await scene.rows<{ occurred_at: Date }>("select occurred_at from activity where id = $1", id);
  return row?.occurred_at;
}

describe("three o'clock in Berlin", () => {
  test.each(DAYS)("%s (%s)", async (_name, day, utc, inNewYork) => {
    const at = `${day}T${utc}:00.000Z`;
    const meeting = await scene.booked({ start: `${day}T15:00`, timezone: "Europe/Berlin" });
    expect(meeting.start).toBe(at);
    expect(await storedStart(meeting.id)).toEqual(new Date(at));
    const { start, end } = scene.calendarOf(NORA).get(meeting.eventId);
    expect(start).toMatchObject({ timeZone: "Europe/Berlin" });
    expect(instantOf(start)).toBe(Date.parse(at));
    expect(instantOf(end)).toBe(Date.parse(at) + 45 * 60_000);
    expect(clock(meeting.start, "Europe/Berlin")).toBe("15:00");
    expect(clock(meeting.start, "America/New_York")).toBe(inNewYork);
  });

  test("stays three o'clock when the meeting is moved from side to side", async () => {
    const meeting = await scene.booked({ start: "2027-03-12T15:00", timezone: "Europe/Berlin" });
    for (const [, day, utc] of [...DAYS, ...[...DAYS].reverse()]) {
      const at = `${day}T${utc}:00.000Z`;
      const body = { start: `${day}T15:00`, notify: "none" };
      const moved = meetingOf(await scene.ask("PATCH", `/api/v1/meetings/${meeting.id}`, { body }));
      expect(moved).toMatchObject({ start: at, durationMinutes: 45, timezone: "Europe/Berlin" });
      expect(await storedStart(meeting.id)).toEqual(new Date(at));
    }
    const before = await scene.rows("select * from activity order by id");
    await scene.sync();
    expect(await scene.rows("select * from activity order by id")).toEqual(before);
  });
});

describe("on the nights themselves", () => {
  test("a meeting over the change lasts as long as it lasts", async () => {
    const spring = await scene.booked({ start: "2027-03-28T01:30", durationMinutes: 60 });
    expect(spring).toMatchObject({ start: "2027-03-28T00:30:00.000Z", end: "2027-03-28T01:30:00.000Z" });
    expect(clock(spring.end, "Europe/Berlin")).toBe("03:30");
    const autumn = await scene.booked({ start: "2027-10-31T01:30", durationMinutes: 60 });
    expect(autumn).toMatchObject({ start: "2027-10-30T23:30:00.000Z", end: "2027-10-31T00:30:00.000Z" });
    expect(clock(autumn.end, "Europe/Berlin")).toBe("02:30");
  });

  test("a time that comes twice is the first, unless its offset says otherwise", async () => {
    expect((await scene.booked({ start: "2027-10-31T02:30" })).start).toBe("2027-10-31T00:30:00.000Z");
    const second = await scene.booked({ start: "2027-10-31T02:30:00+01:00" });
    expect(second.start).toBe("2027-10-31T01:30:00.000Z");
    const inNewYork = { timezone: "America/New_York", requiredAttendees: [LEA] };
    expect((await scene.booked({ ...inNewYork, start: "2027-11-07T01:30" })).start).toBe(
      "2027-11-07T05:30:00.000Z",
    );
  });

  test("a time that is skipped is skipped where the meeting is at home only", async () => {
    const start = "2027-03-14T02:30";
    const refused = await scene.book({ start, timezone: "America/New_York" });
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ path: "start" }] } });
    expect((await scene.booked({ start, timezone: "Europe/Berlin" })).start).toBe("2027-03-14T01:30:00.000Z");
  });
});
