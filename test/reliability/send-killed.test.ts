/** R13 with the worker's process killed (-9) while it sends: each mail goes once. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { createTestDatabase } from "../support/database.ts";
import type { TestDatabase } from "../support/database.ts";
import { until } from "./settle.ts";
import { SUITE_TIMEOUT_MS, sized } from "./size.ts";
import { ADDON_CLIENT, NORA, withWorld } from "./world.ts";
import type { ReliabilityWorld } from "./world.ts";

const KILLS = sized(2, 50);
const MAILS = 8;

/** Keeps the server running between worlds. */
let held: TestDatabase;
beforeAll(async () => {
  held = await createTestDatabase();
});
afterAll(async () => {
  await held.drop();
});

test(
  "mails under way when the worker dies go once, and the next worker finds what became of them",
  async () => {
    await withWorld({ speed: 60, connected: [] }, async (world) => {
      await world.signIn(NORA, { features: "mail,send" });
      await enterLea(world);
      // Slow enough to be killed in the middle, before and after Gmail accepted the mail.
      world.google.faults.add({
        method: "gmail.messages.send",
        fault: { kind: "latency", milliseconds: 20, jitterMs: 200 },
      });
      for (let kill = 0; kill < KILLS; kill++) {
        world.google.gmailPolicy.set({ keepsMessageIds: kill % 2 === 0 });
        const subjects = Array.from({ length: MAILS }, (_, at) => `Kill ${kill}, mail ${at}`);
        await Promise.all(
          subjects.map(async (subject) => {
            await ask(world, subject);
          }),
        );
        const worker = world.spawnWorker();
        await until("mails under way", async () => (await countIn(world, "SENDING")) > 0);
        await worker.end();
        const next = await world.startWorker();
        await until(
          "all mails sent",
          async () => (await countIn(world, "SENT")) === MAILS * (kill + 1),
          60_000,
        );
        await next.stop();
        const sent = world.google.postOffice.accepted(NORA).map(({ message }) => message.header("Subject"));
        expect(sent.filter((subject) => subjects.includes(subject ?? "")).sort()).toEqual(
          [...subjects].sort(),
        );
      }
      const activities = await world.rows("select from activity where type = 'EMAIL' and delivery is null");
      expect(activities).toHaveLength(KILLS * MAILS);
    });
  },
  SUITE_TIMEOUT_MS,
);

async function post(world: ReliabilityWorld, path: string, body: object): Promise<void> {
  const token = world.google.tokens.identityToken({ email: NORA, audience: ADDON_CLIENT });
  const response = await fetch(`${world.url}/api/v1/${path}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "idempotency-key": randomUUID(),
    },
    body: JSON.stringify(body),
  });
  if (!response.ok && response.status !== 409) throw new Error(await response.text());
}

/** She may be there already. */
async function enterLea(world: ReliabilityWorld): Promise<void> {
  await post(world, "contacts", { name: "Lea", emails: ["lea@kunde.example"] });
}

async function ask(world: ReliabilityWorld, subject: string): Promise<void> {
  await post(world, "emails", { to: ["lea@kunde.example"], subject, text: "Hello" });
}

async function countIn(world: ReliabilityWorld, status: string): Promise<number> {
  const rows = await world.rows("select from outbound_email where status = $1::email_status", status);
  return rows.length;
}
