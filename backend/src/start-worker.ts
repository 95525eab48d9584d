/** The worker of this process: what it takes up, and with what. */
import { randomBytes, randomUUID } from "node:crypto";
import type { Logger } from "pino";
import type { Config } from "./config.ts";
import type { Database } from "./db/connect.ts";
import { createBookingStore } from "./db/booking-store.ts";
import { createCalendarListStore } from "./db/calendar-list-store.ts";
import { createCalendarSyncStore } from "./db/calendar-sync-store.ts";
import { createMailSyncStore } from "./db/mail-sync-store.ts";
import { analyzeNewTables } from "./db/new-tables.ts";
import { createMeetingStore } from "./db/meeting-store.ts";
import { createNoticeStore } from "./db/notice-store.ts";
import { createOutboxStore } from "./db/outbox-queue.ts";
import { createScheduleStore, hashChannelToken } from "./db/schedule-store.ts";
import type { GoogleParts } from "./google-parts.ts";
import { mailWatchRenewals } from "./jobs/renew-mail-watches.ts";
import { noticeSending } from "./jobs/send-notices.ts";
import { bookingSettling } from "./jobs/settle-bookings.ts";
import type { RunningJob } from "./jobs/settle-meetings.ts";
import { syncWork } from "./jobs/sync-work.ts";
import { startWorker } from "./jobs/worker.ts";
import type { WorkSource } from "./jobs/worker.ts";
import { SEND_TIMING } from "./outbox/after-attempt.ts";
import type { SendTiming } from "./outbox/after-attempt.ts";
import { sendEmail } from "./outbox/send-email.ts";
import { createSmtpSender } from "./smtp.ts";
import type { GrantStore } from "./sync/grant-ports.ts";
import type { AccountRef, ReportReconnect } from "./sync/ports.ts";
import { refreshCalendarList } from "./sync/refresh-calendars.ts";
import { renewCalendarChannel } from "./sync/renew-calendar-channel.ts";
import { syncCalendar } from "./sync/sync-calendar.ts";
import { syncMailbox } from "./sync/sync-mailbox.ts";
import type { MailSyncDeps } from "./sync/sync-mailbox.ts";

/** Most of a sync is waiting for Google's quota. */
const SLOTS = 16;

export interface WorkerParts {
  readonly config: Config;
  readonly database: Database;
  readonly google: GoogleParts;
  readonly grantStore: GrantStore;
  readonly log: Logger;
  readonly now: () => Date;
  readonly timing: WorkerTiming;
}

export interface WorkerTiming {
  /** A worker that commits nothing for this long has lost what it took. */
  readonly leaseMs: number;
  /** After so long, or so many messages, others come first. */
  readonly sliceMs: number;
  readonly sliceMessages: number;
  /** So many mails are read and committed together; more of them where Google is quick. */
  readonly readChunk: number;
  /** Without a wake-up the worker looks this often. */
  readonly pollMs: number;
  readonly send: SendTiming;
}

/** A chunk of fifty mails takes ten seconds at the quota’s pace, and a minute when their texts lie apart. */
export const WORKER_TIMING: WorkerTiming = {
  leaseMs: 90_000,
  sliceMs: 20_000,
  sliceMessages: 1_000,
  readChunk: 50,
  pollMs: 1_000,
  send: SEND_TIMING,
};

export async function startSyncWorker(parts: WorkerParts): Promise<RunningJob> {
  const { database, grantStore, log, now, timing } = parts;
  const reportReconnect: ReportReconnect = async (account, reason) => {
    await grantStore.requireReconnect(account, reason, now());
    // The engine's account has its addresses.
    const { workspaceId, userId } = account;
    log.warn({ workspaceId, userId, reason }, "a Google account has to be connected again");
  };
  const shared = { reportReconnect, now, random: () => Math.random(), log };
  const worker = await startWorker({
    sources: [
      outbox(parts, shared),
      mailSyncs(parts, shared),
      calendarSyncs(parts, shared),
      calendarLists(parts, shared),
      calendarChannels(parts),
      bookings(parts),
      ...mailWatches(parts),
      ...notices(parts),
    ],
    slots: SLOTS,
    pollMs: timing.pollMs,
    listen: (onDue) => database.listen(onDue),
    log,
  });
  const analyzing = startAnalyzingNewTables(database, log);
  return {
    async stop() {
      await analyzing.stop();
      await worker.stop();
    },
  };
}

