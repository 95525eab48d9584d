/** Mails, meetings and contacts for the tests, different in every call. */
import type { LogEmail, LogMeeting, MailHeader } from "../../contract/activities.ts";
import type { ContactCreate } from "../../contract/contacts.ts";
import type { z } from "zod";

let count = 0;

export function newContact(overrides: Partial<ContactCreate> = {}): ContactCreate {
  count += 1;
  return { name: `Contact ${count}`, emails: [`contact-${count}@customer.example`], ...overrides };
}

export function newHeader(overrides: Partial<MailHeader> = {}): MailHeader {
  count += 1;
  return {
    gmailMessageId: `18f${count.toString(16).padStart(13, "0")}`,
    gmailThreadId: `18e${count.toString(16).padStart(13, "0")}`,
    rfc822MessageId: `<mail-${count}@customer.example>`,
    subject: `Mail ${count}`,
    from: "Someone <someone@nowhere.example>",
    to: "Rita Rep <rita@acme.example>",
    date: "Fri, 20 Nov 2026 09:30:00 +0100",
    ...overrides,
  };
}

export function newMail(overrides: Partial<z.input<typeof LogEmail>> = {}): z.input<typeof LogEmail> {
  return { type: "EMAIL", bodyText: "Hello Rita,\n\nshall we talk?\n", ...newHeader(), ...overrides };
}

export function newMeeting(overrides: Partial<z.input<typeof LogMeeting>> = {}): z.input<typeof LogMeeting> {
  count += 1;
  return {
    type: "MEETING",
    calendarId: "rita@acme.example",
    eventId: `event${count}`,
    iCalUID: `event${count}@google.com`,
    title: `Meeting ${count}`,
    start: "2026-11-20T10:00:00+01:00",
    end: "2026-11-20T10:45:00+01:00",
    attendees: [],
    organizer: "rita@acme.example",
    ...overrides,
  };
}
