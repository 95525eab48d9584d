/** A rep with a customer, a local Google, and the outbox's worker, which works when the test says so. Waits take no time. */
import type { Email, EmailCreate } from "../../contract/emails.ts";
import { createGrantStore } from "../../backend/src/db/grant-store.ts";
import { createOutboxStore } from "../../backend/src/db/outbox-queue.ts";
import { SEND_TIMING } from "../../backend/src/outbox/after-attempt.ts";
import type { OutboxStore } from "../../backend/src/outbox/ports.ts";
import { sendEmail } from "../../backend/src/outbox/send-email.ts";
import type { SendDeps } from "../../backend/src/outbox/send-email.ts";
import { findAccount } from "../../dev/google/world.ts";
import type { Account } from "../../dev/google/world.ts";
import type { Message } from "../../dev/google/gmail/message.ts";
import { NORA, startWebScene } from "../http/web-scene.ts";
import type { Choice, WebScene, WebSceneOptions } from "../http/web-scene.ts";
import type { Caller } from "../http/test-api.ts";
import { gated } from "../sync/gated.ts";
import type { Through } from "../sync/gated.ts";

export const LEA = "lea@kunde.example";

/** What is looked at once a day is as good as done. */
const HALF_A_DAY_MS = 12 * 3_600_000;

export interface OutboxScene extends WebScene {
  readonly nora: Caller;
  readonly store: OutboxStore;
  readonly lea: { readonly id: string };
  readonly rep: Account;
  /** Asks for a mail; what is left out is as usual. */
  ask(email?: Partial<EmailCreate>, idempotencyKey?: string): Promise<Email>;
  /** Does everything that is due; false: nothing was. */
  work(through?: Through): Promise<boolean>;
  /** Goes on, and on in time, until nothing is left to be done within half a day. */
  settle(): Promise<void>;
  /** What Gmail accepted, and what Lea's server got, of mails with this subject. */
  sent(subject?: string): readonly Message[];
  read(id: string): Promise<Email>;
  /** From now on Gmail is waited for so long. Short where many answers never come, and nothing depends on the others. */
  waitForAnswers(milliseconds: number): void;
  /** Nora's consent, anew. */
  connect(features?: string, choice?: Choice): Promise<void>;
}

export async function startOutboxScene(options: WebSceneOptions = {}): Promise<OutboxScene> {
  const limits = { timeoutMs: 2_000, maxBytes: 10_000_000 };
  const scene = await startWebScene({
    unitsPerMinute: 100_000_000,
    rateLimits: { userPerMinute: 1e6, workspacePerMinute: 1e6, strangerPerMinute: 1e6 },
    pace: (now) => ({
      timing: { now, sleep: () => Promise.resolve(), random: () => 0.5 },
      limits,
    }),
    ...options,
  });
  const { google, database, parts } = scene;
  const now = () => scene.now();
  const rep = findAccount(google.world, NORA);
  if (rep === undefined) throw new Error("Nora has no account");
  const connect = async (features = "mail,send,calendar", choice: Choice = {}) => {
    const { status } = await scene.browser().signIn(features, choice);
    if (status !== 303) throw new Error(`signing in answered ${status}`);
  };
  await connect();
  const nora = scene.addon(NORA);
  const lea = await nora.ok("createContact", { body: { name: "Lea Kunde", emails: [LEA] } });
  const store = createOutboxStore(database.database);
  const grants = createGrantStore(database.database);
  const through0: Through = (call) => call();

  async function work(through: Through = through0): Promise<boolean> {
    const gatedStore = gated(store, through);
    const deps: SendDeps = {
      store: gatedStore,
      openSender: (account) => gated(parts.openSender(account), through),
      reportReconnect: async (account, reason) => {
        await grants.requireReconnect(account, reason, now());
      },
      now,
      log: { error: () => undefined, info: () => undefined, debug: () => undefined },
      timing: SEND_TIMING,
    };
    for (let done = false; ; done = true) {
      const claim = await gatedStore.claim(now(), SEND_TIMING.leaseMs);
      if (claim === undefined) return done;
      await sendEmail(deps, claim);
    }
  }

  return {
    ...scene,
    nora,
    lea,
    rep,
    store,
    work,
    connect,
    waitForAnswers(milliseconds) {
      limits.timeoutMs = milliseconds;
    },
    ask: async (email = {}, idempotencyKey) =>
      await nora.ok("createEmail", {
        body: { to: [LEA], subject: "Your offer", text: "Hello Lea,\n\nhere it is.", ...email },
        idempotencyKey,
      }),
    async sync() {
      await nora.ok("runEmailSync");
      await scene.sync();
    },
    async settle() {
      for (;;) {
        await work();
        const [row] = await scene.rows(
          `select extract(epoch from min(coalesce(lease_until, due_at))) * 1000 as at from outbound_email
           where due_at is not null or lease_until is not null`,
        );
        if (row?.["at"] === null || row === undefined) return;
        const wait = Number(row["at"]) - now().getTime();
        if (wait > HALF_A_DAY_MS) return;
        scene.advance(Math.max(1, wait + 1));
      }
    },
    sent: (subject = "Your offer") =>
      google.postOffice
        .accepted(NORA)
        .map(({ message }) => message)
        .filter((message) => message.header("Subject") === subject),
    read: async (id) => await nora.ok("getEmail", { params: { id } }),
  };
}
