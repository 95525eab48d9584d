/** The page's calls to its server. */
import type { Execution } from "../../apps-script/execution.ts";
import type { AddonEvent } from "./event-object.ts";
import type { CalendarEvent, MailThread, Session, ThreadPage } from "./wire.ts";

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

export async function execute(
  user: string,
  call: { functionName: string; event: AddonEvent },
): Promise<Execution> {
  return await request<Execution>(`${userPath(user)}/execute`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(call),
  });
}

function userPath(user: string): string {
  return `/_sidebar/users/${encodeURIComponent(user)}`;
}

/** The server is this page's own: its answers are what wire.ts says. */
async function request<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await fetch(path, init);
  const body = (await response.json().catch(() => ({}))) as T & { detail?: string };
  if (!response.ok) throw new Error(body.detail ?? `The server answered ${response.status}.`);
  return body;
}
