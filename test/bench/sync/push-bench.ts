/**
 * P15: how long it takes from a mail's arrival at Google, which pushes it, until its activity can be seen; and how many
 * syncs a burst of pushes starts. The backend is the real one with its worker, pushed to over HTTP with Google's signature.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";
import { createGrantStore } from "../../../backend/src/db/grant-store.ts";
import { createTokenSeal } from "../../../backend/src/google/token-seal.ts";
import type { TokenSeal } from "../../../backend/src/google/token-seal.ts";
import { Secret } from "../../../backend/src/secret.ts";
import type { AccountRef } from "../../../backend/src/sync/ports.ts";
import { rawMail } from "../../e2e/raw-mail.ts";
import { BENCH_TOKEN_KEY, startBackendProcess } from "../backend-process.ts";
import type { BenchDatabase } from "../bench-database.ts";
import { quantile } from "../report.ts";
import type { Measurement } from "../report.ts";
import { contactAddresses } from "./bench-contacts.ts";
import { admitRep, insertContacts } from "./our-sync.ts";
import { startGoogle } from "./start-google.ts";
import type { BenchMailbox, GoogleProcess } from "./start-google.ts";

const MAILBOXES = 50;
const MAILS = 200;
const PUSHES = 10_000;
const CLIENTS = 16;
const PUSH = {
  topic: "projects/bench/topics/gmail",
  audience: "https://bench.example/webhooks/gmail",
  serviceAccount: "push@bench.iam.gserviceaccount.com",
};
const SCOPES = ["https://www.googleapis.com/auth/gmail.readonly"];
/** No mailbox is synced again sooner, whatever is pushed. */
const SPACING_MS = 5_000;
const PATIENCE_MS = 60_000;

export async function measurePush(bench: BenchDatabase, scale: number): Promise<Measurement[]> {
  const contacts = contactAddresses(20);
  const google = await startGoogle({
    mailboxes: Array.from({ length: MAILBOXES }, (_, i) => ({
      email: `rep${i}@push.example`,
      count: 20,
      contactShare: 0.5,
      seed: i + 1,
    })),
    contacts,
    latencyMs: 0,
    isLimited: false,
    push: PUSH,
  });
  try {
    await connectAll(bench, google.mailboxes, contacts);
    const backend = await startBackendProcess(bench, google.url, {
      PUBSUB_TOPIC: PUSH.topic,
      PUBSUB_AUDIENCE: PUSH.audience,
      PUBSUB_SERVICE_ACCOUNT: PUSH.serviceAccount,
      LOG_LEVEL: "info",
    });
    try {
      const endpoint = `${backend.url}/webhooks/gmail`;
      await google.pushTo(PUSH, endpoint);
      await until(async () => (await countSynced(bench)) === MAILBOXES);
      const times = await timesUntilVisible(bench, google, Math.max(20, Math.round(MAILS * scale)));
      const burst = await syncsOfBurst(google, endpoint, Math.max(500, Math.round(PUSHES * scale)));
      return [
        {
          id: "P15",
          measure: "mail at Google → pushed → activity visible, p95",
          value: quantile(times, 0.95) / 1_000,
          unit: "s",
          bar: 2,
        },
        {
          id: "P15",
          measure: `syncs a mailbox and ${SPACING_MS / 1_000} s, burst of ${PUSHES} pushes`,
          value: burst,
          unit: "",
          bar: 1,
        },
      ];
    } finally {
      await backend.stop();
    }
  } finally {
    await google.stop();
  }
}

/** As after the consent page: the tokens sealed, the sync switched on, the mailbox due. */
async function connectAll(
  bench: BenchDatabase,
  mailboxes: readonly BenchMailbox[],
  contacts: readonly string[],
): Promise<void> {
  const grants = createGrantStore(bench);
  const seal = createTokenSeal([{ kid: "bench", key: new Secret(BENCH_TOKEN_KEY) }]);
  const now = new Date();
  for (const [index, mailbox] of mailboxes.entries()) {
    const rep = await admitRep(bench, mailbox);
    if (index === 0) await insertContacts(bench, rep.workspaceId, contacts);
    await grants.connect(rep, sealedTokens(seal, rep, mailbox.accessToken, now), now);
    await bench.pool.query("insert into mail_sync (workspace_id, user_id, due_at) values ($1, $2, now())", [
      rep.workspaceId,
      rep.userId,
    ]);
  }
}

