/** Beside an open event: who comes, how it went, and what comes next. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { connectGoogle } from "../../dev/demo/connect-google.ts";
import type { SidebarPage } from "../../dev/demo/sidebar-page.ts";
import type { Activity } from "../../contract/activities.ts";
import { ada, startDemoWorld } from "./demo-world.ts";
import type { DemoWorld } from "./demo-world.ts";
import { back, noticeOf, overflowOf, valueOf } from "./panel-probe.ts";

let world: DemoWorld;
let page: SidebarPage;

beforeAll(async () => {
  world = await startDemoWorld(6150);
  await connectGoogle(world.stack, ada, ["calendar"]);
  page = await world.open();
});
afterAll(async () => {
  await world.close();
});

const HOUR = 3_600_000;

let guests = 0;

/** An event with a lead of its own; over since an hour, unless it is to come. */
async function eventWith(name: string, hoursFromNow = -2, more: readonly string[] = []) {
  guests += 1;
  const email = `guest${guests}@outcome.example`;
  const { id } = await world.addContact({ name, emails: [email], company: "Outcome Ltd" });
  const start = Date.now() + hoursFromNow * HOUR;
  const eventId = world.addEvent({
    summary: `Visit of ${name}`,
    start: { dateTime: new Date(start).toISOString() },
    end: { dateTime: new Date(start + HOUR).toISOString() },
    attendees: [ada, email, ...more].map((address) => ({ email: address, responseStatus: "accepted" })),
  });
  return { eventId, contactId: id, email };
}

/** The sync logs it too: whoever is first. */
async function openLogged(eventId: string): Promise<void> {
  await page.openEvent(eventId);
  const log = page.panel.getByRole("button", { name: "Log to CRM" });
  if ((await log.count()) > 0) await log.click();
  await page.panel.getByText(/Logged by/).waitFor();
}

async function meetingOf(contactId: string): Promise<Activity | undefined> {
  return (await world.activitiesOf(contactId)).find(({ type }) => type === "MEETING");
}

describe("a no-show", () => {
  test("is said with one click, logged or not, and becomes a follow-up", async () => {
    const { eventId, contactId } = await eventWith("Nadia");
    await page.openEvent(eventId);
    await page.press("They did not come");
    expect(await noticeOf(page)).toBe("Marked as no-show");
    expect(await meetingOf(contactId)).toMatchObject({ status: "NO_SHOW" });
    await page.press("Follow-up…");
    expect(await valueOf(page, "What to do")).toBe("Find a new time: Visit of Nadia");
    await page.press("Save");
    expect(await page.text()).toMatch(/Due [^\n]*: Find a new time: Visit of Nadia/);
    const tasks = (await (await world.call("GET", `/tasks?contactId=${contactId}`)).json()) as {
      items: { text: string; activityId: string; dueAt: string }[];
    };
    expect(tasks.items).toMatchObject([
      { text: "Find a new time: Visit of Nadia", activityId: (await meetingOf(contactId))?.id },
    ]);
    expect([0, 6]).not.toContain(new Date(tasks.items[0]?.dueAt ?? "").getUTCDay());
  });

  test("or another meeting, with the same people", async () => {
    const { eventId, email } = await eventWith("Olga");
    await page.openEvent(eventId);
    await page.press("They did not come");
    await page.press("Schedule another");
    expect(await valueOf(page, "Title")).toBe("Visit of Olga");
    expect(await valueOf(page, "Guests")).toBe(email);
  });
});

describe("how it went", () => {
  test("is not asked of what is to come: that can be moved and called off", async () => {
    const { eventId } = await eventWith("Piet", 20);
    await openLogged(eventId);
    expect(await page.text()).not.toContain("How did it go?");
    expect(await page.panel.getByRole("button", { name: "Move…" }).isVisible()).toBe(true);
  });

  test("can be corrected, and counts as what it is", async () => {
    const { eventId, contactId } = await eventWith("Quentin");
    await page.openEvent(eventId);
    await page.press("It was cancelled");
    expect((await world.contact(contactId)).engagementScore).toBe(0);
    await page.press("It took place");
    expect((await world.contact(contactId)).engagementScore).toBe(3);
    expect(await meetingOf(contactId)).toMatchObject({ status: "HELD" });
  });

  test("moved gives it another time, in Google too", async () => {
    const { eventId, contactId } = await eventWith("Ruben");
    await openLogged(eventId);
    await page.press("It was moved…");
    expect(await page.text()).toMatch(/Move meeting\s+Visit of Ruben/);
    await page.fill("Day", "2027-05-04");
    await page.fill("Time", "10:00");
    await page.panel.getByRole("button", { name: "Move", exact: true }).click();
    await page.idle();
    expect(await noticeOf(page)).toBe("Moved");
    expect(await meetingOf(contactId)).toMatchObject({
      status: "SCHEDULED",
      occurredAt: "2027-05-04T08:00:00.000Z",
    });
  });
});

describe("the brief", () => {
  test("says of each contact where they stand, whose turn it is, and what is open", async () => {
    const { eventId, contactId, email } = await eventWith("Selma", 3);
    await world.call("POST", "/tasks", { text: "Send the price list", dueOn: "2030-01-02", contactId });
    await page.openMail(
      world.deliver({
        from: { name: "Selma", email },
        to: [{ email: ada }],
        subject: "A question",
        text: "What does it cost?",
      }),
    );
    await page.press("Log to CRM");
    await page.openEvent(eventId);
    const text = await page.text();
    expect(text).toMatch(/Brief\s+Lead · New\s+.?Selma\s+Outcome Ltd\s+Last engagement now\s+1 point/);
    expect(text).toMatch(/Whose turn: Yours, since [\s\S]*Due [^\n]*2030[^\n]*: Send the price list/);
  });

  test("of many guests keeps to its place", async () => {
    const many = Array.from(
      { length: 30 },
      (_, index) => `guest${index}@with-a-very-long-domain-name.example`,
    );
    const { eventId } = await eventWith("נועה בן-דוד הכהן של חברת המזון הגדולה בצפון הארץ", 3, many);
    await page.openEvent(eventId);
    expect(await page.text()).toMatch(/Also invited/);
    expect(await overflowOf(page)).toBe(0);
  });
});

describe("a contact is added to the open event", () => {
  test("by search", async () => {
    const { eventId } = await eventWith("Tamar", 5);
    await page.openEvent(eventId);
    await page.press("Add a contact…");
    await page.press(/Tom Abernathy/);
    await page.page.getByText("tabernathy@greatlakesdairy.example").first().waitFor();
    await back(page);
  });
});
