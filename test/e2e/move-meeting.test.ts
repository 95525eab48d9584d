/** Moving and calling off from the sidebar, also when somebody else changes the meeting in Google meanwhile. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { connectGoogle } from "../../dev/demo/connect-google.ts";
import type { SidebarPage } from "../../dev/demo/sidebar-page.ts";
import type { Meeting } from "../../contract/meetings.ts";
import { ada, startDemoWorld } from "./demo-world.ts";
import type { DemoWorld } from "./demo-world.ts";
import { noticeOf, valueOf } from "./panel-probe.ts";

let world: DemoWorld;
let page: SidebarPage;

beforeAll(async () => {
  world = await startDemoWorld(6130);
  await connectGoogle(world.stack, ada, ["calendar"]);
  page = await world.open();
});
afterAll(async () => {
  await world.close(/409|404/);
});

let bookings = 0;

/** Books one through the API, with a lead of its own, and opens it in the calendar. */
async function openBooked(): Promise<Meeting> {
  bookings += 1;
  const name = `Rosa${bookings} Lind`;
  const guest = `rosa${bookings}@agenda.example`;
  await world.addContact({ name, emails: [guest] });
  const answer = await fetch(`${world.stack.backend.url}/api/v1/meetings`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${world.stack.identityToken(ada)}`,
      "Content-Type": "application/json",
      "Idempotency-Key": `booking-${bookings}`,
    },
    body: JSON.stringify({
      title: `Talk ${bookings}`,
      start: "2027-03-26T10:00:00",
      durationMinutes: 30,
      timezone: "Europe/Berlin",
      requiredAttendees: [guest],
      notify: "none",
    }),
  });
  expect(answer.status).toBe(201);
  const meeting = (await answer.json()) as Meeting;
  await page.openEvent(meeting.eventId);
  return meeting;
}

function startOf(meeting: Meeting): string | undefined {
  const start = world.calendar().get(meeting.eventId).start;
  return "dateTime" in start ? new Date(start.dateTime).toISOString() : start.date;
}

async function move(fields: Readonly<Record<string, string>>): Promise<void> {
  await page.press("Move…");
  for (const [label, value] of Object.entries(fields)) await page.fill(label, value);
  await page.panel.getByRole("button", { name: "Move", exact: true }).click();
  await page.idle();
}

describe("moving", () => {
  test("over the change of the clock keeps the time on the wall, in Google and in the CRM", async () => {
    const meeting = await openBooked();
    expect(startOf(meeting)).toBe("2027-03-26T09:00:00.000Z");
    await move({ Day: "2027-03-29" });
    expect(await noticeOf(page)).toBe("Moved");
    expect(await page.text()).toMatch(/Mon,? 29 Mar 2027, 10:00 – 10:30/);
    expect(startOf(meeting)).toBe("2027-03-29T08:00:00.000Z");
    expect(await world.activitiesOf(meeting.contacts[0]?.id ?? "")).toMatchObject([
      { occurredAt: "2027-03-29T08:00:00.000Z" },
    ]);
  });

  test("offers free times as booking does", async () => {
    const meeting = await openBooked();
    await page.press("Move…");
    await page.press("Find free times");
    expect(await page.text()).toMatch(/Fri,? 26 Mar 2027/);
    await page.press(/^\d\d:\d\d$/);
    const [day, time] = [await valueOf(page, "Day"), await valueOf(page, "Time")];
    await page.panel.getByRole("button", { name: "Move", exact: true }).click();
    await page.idle();
    // Before the clock goes forward.
    expect(startOf(meeting)).toBe(new Date(`${day}T${time}:00+01:00`).toISOString());
    expect(startOf(meeting)).not.toBe(meeting.start);
  });

  test("into the past is refused at the field", async () => {
    const meeting = await openBooked();
    await move({ Day: "2020-01-02" });
    expect(await page.text()).toMatch(/Time [^\n]*past/);
    expect(startOf(meeting)).toBe("2027-03-26T09:00:00.000Z");
  });
});

describe("what somebody changed in Google meanwhile is not overwritten", () => {
  async function clash(): Promise<Meeting> {
    const meeting = await openBooked();
    await page.press("Move…");
    world
      .calendar()
      .move(meeting.eventId, { dateTime: "2027-03-26T15:00:00Z" }, { dateTime: "2027-03-26T15:30:00Z" });
    await page.fill("Time", "11:00");
    await page.panel.getByRole("button", { name: "Move", exact: true }).click();
    await page.idle();
    expect(await page.text()).toMatch(
      /Changed in Google[\s\S]*Now in Google\s+Fri,? 26 Mar 2027, 16:00[\s\S]*What you wanted\s+Fri,? 26 Mar 2027, 11:00 \(Europe\/Berlin\)/,
    );
    expect(startOf(meeting)).toBe("2027-03-26T15:00:00.000Z");
    return meeting;
  }

  test("it can be kept", async () => {
    const meeting = await clash();
    await page.press("Keep Google's");
    expect(await page.text()).toMatch(/16:00 – 16:30/);
    expect(startOf(meeting)).toBe("2027-03-26T15:00:00.000Z");
  });

  test("or the wish applied to it", async () => {
    const meeting = await clash();
    await page.press("Apply mine");
    expect(await noticeOf(page)).toBe("Moved");
    expect(startOf(meeting)).toBe("2027-03-26T10:00:00.000Z");
  });

  test("nor called off without asking again", async () => {
    const meeting = await openBooked();
    await page.press("Cancel meeting…");
    world.calendar().update(meeting.eventId, { location: "Elsewhere" });
    await page.press("Cancel meeting");
    expect(await page.text()).toContain("Somebody changed this meeting in Google");
    expect(world.calendar().get(meeting.eventId).status).not.toBe("cancelled");
    await page.press("Cancel meeting");
    expect(await noticeOf(page)).toBe("The meeting is cancelled");
    expect(world.calendar().get(meeting.eventId).status).toBe("cancelled");
  });
});

describe("calling off", () => {
  test("asks first, and takes it from calendar and timeline", async () => {
    const meeting = await openBooked();
    await page.press("Cancel meeting…");
    await page.press("Keep");
    expect(world.calendar().get(meeting.eventId).status).not.toBe("cancelled");
    await page.press("Cancel meeting…");
    await page.press("Cancel meeting");
    expect(await noticeOf(page)).toBe("The meeting is cancelled");
    expect(world.calendar().get(meeting.eventId).status).toBe("cancelled");
    const activities = await world.activitiesOf(meeting.contacts[0]?.id ?? "");
    expect(activities.filter(({ status }) => status === "SCHEDULED")).toEqual([]);
  });

  test("of one that is gone from the calendar is done already", async () => {
    const meeting = await openBooked();
    await page.press("Cancel meeting…");
    world.calendar().cancel(meeting.eventId);
    await page.press("Cancel meeting");
    expect(await noticeOf(page)).toMatch(/is cancelled|no longer in your calendar/);
  });
});
