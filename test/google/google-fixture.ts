/** A local Google with one or two people, mails made on the spot, and Google's official clients pointed at it. */
import { auth, gmail } from "@googleapis/gmail";
import type { gmail_v1 } from "@googleapis/gmail";
import { CalendarBook } from "../../dev/google/calendar/calendar-book.ts";
import { Mailbox } from "../../dev/google/gmail/mailbox.ts";
import type { Message } from "../../dev/google/gmail/message.ts";
import { startLocalGoogle } from "../../dev/google/server.ts";
import type { LocalGoogle, LocalGoogleOptions, ObservedRequest } from "../../dev/google/server.ts";
import type { Account, OAuthClient } from "../../dev/google/world.ts";

export const noon = Date.UTC(2026, 10, 20, 12);

export const webClient: OAuthClient = {
  clientId: "123456789-crm.apps.googleusercontent.com",
  clientSecret: "s3cret:with%signs",
  redirectUris: ["http://localhost:3000/api/auth/google/callback"],
};

/** Of the same Cloud project as `webClient`. */
export const otherClient: OAuthClient = {
  clientId: "123456789-other.apps.googleusercontent.com",
  clientSecret: "other-secret",
  redirectUris: ["http://localhost:4000/callback"],
};

export interface GoogleFixture {
  readonly google: LocalGoogle;
  readonly rep: Account;
  readonly consumer: Account;
  readonly requests: readonly ObservedRequest[];
  /** Lets time pass. */
  readonly advance: (milliseconds: number) => void;
  readonly now: () => number;
  /** Google's own client, for short or full scope names. */
  readonly gmailClient: (...scopes: string[]) => gmail_v1.Gmail;
}

/** `start` is the time the fixture's clock begins at. */
export async function startGoogleFixture(
  start = noon,
  options: Partial<LocalGoogleOptions> = {},
): Promise<GoogleFixture> {
  let now = start;
  const clock = (): number => now;
  const rep = account({ email: "rep@northwind.example", name: "Nora Reyes", hd: "northwind.example" }, clock);
  const consumer = account({ email: "sam@gmail.example", name: "Sam", hd: null }, clock);
  const requests: ObservedRequest[] = [];
  const google = await startLocalGoogle({
    clock,
    accounts: [rep, consumer],
    clients: [webClient, otherClient],
    onRequest: (request) => requests.push(request),
    ...options,
  });
  return {
    google,
    rep,
    consumer,
    requests,
    now: clock,
    advance: (milliseconds) => {
      now += milliseconds;
    },
    gmailClient: (...scopes) =>
      clientWithToken(google, google.tokens.accessToken({ email: rep.email, scopes: scopes.map(fullScope) })),
  };
}

export function clientWithToken(google: LocalGoogle, accessToken: string): gmail_v1.Gmail {
  const credentials = new auth.OAuth2();
  credentials.setCredentials({ access_token: accessToken });
  return gmail({ version: "v1", auth: credentials, rootUrl: `${google.url}/`, retry: false });
}

function fullScope(short: string): string {
  return short.includes("/") ? short : `https://www.googleapis.com/auth/${short}`;
}

/** Header lines and a body, joined as a mail is. */
export function mail(headers: Readonly<Record<string, string>>, body = "Hello"): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([...lines, "", body].join("\r\n"));
}

export function deliver(
  mailbox: Mailbox,
  headers: Readonly<Record<string, string>>,
  options: { body?: string; at?: number; labelIds?: readonly string[] } = {},
): Message {
  const { body, at = noon - 60_000, labelIds = ["INBOX"] } = options;
  return mailbox.insert({ raw: mail(headers, body), internalDate: at, labelIds });
}

let accountsMade = 0;

function account(person: { email: string; name: string; hd: string | null }, clock: () => number): Account {
  accountsMade += 1;
  const owner = { email: person.email, name: person.name, timeZone: "Europe/Berlin" };
  return {
    ...person,
    sub: `10${accountsMade.toString().padStart(19, "0")}`,
    locale: "en",
    timeZone: owner.timeZone,
    emailVerified: true,
    mailbox: new Mailbox({ ...owner, now: clock }),
    calendars: new CalendarBook(owner, clock),
  };
}
