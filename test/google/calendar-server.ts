/** A local Google with one person's calendars, and the official client pointed at it. */
import { calendar } from "@googleapis/calendar";
import type { calendar_v3 } from "@googleapis/calendar";
import { CalendarBook } from "../../dev/google/calendar/calendar-book.ts";
import { Mailbox } from "../../dev/google/gmail/mailbox.ts";
import { startLocalGoogle } from "../../dev/google/server.ts";
import { webClient } from "./google-fixture.ts";

export const NOW = Date.UTC(2026, 10, 23, 9);

export interface CalendarServer {
  readonly book: CalendarBook;
  readonly client: calendar_v3.Calendar;
  /** A client whose token carries these scopes only (short names). */
  clientWith(...scopes: string[]): calendar_v3.Calendar;
  stop(): Promise<void>;
}

/** The account is ada@northwind.example in Europe/Berlin, at nine o'clock UTC on Monday, 23 November 2026. */
export async function startCalendarServer(): Promise<CalendarServer> {
  const clock = (): number => NOW;
  const owner = { email: "ada@northwind.example", name: "Ada Lindqvist", timeZone: "Europe/Berlin" };
  const book = new CalendarBook(owner, clock);
  const account = {
    ...owner,
    sub: "104512345678901234567",
    locale: "en-GB",
    hd: "northwind.example",
    emailVerified: true,
    mailbox: new Mailbox(owner),
    calendars: book,
  };
  const google = await startLocalGoogle({ clock, accounts: [account], clients: [webClient] });
  const clientWith = (...names: string[]): calendar_v3.Calendar => {
    const scopes = names.map((name) => `https://www.googleapis.com/auth/${name}`);
    const token = google.tokens.accessToken({ email: owner.email, scopes });
    return calendar({
      version: "v3",
      rootUrl: `${google.url}/`,
      headers: { authorization: `Bearer ${token}` },
      retry: false,
    });
  };
  return { book, client: clientWith("calendar.readonly"), clientWith, stop: google.close };
}
