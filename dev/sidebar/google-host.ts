/** The sidebar page's host over the local Google, reached by HTTP, and the Apps Script runtime. */
import type { gmail_v1 } from "@googleapis/gmail";
import type { Execution } from "../apps-script/execution.ts";
import type { AsyncRuntime } from "../apps-script/runtime-worker.ts";
import type { LocalGoogle } from "../google/server.ts";
import { toCalendarEvent } from "./event-conversion.ts";
import { createGoogleReader, readerScopes } from "./google-reader.ts";
import type { GoogleReader } from "./google-reader.ts";
import { bodyParts, findInlinePart, subjectOf, toMailMessage, toThreadSummary } from "./mail-conversion.ts";
import { addonOf, readsOpenMessage } from "./manifest-addon.ts";
import type { AddonEvent } from "./page/event-object.ts";
import type { Addon, CalendarEvent, MailThread, Rep } from "./page/wire.ts";
import type { SidebarHost } from "./sidebar-host.ts";

export interface GoogleHostOptions {
  readonly google: Pick<LocalGoogle, "url" | "tokens" | "world">;
  readonly runtime: Pick<AsyncRuntime, "manifest" | "run">;
  /** The `aud` of the identity tokens: the OAuth client of the add-on's script. */
  readonly clientId: string;
  /** Addresses of those whom the visitor can be, first one first; every account of the world by default. */
  readonly users?: readonly string[];
  /**
   * Where an https origin of the add-on's links and pictures really is for the browser, which cannot resolve it:
   * `{"https://crm.example.com": "http://localhost:3000"}`.
   */
  readonly origins?: Readonly<Record<string, string>>;
}

export function createGoogleHost({
  google,
  runtime,
  clientId,
  users,
  origins = {},
}: GoogleHostOptions): SidebarHost {
  const reps = (users ?? [...google.world.accounts.keys()]).map((email): Rep => {
    const account = google.world.accounts.get(email.toLowerCase());
    if (account === undefined) throw new Error(`The local Google has no account ${email}`);
    return { email: account.email, name: account.name };
  });
  const addon = localize(addonOf(runtime.manifest), origins);
  const readers = new Map<string, GoogleReader>();

  function readerOf(user: string): GoogleReader {
    const issueToken = () => google.tokens.accessToken({ email: user, scopes: readerScopes });
    const reader = readers.get(user) ?? createGoogleReader(google, issueToken);
    readers.set(user, reader);
    return reader;
  }

  return {
    users: () => Promise.resolve(reps),
    addon: () => Promise.resolve<Addon>(addon),
    listThreads: async (user, { query, pageToken }) => {
      const reader = readerOf(user);
      const page = await reader.listThreads(query, pageToken);
      const outlines = await Promise.all(
        (page.threads ?? []).map(({ id }) => reader.getThreadOutline(id ?? "")),
      );
      return {
        threads: outlines.map((thread) =>
          toThreadSummary(thread, /\bin:sent\b/.test(query) ? "sent" : "received"),
        ),
        nextPageToken: page.nextPageToken ?? null,
        estimate: page.resultSizeEstimate ?? null,
      };
    },
    getThread: async (user, threadId) => await getThread(readerOf(user), threadId),
    getMessageHtml: async (user, messageId) => {
      const reader = readerOf(user);
      const message = await reader.getMessage(messageId);
      if (message === null) return null;
      const html = await bodyText(reader, message, "text/html");
      return html === "" ? null : await withInlinePictures(reader, message, html);
    },
    listEvents: async (user, { from, to }) => {
      const reader = readerOf(user);
      const calendars = await shownCalendars(reader);
      const lists = await Promise.all(
        calendars.map(async (id) => (await reader.listEvents(id, from, to)).map((event) => ({ id, event }))),
      );
      const events = lists
        .flat()
        .filter(({ event }) => event.status !== "cancelled" && event.eventType !== "workingLocation")
        .map(({ id, event }) => toCalendarEvent(event, id));
      // A guest's copy has the id of the organizer's event; the person's own calendar comes first and wins.
      return [...new Map([...events].reverse().map((event) => [event.id, event])).values()];
    },
    getEvent: async (user, eventId): Promise<CalendarEvent | null> => {
      const reader = readerOf(user);
      for (const id of await shownCalendars(reader)) {
        const event = await reader.getEvent(id, eventId);
        if (event !== null && event.status !== "cancelled") return toCalendarEvent(event, id);
      }
      return null;
    },
    runAddon: async (user, { functionName, event }): Promise<Execution> => {
      const account = google.world.accounts.get(user.toLowerCase());
      if (account === undefined) throw new Error(`The local Google has no account ${user}`);
      const execution = await runtime.run({
        functionName,
        event: readsOpenMessage(runtime.manifest) ? withMessageToken(event, user) : event,
        user: {
          email: account.email,
          locale: event.commonEventObject.userLocale ?? account.locale,
          timeZone: event.commonEventObject.timeZone?.id ?? account.timeZone,
          identityToken: google.tokens.identityToken({ email: account.email, audience: clientId }),
        },
      });
      return { ...execution, result: localize(execution.result, origins) };
    },
  };

  function withMessageToken(event: AddonEvent, email: string): AddonEvent {
    if (event.gmail === undefined) return event;
    const accessToken = google.tokens.messageToken({ email, messageId: event.gmail.messageId });
    return { ...event, gmail: { ...event.gmail, accessToken } };
  }
}

