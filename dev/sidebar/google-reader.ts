/** Reads Gmail and Calendar over HTTP for one person, as the page needs it. */
import type { calendar_v3 } from "@googleapis/calendar";
import type { gmail_v1 } from "@googleapis/gmail";

export interface GoogleReader {
  listThreads(query: string, pageToken: string | null): Promise<gmail_v1.Schema$ListThreadsResponse>;
  /** Headers, labels and file names; no bodies. */
  getThreadOutline(id: string): Promise<gmail_v1.Schema$Thread>;
  getThread(id: string): Promise<gmail_v1.Schema$Thread | null>;
  getMessage(id: string): Promise<gmail_v1.Schema$Message | null>;
  getAttachment(messageId: string, attachmentId: string): Promise<Buffer>;
  listLabels(): Promise<readonly gmail_v1.Schema$Label[]>;
  listCalendars(): Promise<readonly calendar_v3.Schema$CalendarListEntry[]>;
  /** Every occurrence in the window, all pages. */
  listEvents(calendarId: string, from: number, to: number): Promise<readonly calendar_v3.Schema$Event[]>;
  getEvent(calendarId: string, eventId: string): Promise<calendar_v3.Schema$Event | null>;
}

export const readerScopes: readonly string[] = [
  "https://www.googleapis.com/auth/gmail.readonly",
  "https://www.googleapis.com/auth/calendar.readonly",
];

/** As many as Gmail shows on a page. */
const threadsPerPage = "50";

/** Names of the parts down to the depth real mails have; what lies deeper only misses its paper clip. */
const outlineFields =
  "id,messages(id,threadId,labelIds,snippet,internalDate,payload(headers,filename,parts(filename,parts(filename,parts(filename)))))";

/** Tokens last an hour, a demo stays open for days: `issueToken` is asked again when Google refuses the last one. */
export function createGoogleReader(google: { readonly url: string }, issueToken: () => string): GoogleReader {
  const gmail = `${google.url}/gmail/v1/users/me`;
  const calendars = `${google.url}/calendar/v3`;

  let accessToken = issueToken();

  async function send(url: string): Promise<Response> {
    return await fetch(url, { headers: { Authorization: `Bearer ${accessToken}` } });
  }

  /** Google's answers are what Google's own types say; a resource that is not there is null. */
  async function find<T>(url: string, parameters: Readonly<Record<string, string>> = {}): Promise<T | null> {
    const target = `${url}?${new URLSearchParams(parameters).toString()}`;
    let response = await send(target);
    if (response.status === 401) {
      accessToken = issueToken();
      response = await send(target);
    }
    if (response.ok) return (await response.json()) as T;
    // An id of another shape than Google's is answered with 400.
    if (response.status === 404 || response.status === 400) return null;
    throw new Error(
      `Google answered ${response.status} to ${new URL(url).pathname}: ${await response.text()}`,
    );
  }

  async function get<T>(url: string, parameters?: Readonly<Record<string, string>>): Promise<T> {
    const found = await find<T>(url, parameters);
    if (found === null) throw new Error(`Google refused ${new URL(url).pathname}`);
    return found;
  }

  return {
    listThreads: (q, pageToken) =>
      get(`${gmail}/threads`, {
        q,
        maxResults: threadsPerPage,
        ...(pageToken === null ? {} : { pageToken }),
      }),
    getThreadOutline: (id) =>
      get(`${gmail}/threads/${encodeURIComponent(id)}`, { format: "full", fields: outlineFields }),
    getThread: (id) => find(`${gmail}/threads/${encodeURIComponent(id)}`, { format: "full" }),
    getMessage: (id) => find(`${gmail}/messages/${encodeURIComponent(id)}`, { format: "full" }),
    getAttachment: async (messageId, attachmentId) => {
      const url = `${gmail}/messages/${encodeURIComponent(messageId)}/attachments/${encodeURIComponent(attachmentId)}`;
      const { data } = await get<gmail_v1.Schema$MessagePartBody>(url);
      return Buffer.from(data ?? "", "base64url");
    },
    listLabels: async () => (await get<gmail_v1.Schema$ListLabelsResponse>(`${gmail}/labels`)).labels ?? [],
    listCalendars: async () =>
      (await get<calendar_v3.Schema$CalendarList>(`${calendars}/users/me/calendarList`)).items ?? [],
    listEvents: async (calendarId, from, to) => {
      const events: calendar_v3.Schema$Event[] = [];
      let pageToken: string | null | undefined;
      do {
        const page: calendar_v3.Schema$Events = await get(
          `${calendars}/calendars/${encodeURIComponent(calendarId)}/events`,
          {
            singleEvents: "true",
            timeMin: new Date(from).toISOString(),
            timeMax: new Date(to).toISOString(),
            maxResults: "2500",
            ...(typeof pageToken === "string" ? { pageToken } : {}),
          },
        );
        events.push(...(page.items ?? []));
        pageToken = page.nextPageToken;
      } while (typeof pageToken === "string");
      return events;
    },
    getEvent: (calendarId, eventId) =>
      find(`${calendars}/calendars/${encodeURIComponent(calendarId)}/events/${encodeURIComponent(eventId)}`),
  };
}
