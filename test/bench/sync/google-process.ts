/**
 * A local Google with large mailboxes in a process of its own, so that neither its CPU nor its memory is counted as
 * anybody's. Takes its mailboxes as JSON in the first argument and prints one line of JSON once it listens.
 */
import { CalendarBook } from "../../../dev/google/calendar/calendar-book.ts";
import { googlesLimits } from "../../../dev/google/quota/quota.ts";
import { largeMailbox } from "../../../dev/google/seed/large-mailbox.ts";
import { startLocalGoogle } from "../../../dev/google/server.ts";
import type { BenchMailbox, GoogleProcessOptions } from "./start-google.ts";

export interface GoogleProcessFacts {
  readonly url: string;
  readonly mailboxes: readonly BenchMailbox[];
  /** When its time began to run as fast as asked for, in epoch milliseconds. */
  readonly startedAt: number;
  /** What Pub/Sub would sign its messages with; empty without a topic. */
  readonly pushToken: string;
}

const options = JSON.parse(process.argv[2] ?? "") as GoogleProcessOptions;
const { pace = 1 } = options;
/** Until somebody says where pushes go. */
const NOWHERE = "http://127.0.0.1:9/";
const startedAt = Date.now();
const made = options.mailboxes.map(({ email, count, contactShare, seed }) => ({
  email,
  sub: `sub of ${email}`,
  ...largeMailbox({
    owner: { email },
    count,
    contacts: options.contacts,
    contactShare,
    seed,
    days: 300,
    until: startedAt,
  }),
}));
const google = await startLocalGoogle({
  clock: () => startedAt + (Date.now() - startedAt) * pace,
  accounts: made.map(({ email, sub, mailbox }) => ({
    sub,
    email,
    name: email,
    locale: "en",
    timeZone: "Europe/Berlin",
    hd: email.split("@")[1] ?? null,
    emailVerified: true,
    mailbox,
    calendars: new CalendarBook({ email, timeZone: "Europe/Berlin" }),
  })),
  clients: [],
  ...(options.push === undefined
    ? {}
    : { topics: { [options.push.topic]: { pushEndpoint: NOWHERE, ...options.push } } }),
  ...(options.isLimited ? { quota: googlesLimits } : {}),
});
if (options.latencyMs > 0)
  google.faults.add({ method: "gmail.*", fault: { kind: "latency", milliseconds: options.latencyMs } });

const facts: GoogleProcessFacts = {
  url: google.url,
  startedAt,
  mailboxes: made.map(({ email, sub, contactMailIds }) => ({
    email,
    subject: sub,
    accessToken: google.tokens.accessToken({
      email,
      scopes: ["https://www.googleapis.com/auth/gmail.readonly"],
    }),
    contactMailIds: [...contactMailIds],
  })),
  pushToken:
    options.push === undefined ? "" : google.pubsub.pushToken({ pushEndpoint: NOWHERE, ...options.push }),
};
process.stdout.write(`${JSON.stringify(facts)}\n`);
// Whoever started this closes its end of the pipe.
process.stdin.on("end", () => process.exit(0)).resume();