function sealedTokens(seal: TokenSeal, account: AccountRef, accessToken: string, now: Date) {
  const secret = new Secret(accessToken);
  return {
    accessToken: seal.seal(secret, { ...account, column: "access_token" }),
    accessTokenExpiresAt: new Date(now.getTime() + 3_600_000),
    // Never asked for within the hour.
    refreshToken: seal.seal(secret, { ...account, column: "refresh_token" }),
    scopes: SCOPES,
  };
}

/** Mailboxes whose first sync is done and that Google tells of. */
async function countSynced({ pool }: BenchDatabase): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    "select count(*)::int as count from mail_sync where last_synced_at is not null and watch_expires_at is not null",
  );
  return rows[0]?.count ?? 0;
}

/** Milliseconds of each mail, one mailbox after the other, so that each has had its pause. */
async function timesUntilVisible(
  { pool }: BenchDatabase,
  google: GoogleProcess,
  mails: number,
): Promise<readonly number[]> {
  const waiting: Promise<number>[] = [];
  for (let i = 0; i < mails; i++) {
    const email = `rep${i % MAILBOXES}@push.example`;
    await sleep(SPACING_MS / MAILBOXES + 20);
    const from = contactAddresses(20)[i % 20] ?? "";
    const startedAt = performance.now();
    const id = await google.deliver(
      email,
      rawMail({ from: { email: from }, to: [{ email }], subject: `Pushed ${i}`, text: "Hello, it is me." }),
    );
    const isVisible = async () => {
      const { rowCount } = await pool.query(
        "select from ledger_entry where gmail_message_id = $1 and decision = 'logged' and activity_id is not null",
        [id],
      );
      return rowCount !== 0;
    };
    waiting.push(until(isVisible).then(() => performance.now() - startedAt));
  }
  return await Promise.all(waiting);
}

/** Syncs started for each mailbox in each of its pauses that the burst lasts. */
async function syncsOfBurst(google: GoogleProcess, endpoint: string, pushes: number): Promise<number> {
  await sleep(SPACING_MS);
  const before = await google.countCalls("gmail.history.list");
  const startedAt = performance.now();
  await sendPushes(google, endpoint, pushes);
  const lasted = performance.now() - startedAt;
  // What came while a mailbox was synced makes it due once more.
  await sleep(2 * SPACING_MS);
  const syncs = (await google.countCalls("gmail.history.list")) - before;
  console.log(
    `  ${pushes} pushes to ${MAILBOXES} mailboxes in ${(lasted / 1_000).toFixed(1)} s started ${syncs} syncs`,
  );
  return syncs / MAILBOXES / (1 + Math.ceil(lasted / SPACING_MS));
}

async function sendPushes({ pushToken }: GoogleProcess, endpoint: string, pushes: number): Promise<void> {
  const { origin, pathname } = new URL(endpoint);
  const pool = new Pool(origin, { connections: CLIENTS });
  const headers = { authorization: `Bearer ${pushToken}`, "content-type": "application/json" };
  let next = 0;
  const client = async () => {
    while (next < pushes) {
      const n = next++;
      const body = pushOf(`rep${n % MAILBOXES}@push.example`, n);
      const answer = await pool.request({ method: "POST", path: pathname, headers, body });
      await answer.body.dump();
      if (answer.statusCode !== 204) throw new Error(`a push was answered with ${answer.statusCode}`);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  await pool.close();
}

function pushOf(emailAddress: string, n: number): string {
  const data = Buffer.from(JSON.stringify({ emailAddress, historyId: String(n + 1) })).toString("base64");
  return JSON.stringify({
    message: { data, messageId: String(n) },
    subscription: "projects/bench/subscriptions/gmail",
  });
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error("what the bench waits for does not come");
    await sleep(20);
  }
}