async function getThread(reader: GoogleReader, threadId: string): Promise<MailThread | null> {
  const [thread, labels] = await Promise.all([reader.getThread(threadId), reader.listLabels()]);
  if (thread === null) return null;
  const messages = thread.messages ?? [];
  const labelIds = new Set(messages.flatMap((message) => message.labelIds ?? []));
  const userLabels = labels.filter(({ type, id }) => type === "user" && labelIds.has(id ?? ""));
  return {
    id: threadId,
    subject: subjectOf(messages[0] ?? {}),
    labels: [...(labelIds.has("INBOX") ? ["Inbox"] : []), ...userLabels.map(({ name }) => name ?? "")],
    messages: await Promise.all(
      messages.map(async (message) => toMailMessage(message, await bodyText(reader, message, "text/plain"))),
    ),
  };
}

/** Text may stand in the part or behind an attachment id; either way it is UTF-8. */
async function bodyText(
  reader: GoogleReader,
  message: gmail_v1.Schema$Message,
  mimeType: "text/plain" | "text/html",
): Promise<string> {
  const texts = await Promise.all(
    bodyParts(message, mimeType).map(async ({ body }) => {
      const attachmentId = body?.attachmentId ?? undefined;
      const bytes =
        attachmentId === undefined
          ? Buffer.from(body?.data ?? "", "base64url")
          : await reader.getAttachment(message.id ?? "", attachmentId);
      return bytes.toString("utf8");
    }),
  );
  return texts.join("\n");
}

/** Enough for a signature full of logos; a mail of a thousand pictures shows the first ones. */
const maxInlinePictures = 20;
const maxPictureBytes = 2_000_000;

async function withInlinePictures(
  reader: GoogleReader,
  message: gmail_v1.Schema$Message,
  html: string,
): Promise<string> {
  const ids = [
    ...new Set([...html.matchAll(/\bsrc\s*=\s*["']?cid:([^"'\s>]+)/gi)].map(([, id]) => id ?? "")),
  ];
  const pictures = new Map<string, string>();
  for (const id of ids.slice(0, maxInlinePictures)) {
    const part = findInlinePart(message, id);
    const attachmentId = part?.body?.attachmentId ?? undefined;
    const type = /^image\/(?:png|jpeg|gif|webp)$/.exec(part?.mimeType ?? "")?.[0];
    if (attachmentId === undefined || type === undefined || (part?.body?.size ?? 0) > maxPictureBytes)
      continue;
    const bytes = await reader.getAttachment(message.id ?? "", attachmentId);
    pictures.set(id, `data:${type};base64,${bytes.toString("base64")}`);
  }
  return html.replace(/(\bsrc\s*=\s*["']?)cid:([^"'\s>]+)/gi, (whole, start: string, id: string) => {
    const picture = pictures.get(id);
    return picture === undefined ? whole : start + picture;
  });
}

/** Those ticked in the calendar's own list, the person's first. */
async function shownCalendars(reader: GoogleReader): Promise<readonly string[]> {
  const calendars = await reader.listCalendars();
  const shown = calendars.filter(({ selected, primary }) => selected === true || primary === true);
  return shown
    .sort((a, b) => Number(b.primary ?? false) - Number(a.primary ?? false))
    .map(({ id }) => id ?? "primary");
}

/** The same value with every address below one of the origins led to where it really is. */
function localize<T>(value: T, origins: Readonly<Record<string, string>>): T {
  const text = Object.entries(origins).reduce(
    (json, [origin, real]) => json.replaceAll(`${origin}/`, `${real}/`),
    JSON.stringify(value),
  );
  return JSON.parse(text) as T;
}