/** Comes first: somebody waits for it. */
function outbox(
  { database, google, now, timing, log }: WorkerParts,
  { reportReconnect }: Shared,
): WorkSource {
  const store = createOutboxStore(database);
  const deps = { store, openSender: google.openSender, reportReconnect, now, log, timing: timing.send };
  return syncWork("outbox", {
    claim: () => store.claim(now(), timing.send.leaseMs),
    sync: (claim) => sendEmail(deps, claim),
  });
}

/** What every kind of sync is given. */
type Shared = Pick<MailSyncDeps, "reportReconnect" | "now" | "random" | "log">;

function mailSyncs({ config, database, google, now, timing }: WorkerParts, shared: Shared): WorkSource {
  const store = createMailSyncStore(database);
  const settings = { ...config.sync, ...timing };
  return syncWork("mail", {
    claim: () => store.claim(now(), timing.leaseMs),
    sync: (claim) => syncMailbox({ ...shared, store, openSource: google.openMail, settings }, claim),
  });
}

/** Commits, each of a page or of a series' occurrences. */
const CALENDAR_SLICE = 50;

function calendarSyncs({ config, database, google, now, timing }: WorkerParts, shared: Shared): WorkSource {
  const store = createCalendarSyncStore(database);
  const settings = { ...config.sync, leaseMs: timing.leaseMs, sliceSteps: CALENDAR_SLICE };
  return syncWork("calendar", {
    claim: () => store.claim(now(), timing.leaseMs),
    sync: (claim) => syncCalendar({ ...shared, store, openSource: google.openCalendars, settings }, claim),
  });
}

function calendarLists({ database, google, now, timing }: WorkerParts, shared: Shared): WorkSource {
  const store = createCalendarListStore(database);
  return syncWork("calendar-list", {
    claim: () => store.claimList(now(), timing.leaseMs),
    sync: (account) => refreshCalendarList({ ...shared, store, openSource: google.openCalendars }, account),
  });
}

function calendarChannels({ config, database, google, now, log }: WorkerParts): WorkSource {
  const store = createCalendarListStore(database);
  return syncWork("calendar-channel", {
    claim: () => store.takeChannel(now()),
    sync: (calendar) =>
      renewCalendarChannel(
        {
          store,
          openSource: google.openCalendars,
          address: `${config.publicUrl}/webhooks/calendar`,
          newChannel: () => ({ id: randomUUID(), token: randomBytes(32).toString("base64url") }),
          hashToken: hashChannelToken,
          now,
          log,
        },
        calendar,
      ),
  });
}

function bookings({ database, google, now }: WorkerParts): WorkSource {
  const stores = { bookings: createBookingStore(database), meetings: createMeetingStore(database) };
  return bookingSettling({ ...stores, openCalendar: google.openCalendar, now });
}

/** None without Pub/Sub. */
function mailWatches({ config, database, google, now, log }: WorkerParts): readonly WorkSource[] {
  const { pubsub } = config;
  if (pubsub === null) return [];
  const watch = (account: AccountRef) => google.openMailPush(account).watch(pubsub.topic);
  return [mailWatchRenewals({ watches: createScheduleStore(database), watch, log, now })];
}

/** None without a mail server. */
function notices({ config, database, now, log }: WorkerParts): readonly WorkSource[] {
  const { smtp, publicUrl } = config;
  if (smtp === null) return [];
  const send = createSmtpSender(smtp);
  return [noticeSending({ notices: createNoticeStore(database), send, publicUrl, log, now })];
}

const ANALYZE_EVERY_MS = 2_000;

function startAnalyzingNewTables(database: Database, log: Logger): RunningJob {
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(async () => {
      try {
        const tables = await analyzeNewTables(database);
        if (tables.length > 0) log.debug({ tables }, "new tables analyzed");
      } catch (error) {
        log.debug({ error }, "new tables could not be analyzed");
      }
    });
  }, ANALYZE_EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
