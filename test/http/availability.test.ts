/** Free times over HTTP: the rep's calendars, colleagues, working hours, and the text for a mail. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Availability } from "../../contract/availability.ts";
import { NORA, OTTO, problemOf, startMeetingScene } from "../meetings/meeting-scene.ts";
import type { Answer, MeetingScene } from "../meetings/meeting-scene.ts";

let scene: MeetingScene;
beforeAll(async () => {
  scene = await startMeetingScene();
  await scene.connect(OTTO);
  await scene.rows("update app_user set time_zone = 'Europe/Berlin' where email = $1", NORA);
  await scene.rows(
    "update app_user set time_zone = 'America/New_York', work_to = 960 where email = $1",
    OTTO,
  );
  taken(NORA, "2026-11-24T10:00:00+01:00", "2026-11-24T12:00:00+01:00");
  taken(OTTO, "2026-11-24T15:30:00+01:00", "2026-11-24T16:00:00+01:00");
});
afterAll(async () => {
  await scene.close();
});

function taken(owner: string, start: string, end: string): void {
  scene.google.meetings.book({
    organizer: { email: owner },
    guests: [],
    summary: "Taken",
    start: { dateTime: start, timeZone: "Europe/Berlin" },
    end: { dateTime: end, timeZone: "Europe/Berlin" },
  });
}

const TUESDAY = { from: "2026-11-24T00:00:00+01:00", to: "2026-11-25T00:00:00+01:00", durationMinutes: "60" };

async function ask(query: Readonly<Record<string, string>>): Promise<Answer> {
  return await scene.ask(
    "GET",
    `/api/v1/availability?${new URLSearchParams({ ...TUESDAY, ...query }).toString()}`,
  );
}

async function free(query: Readonly<Record<string, string>> = {}): Promise<Availability> {
  const { status, body } = await ask(query);
  if (status !== 200) throw new Error(`availability answered ${status}: ${JSON.stringify(body)}`);
  return Availability.parse(body);
}

function startsOf({ slots }: Availability): string[] {
  return slots.map(({ start }) => start.slice(11, 16));
}

describe("availability", () => {
  test("is what the rep's working day leaves", async () => {
    const answer = await free();
    expect(startsOf(answer)).toEqual([
      "08:00",
      "11:00",
      "11:30",
      "12:00",
      "12:30",
      "13:00",
      "13:30",
      "14:00",
      "14:30",
      "15:00",
    ]);
    expect(answer).toMatchObject({ timeZone: "Europe/Berlin", unknown: [] });
    expect(answer.text).toBe("Tue 24 Nov: 9:00–10:00, 12:00–13:00, 14:30–15:30 (CET)");
    expect((await free({ locale: "de", limit: "1" })).text).toBe(
      "Di., 24. Nov.: 9:00–10:00, 12:00–13:00, 14:30–15:30 (MEZ)",
    );
    expect((await free({ timeZone: "America/New_York", locale: "en-US" })).text).toMatch(
      /^Tue, Nov 24: 3:00 AM–4:00 AM.*\(EST\)$/,
    );
    expect((await free({ limit: "2" })).slots).toHaveLength(2);
  });

  test("with a colleague is what both have, each by his own clock", async () => {
    // Otto works from 15 to 22 o'clock in Berlin, and is taken from half past three to four.
    expect(startsOf(await free({ with: OTTO, durationMinutes: "30" }))).toEqual(["14:00", "15:00", "15:30"]);
    expect(startsOf(await free({ with: `${OTTO},, ${NORA}` }))).toEqual(["15:00"]);
  });

  test("says whose time Google does not tell, and does without them", async () => {
    const answer = await free({ with: "stranger@elsewhere.example" });
    expect(answer.unknown).toEqual([{ email: "stranger@elsewhere.example", reason: "not_found" }]);
    expect(answer.slots).toHaveLength(10);
  });

  test("has no weekends, no nights, nothing of the past", async () => {
    expect(await free({ from: "2026-11-28T00:00:00Z", to: "2026-11-30T00:00:00Z" })).toMatchObject({
      slots: [],
      text: "",
    });
    expect(await free({ from: "2026-11-24T17:00:00Z", to: "2026-11-25T07:00:00Z" })).toMatchObject({
      slots: [],
    });
    expect(await free({ from: "2026-11-20T00:00:00Z", to: "2026-11-23T08:00:00Z" })).toMatchObject({
      slots: [],
    });
    // It is Monday, a little after ten in Berlin.
    expect(startsOf(await free({ from: "2026-11-23T00:00:00Z", to: "2026-11-24T00:00:00Z" }))[0]).toBe(
      "09:30",
    );
  });

  test("reaches two months far, also over a change of the clock", async () => {
    const answer = await free({
      from: "2027-03-01T00:00:00+01:00",
      to: "2027-05-02T00:00:00+02:00",
      limit: "200",
    });
    const first = answer.slots.filter(({ start }) => start.slice(11, 16) === "08:00");
    expect(answer.slots).toHaveLength(200);
    expect(first[0]?.start).toBe("2027-03-01T08:00:00.000Z");
    const after = await free({ from: "2027-03-29T00:00:00+02:00", to: "2027-03-30T00:00:00+02:00" });
    expect(after.slots[0]?.start).toBe("2027-03-29T07:00:00.000Z");
  });

  test("heeds every calendar the rep chose", async () => {
    await scene.sync();
    expect(await scene.rows("select 1 from calendar_sync where enabled")).not.toHaveLength(0);
    expect(startsOf(await free())).toEqual(expect.arrayContaining(["08:00", "11:00"]));
  });

  test.each<[Readonly<Record<string, string>>, string, RegExp]>([
    [{ to: "2026-11-24T00:00:00+01:00" }, "to", /not after/],
    [{ to: "2027-02-24T00:00:00+01:00" }, "to", /more than 62 days/],
    [{ from: "9999-12-30T00:00:00Z", to: "9999-12-31T00:00:00Z" }, "to", /more than ten years ahead/],
    [{ from: "2026-11-24" }, "from", /ISO 8601/],
    [{ durationMinutes: "0" }, "durationMinutes", /too small/],
    [{ with: "otto" }, "with", /no e-mail address at place 1/],
    [{ with: Array.from({ length: 21 }, (_, at) => `p${at}@x.example`).join(",") }, "with", /more than 20/],
    [{ timeZone: "Mars/Olympus" }, "timeZone", /not a time zone/],
    [{ locale: "klingon!" }, "locale", /no language/],
  ])("refuses %j and says why", async (query, path, message) => {
    expect(problemOf(await ask(query)).errors).toEqual([{ path, message: expect.stringMatching(message) }]);
  });

  test("says that Google cannot be reached, and asks twice before", async () => {
    scene.google.faults.add({ method: "calendar.freebusy.query", fault: { kind: "reset" }, times: 1 });
    expect((await free()).slots).toHaveLength(10);
    scene.google.faults.add({
      method: "calendar.freebusy.query",
      fault: { kind: "error", error: "backendError" },
    });
    expect(problemOf(await ask({})).code).toBe("google_unavailable");
  });
});
