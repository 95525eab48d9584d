/** The page's calls to its server. */
import type { Execution } from "../../apps-script/execution.ts";
import type { AddonEvent } from "./event-object.ts";
import type {
  CalendarEvent,
  Draft,
  DraftContent,
  EventChange,
  MailThread,
  Pulse,
  SenderAddress,
  Session,
  ThreadPage,
} from "./wire.ts";

export async function fetchSession(): Promise<Session> {
  return await request<Session>("/_sidebar/session");
}

export async function fetchThreads(
  user: string,
  query: string,
  pageToken: string | null,
): Promise<ThreadPage> {
  const search = new URLSearchParams({ q: query, ...(pageToken === null ? {} : { pageToken }) });
  return await request<ThreadPage>(`${userPath(user)}/threads?${search.toString()}`);
}

export async function fetchThread(user: string, threadId: string): Promise<MailThread> {
  return await request<MailThread>(`${userPath(user)}/threads/${encodeURIComponent(threadId)}`);
}

/** Where the sandboxed frame finds a mail's HTML. */
export function messageBodyUrl(user: string, messageId: string): string {
  return `${userPath(user)}/messages/${encodeURIComponent(messageId)}/body`;
}

export async function fetchEvents(user: string, from: number, to: number): Promise<readonly CalendarEvent[]> {
  return await request<readonly CalendarEvent[]>(`${userPath(user)}/events?from=${from}&to=${to}`);
}

export async function fetchEvent(user: string, eventId: string): Promise<CalendarEvent> {
  return await request<CalendarEvent>(`${userPath(user)}/events/${encodeURIComponent(eventId)}`);
}

export async function fetchPulse(user: string): Promise<Pulse> {
  return await request<Pulse>(`${userPath(user)}/pulse`);
}

export async function fetchSenders(user: string): Promise<readonly SenderAddress[]> {
  return await request<readonly SenderAddress[]>(`${userPath(user)}/senders`);
}

export async function fetchDraft(user: string, draftId: string): Promise<Draft> {
  return await request<Draft>(`${userPath(user)}/drafts/${encodeURIComponent(draftId)}`);
}

export async function fetchDraftOf(user: string, messageId: string): Promise<Draft> {
  return await request<Draft>(`${userPath(user)}/messages/${encodeURIComponent(messageId)}/draft`);
}

/** Makes a draft when there is no id yet. */
export async function saveDraft(
  user: string,
  draftId: string | undefined,
  content: DraftContent,
): Promise<Pick<Draft, "id" | "threadId">> {
  const path = `${userPath(user)}/drafts`;
  return draftId === undefined
    ? await send("POST", path, content)
    : await send("PUT", `${path}/${encodeURIComponent(draftId)}`, content);
}

export async function sendDraft(
  user: string,
  draftId: string,
): Promise<{ readonly messageId: string; readonly threadId: string }> {
  return await send("POST", `${userPath(user)}/drafts/${encodeURIComponent(draftId)}/send`, {});
}

export async function deleteDraft(user: string, draftId: string): Promise<void> {
  await send("DELETE", `${userPath(user)}/drafts/${encodeURIComponent(draftId)}`);
}

export async function insertEvent(
  user: string,
  eventId: string,
  change: EventChange,
): Promise<CalendarEvent> {
  return await send("PUT", `${userPath(user)}/events/${encodeURIComponent(eventId)}`, change);
}

/** Refused when the event was changed elsewhere since it was read. */
export async function patchEvent(
  user: string,
  event: CalendarEvent,
  change: EventChange,
): Promise<CalendarEvent> {
  return await send("PATCH", eventPath(user, event), change, { "If-Match": event.etag });
}

export async function deleteEvent(user: string, event: CalendarEvent): Promise<void> {
  await send("DELETE", eventPath(user, event));
}

export async function execute(
  user: string,
  call: { functionName: string; event: AddonEvent },
): Promise<Execution> {
  return await send("POST", `${userPath(user)}/execute`, call);
}

function eventPath(user: string, { calendarId, id }: CalendarEvent): string {
  return `${userPath(user)}/calendars/${encodeURIComponent(calendarId)}/events/${encodeURIComponent(id)}`;
}

function userPath(user: string): string {
  return `/_sidebar/users/${encodeURIComponent(user)}`;
}

async function send<T>(
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<T> {
  return await request<T>(path, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** The server is this page's own: its answers are what wire.ts says. */
async function request<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await fetch(path, init);
  const body = (await response.json().catch(() => ({}))) as T & { detail?: string };
  if (!response.ok) throw new Error(body.detail ?? `The server answered ${response.status}.`);
  return body;
}
