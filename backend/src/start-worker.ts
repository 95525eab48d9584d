/** The worker of this process: what it takes up, and with what. */
import type { Logger } from "pino";
import type { Config } from "./config.ts";
import type { Database } from "./db/connect.ts";
import { createMailSyncStore } from "./db/mail-sync-store.ts";
import { analyzeNewTables } from "./db/new-tables.ts";
import { createNoticeStore } from "./db/notice-store.ts";
import { createScheduleStore } from "./db/schedule-store.ts";
import type { GoogleParts } from "./google-parts.ts";
import { mailWatchRenewals } from "./jobs/renew-mail-watches.ts";
import { noticeSending } from "./jobs/send-notices.ts";
import type { RunningJob } from "./jobs/settle-meetings.ts";
import { syncWork } from "./jobs/sync-work.ts";
import { startWorker } from "./jobs/worker.ts";
import type { WorkSource } from "./jobs/worker.ts";
import { createSmtpSender } from "./smtp.ts";
import type { GrantStore } from "./sync/grant-ports.ts";
import type { ReportReconnect } from "./sync/ports.ts";
import { syncMailbox } from "./sync/sync-mailbox.ts";

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
  /** Without a wake-up the worker looks this often. */
  readonly pollMs: number;
}

/** Reads at the quota's pace take ten seconds a chunk of fifty. */
export const WORKER_TIMING: WorkerTiming = {
  leaseMs: 45_000,
  sliceMs: 20_000,
  sliceMessages: 1_000,
  pollMs: 1_000,
};

export async function startSyncWorker(parts: WorkerParts): Promise<RunningJob> {
  const { config, database, google, grantStore, log, now, timing } = parts;
  const reportReconnect: ReportReconnect = async (account, reason) => {
    await grantStore.requireReconnect(account, reason, now());
    log.warn({ ...account, reason }, "a Google account has to be connected again");
  };
  const settings = { ...config.sync, ...timing };
  const random = () => Math.random();

  const mailStore = createMailSyncStore(database);
  const sources: WorkSource[] = [
    syncWork("mail", {
      claim: () => mailStore.claim(now(), timing.leaseMs),
      sync: (claim) =>
        syncMailbox(
          {
            store: mailStore,
            openSource: google.openMail,
            reportReconnect,
            now,
            random,
            log,
            settings: { ...settings, readChunk: READ_CHUNK },
          },
          claim,
        ),
    }),
  ];

  const schedule = createScheduleStore(database);
  const { pubsub, smtp, publicUrl } = config;
  if (pubsub !== null)
    sources.push(
      mailWatchRenewals({
        watches: schedule,
        watch: (account) => google.openMailPush(account).watch(pubsub.topic),
        log,
        now,
      }),
    );
  if (smtp !== null)
    sources.push(
      noticeSending({
        notices: createNoticeStore(database),
        send: createSmtpSender(smtp),
        publicUrl,
        log,
        now,
      }),
    );
  const worker = await startWorker({
    sources,
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

const READ_CHUNK = 50;
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
