import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { SidebarPage } from "../../dev/demo/sidebar-page.ts";
import type { EventContent } from "../../dev/google/calendar/event-resource.ts";
import { ada, ben, startDemoWorld } from "./demo-world.ts";
import type { DemoWorld } from "./demo-world.ts";
import { noticeOf } from "./panel-probe.ts";

let world: DemoWorld;
let page: SidebarPage;

beforeAll(async () => {
  world = await startDemoWorld(3510);
  page = await world.open();
});

afterAll(async () => {
  await world.close();
});

const HOUR = 3_600_000;

function at(hoursFromNow: number): { dateTime: string } {
  return { dateTime: new Date(Date.now() + hoursFromNow * HOUR).toISOString() };
}

function meetingWith(emails: readonly string[], more: Partial<EventContent> = {}): string {
  return world.addEvent({
    summary: "Meeting",
    start: at(1),
    end: at(2),
    attendees: emails.map((email) => ({ email, responseStatus: "accepted" })),
    ...more,
  });
}

async function lead(name: string) {
  const email = `${name.toLowerCase()}@agenda.example`;
  return { email, contact: await world.addContact({ name, emails: [email] }) };
}

describe("the card beside an event", () => {
  test("briefs on every guest: contacts first, then colleagues and strangers", async () => {
    const eventId = meetingWith(
      [ada, ben, "ingrid.haugen@fjordline.example", "lars.nygard@fjordline.example"],
      {
        summary: "Quarterly talk",
      },
    );
    await page.openEvent(eventId);
    const text = await page.text();
    expect(text).toMatch(/^[\s\S]{0,40}Quarterly talk/);
    expect(text).toMatch(
      /Brief\s+Client · Won\s+.?Ingrid Haugen\s+Head of Operations · Fjordline Seafood AS/,
    );
    expect(text).toMatch(/Colleague\s+[\s\S]*ben/i);
    expect(text).toMatch(/Not in Rapport\s+[\s\S]*lars\.nygard@fjordline\.example/);
    await page.press(/Ingrid Haugen/);
    expect(await page.text()).toContain("Head of Operations");
  });

  test("offers to add a guest nobody knows, and to log the event with them", async () => {
    const eventId = meetingWith([ada, "new.guest@agenda.example"], { summary: "First meeting" });
    await page.openEvent(eventId);
    expect(await page.panel.getByRole("button", { name: "Log to CRM" }).count()).toBe(0);
    await page.press(/new\.guest@agenda\.example/);
    await page.fill("Name", "New Guest");
    expect(await page.text()).toContain("Log this event");
    await page.press("Save");
    expect(await page.text()).toMatch(/Logged by ada, [\s\S]*With New Guest/i);
  });

  test("of colleagues only, and of nobody, says so", async () => {
    await page.openEvent(meetingWith([ada, ben]));
    expect(await page.text()).toContain("Only colleagues are invited.");
    await page.openEvent(meetingWith([]));
    expect(await page.text()).toContain("Nobody else is invited.");
  });
});

