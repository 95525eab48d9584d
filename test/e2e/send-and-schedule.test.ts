/** The rep's whole way in the browser: answering a lead, meeting them, and what comes of a meeting that was not. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { connectGoogle } from "../../dev/demo/connect-google.ts";
import type { Activity } from "../../contract/activities.ts";
import { callApi } from "../../dev/demo/call-api.ts";
import { contactWith, mailboxOf, syncedSince } from "../../dev/demo/look-into.ts";
import type { SidebarPage } from "../../dev/demo/sidebar-page.ts";
import { until } from "../../dev/demo/until.ts";
import { ada, startDemoWorld } from "./demo-world.ts";
import type { DemoWorld } from "./demo-world.ts";

const tom = "tabernathy@greatlakesdairy.example";
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

let world: DemoWorld;
let sidebar: SidebarPage;

beforeAll(async () => {
  world = await startDemoWorld(3900, [], 1_000_000);
  await connectGoogle(world.stack, ada);
  sidebar = await world.open();
});

afterAll(async () => {
  await world.close();
});

/** Whatever was known to Google before this is known to the CRM after it. */
async function mailIsSynced(): Promise<void> {
  const now = Date.now();
  await callApi(world.stack, ada, { method: "POST", path: "/sync/email/run" });
  await until("the mailbox is synced", () => syncedSince(world.stack, ada, now));
}

async function meetingsWith(contactId: string): Promise<readonly Activity[]> {
  const path = `/activities?contactId=${contactId}&type=MEETING&limit=100`;
  return (await callApi<{ items: readonly Activity[] }>(world.stack, ada, { path })).items;
}

test("a reply from the lead's card stands in the conversation at once, and after the sync once in the timeline", async () => {
  const { page, panel } = sidebar;
  const contact = await contactWith(world.stack, ada, tom);
  const mail = world.newestFrom(tom);
  await sidebar.openMail(mail);
  await sidebar.press("Reply");
  await sidebar.fill("Text", "Kits four weeks after signature: agreed, in writing.");
  await sidebar.press("Send");
  await panel.getByRole("heading", { name: "Tom Abernathy" }).waitFor();
  await page.locator(".message").last().getByText(`to ${tom}`).waitFor();
  await page.locator("iframe.mail-frame").last().contentFrame().getByText("agreed, in writing").waitFor();

  await mailIsSynced();
  const replies = (await world.activitiesOf(contact.id)).filter(
    ({ bodyText }) => bodyText?.includes("agreed, in writing") === true,
  );
  expect(replies).toMatchObject([{ direction: "outbound", source: "send", threadKey: expect.any(String) }]);
  const sent = [...mailboxOf(world.stack, ada).messages()].filter(
    ({ labelIds, threadId }) => labelIds.has("SENT") && threadId === mail.threadId,
  );
  expect(sent.at(-1)?.header("Subject")).toMatch(/^Re: /);
  await sidebar.openMail(mail);
  expect(await sidebar.text()).toMatch(/Recent\s+Sent · [^\n]+\s+Re: Great Lakes Dairy/);
  await page.getByRole("button", { name: "Sent", exact: true }).click();
  await page.locator(".thread").first().getByText("Great Lakes Dairy").waitFor();
}, 60_000);

test("a meeting booked into a free slot is in Google Calendar, and one that is moved there is moved in the CRM", async () => {
  const { page } = sidebar;
  const contact = await contactWith(world.stack, ada, tom);
  await sidebar.openMail(world.newestFrom(tom));
  await sidebar.press("Schedule");
  await sidebar.fill("Title", "Kit delivery plan");
  await sidebar.press("Find free times");
  await sidebar.press(/^\d\d:\d\d$/);
  await sidebar.panel.getByText("Add a Google Meet link").click();
  await sidebar.press("Book");
  await sidebar.panel.getByRole("heading", { name: "Kit delivery plan" }).waitFor();

  const booked = await until("the meeting is with the lead", async () =>
    (await meetingsWith(contact.id)).find(({ subject }) => subject === "Kit delivery plan"),
  );
  expect(booked).toMatchObject({ status: "SCHEDULED", durationMinutes: 30 });
  await sidebar.openEvent(booked.event?.eventId ?? "");
  const popup = page.getByRole("dialog", { name: "Kit delivery plan" });
  expect(await popup.getByRole("link", { name: "Join with Google Meet" }).isVisible()).toBe(true);
  expect(await popup.innerText()).toContain(tom);

  const event = page.locator(".event.open");
  await event.scrollIntoViewIfNeeded();
  const box = await event.boundingBox();
  if (box === null) throw new Error("the event is not in sight");
  await page.mouse.move(box.x + 5, box.y + 5);
  await page.mouse.down();
  await page.mouse.move(box.x + 5, box.y + 5 + 48, { steps: 4 });
  await page.mouse.up();
  await page.getByText("Event moved").waitFor();

  await callApi(world.stack, ada, { method: "POST", path: "/sync/calendar/run" });
  const movedTo = Date.parse(booked.occurredAt) + hourMs;
  await until("the CRM has it an hour later", async () =>
    (await meetingsWith(contact.id)).find(
      ({ id, occurredAt }) => id === booked.id && Date.parse(occurredAt) === movedTo,
    ),
  );
  expect(
    (await meetingsWith(contact.id)).filter(({ subject }) => subject === "Kit delivery plan"),
  ).toHaveLength(1);
}, 60_000);

test("whoever did not come gets a follow-up, which stands on the card of the event", async () => {
  const { stack } = world;
  const events = await stack.host.listEvents(ada, { from: Date.now() - 40 * dayMs, to: Date.now() });
  const trial = events.find(({ title }) => title.startsWith("Galil Fresh"));
  await sidebar.openEvent(trial?.id ?? "");
  await sidebar.press("They did not come");
  await sidebar.press("Follow-up…");
  await sidebar.fill("What to do", "Offer another trial day");
  await sidebar.press("Save");
  const { items } = await callApi<{
    items: readonly { readonly text: string; readonly activityId: string }[];
  }>(stack, ada, { path: "/tasks" });
  const task = items.find(({ text }) => text === "Offer another trial day");
  const activity = await callApi<Activity>(stack, ada, { path: `/activities/${task?.activityId ?? ""}` });
  expect(activity).toMatchObject({ type: "MEETING", status: "NO_SHOW" });
  expect(await sidebar.text()).toContain("Offer another trial day");
}, 60_000);
