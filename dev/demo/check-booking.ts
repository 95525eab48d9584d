/** Part of the headless check: a meeting is booked into a free slot, moved in Google, and found moved in the CRM. */
import type { Meeting } from "../../contract/meetings.ts";
import { callApi } from "./call-api.ts";
import type { DemoStack } from "./demo-stack.ts";
import type { ConnectedCheck } from "./check-sending.ts";
import { until } from "./until.ts";

const DAY_MS = 86_400_000;

export async function checkBooking({ stack, me, sidebar, mail, say }: ConnectedCheck): Promise<void> {
  await sidebar.openMessage(mail);
  await sidebar.click("onOpenSchedule");
  await sidebar.click("onFindTimes");
  await sidebar.click("onPickTime");
  const { notice, card } = await sidebar.click("onBookMeeting", {
    title: { stringInputs: { value: ["Headless check"] } },
  });
  const event = await until("the meeting is in Google Calendar", async () => {
    const window = { from: Date.now(), to: Date.now() + 62 * DAY_MS };
    const events = await stack.host.listEvents(me, window);
    return events.find(({ title }) => title === "Headless check");
  });
  if (!("at" in event.start && "at" in event.end)) throw new Error("the meeting has no time");
  const { start, end } = event;
  say(`Booked “${card.header?.title ?? ""}” at ${new Date(start.at).toISOString()}: ${notice ?? ""}`);

  const meetingId = await until("the CRM has the meeting", async () => await meetingOf(stack, me, event.id));
  const movedTo = start.at + DAY_MS;
  const moved = await stack.host.patchEvent(
    me,
    { calendarId: event.calendarId, eventId: event.id, etag: event.etag },
    { start: { at: movedTo }, end: { at: end.at + DAY_MS } },
  );
  if (moved === null) throw new Error("Google refused to move the meeting");
  await callApi(stack, me, { method: "POST", path: "/sync/calendar/run" });
  await until("the CRM has the meeting at its new time", async () => {
    const meeting = await callApi<Meeting>(stack, me, { path: `/meetings/${meetingId}` });
    return Date.parse(meeting.start) === movedTo ? meeting : undefined;
  });
  say("Moved by a day in Google Calendar, and after the sync moved in the CRM");
}

async function meetingOf(stack: DemoStack, me: string, eventId: string): Promise<string | undefined> {
  const { items } = await callApi<{
    items: readonly { readonly id: string; readonly event: { readonly eventId: string } | null }[];
  }>(stack, me, { path: "/activities?type=MEETING&limit=100" });
  return items.find(({ event }) => event?.eventId === eventId)?.id;
}