describe("logging an event", () => {
  test("takes one click, is seen by the colleague, and is undone", async () => {
    const { contact, email } = await lead("Sina");
    await page.openEvent(meetingWith([ada, ben, email], { summary: "Talk with Sina" }));
    await page.press("Log to CRM");
    expect(await noticeOf(page)).toContain("Logged to CRM");
    expect(await page.text()).toMatch(/Logged by ada, [\s\S]*With Sina/i);
    expect(await world.activitiesOf(contact.id)).toMatchObject([
      { type: "MEETING", subject: "Talk with Sina", status: "SCHEDULED", durationMinutes: 60 },
    ]);
    await page.press("Undo");
    await page.press("Undo");
    expect(await noticeOf(page)).toContain("The entry was removed");
    expect(await page.panel.getByRole("button", { name: "Log to CRM" }).isVisible()).toBe(true);
    expect(await world.activitiesOf(contact.id)).toEqual([]);
  });

  test("takes a note", async () => {
    const { contact, email } = await lead("Timo");
    await page.openEvent(meetingWith([email]));
    await page.press("Log with note…");
    await page.fill("Note", "Bring the samples");
    await page.press("Log to CRM");
    expect(await page.text()).toContain("Bring the samples");
    expect(await world.activitiesOf(contact.id)).toMatchObject([{ note: "Bring the samples" }]);
  });

  test("of a series is once per occurrence", async () => {
    const { contact, email } = await lead("Ursula");
    const start = new Date(Math.floor(Date.now() / HOUR) * HOUR - 14 * 24 * HOUR);
    const seriesId = meetingWith([email], {
      summary: "Weekly with Ursula",
      start: { dateTime: start.toISOString(), timeZone: "Etc/UTC" },
      end: { dateTime: new Date(start.getTime() + HOUR).toISOString(), timeZone: "Etc/UTC" },
      recurrence: ["RRULE:FREQ=WEEKLY;COUNT=4"],
    });
    const listed = await world.stack.host.listEvents(ada, {
      from: start.getTime() - HOUR,
      to: start.getTime() + 30 * 24 * HOUR,
    });
    const occurrences = listed.map(({ id }) => id).filter((id) => id.startsWith(`${seriesId}_`));
    expect(occurrences).toHaveLength(4);
    for (const id of occurrences.slice(0, 2)) {
      await page.openEvent(id);
      await page.press("Log to CRM");
    }
    await page.openEvent(occurrences[0] ?? "");
    expect(await page.text()).toMatch(/Logged by ada/i);
    await page.openEvent(occurrences[2] ?? "");
    expect(await page.panel.getByRole("button", { name: "Log to CRM" }).isVisible()).toBe(true);
    expect(await world.activitiesOf(contact.id)).toHaveLength(2);
  });
});

describe("an event out of the ordinary", () => {
  test.each<[string, Partial<EventContent>, RegExp]>([
    [
      "of a whole day",
      { start: { date: "2030-05-06" }, end: { date: "2030-05-07" } },
      /Meeting\s+Mon, 6 May 2030\n/,
    ],
    [
      "of a whole weekend",
      { start: { date: "2030-05-11" }, end: { date: "2030-05-13" } },
      /Sat, 11 May 2030 – Sun, 12 May 2030\n/,
    ],
    ["that is private", { visibility: "private", summary: "Secret talk" }, /Secret talk/],
    ["without a title", { summary: "" }, /\(no title\)/],
    [
      "of three weeks",
      {
        start: { dateTime: "2030-01-01T10:00:00Z" },
        end: { dateTime: "2030-01-22T10:00:00Z" },
        summary: "Long",
      },
      /Tue, 1 Jan 2030, 11:00 – Tue, 22 Jan 2030, 11:00/,
    ],
  ])("%s has a card and can be logged", async (kind, more, title) => {
    const { contact, email } = await lead(`Guest${kind.replaceAll(" ", "")}`);
    await page.openEvent(meetingWith([email], more));
    expect(await page.text()).toMatch(title);
    await page.press("Log to CRM");
    expect(await page.text()).toMatch(/Logged by ada/i);
    expect(await world.activitiesOf(contact.id)).toHaveLength(1);
  });

  test("every event of the seeded calendar has a card", async () => {
    const week = 7 * 24 * HOUR;
    const events = await world.stack.host.listEvents(ada, { from: Date.now() - week, to: Date.now() + week });
    expect(events.length).toBeGreaterThan(8);
    const kinds = new Map(events.map((event) => [event.title, event.id]));
    for (const id of kinds.values()) {
      await page.openEvent(id);
      expect(await page.panel.locator(".failure").count()).toBe(0);
      expect(await page.text()).not.toMatch(/That did not work|Not reachable|No access/);
    }
  });
});
