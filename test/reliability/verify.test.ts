/** The `verify` command, with nothing wrong and with something wrong of every sort. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "@jest/globals";
import { CalendarLife } from "./calendar-life.ts";
import { Life } from "./life.ts";
import { settle } from "./settle.ts";
import { SUITE_TIMEOUT_MS } from "./size.ts";
import { NORA, withWorld } from "./world.ts";
import type { ReliabilityWorld } from "./world.ts";

test(
  "finds nothing wrong after a sync, and every planted difference",
  async () => {
    await withWorld(
      {
        speed: 1,
        prepare(google) {
          new Life(google, 61).go(120);
          new CalendarLife(google, 62).go(30);
        },
      },
      async (world) => {
        const worker = await world.startWorker();
        await settle(world);
        await worker.stop();
        const agreed = await verify(world);
        expect(agreed).toEqual({ code: 0, differences: [], last: "Everything agrees." });

        const [contact] = await world.rows<{ id: string }>(
          "update contact set engagement_score = engagement_score + 1 where name = 'kai@kunde.example' returning id",
        );
        const lost = await forgetMail(world);
        const [stray] = await world.rows<{ id: string }>(
          `update ledger_entry l set activity_id = a.id, decision = 'logged', received_at = now() from activity a
           where (l.workspace_id, l.gmail_message_id) = (
             select o.workspace_id, o.gmail_message_id from ledger_entry o join app_user u on u.id = o.user_id
             where u.email = $1 and o.decision = 'skipped' and o.reason = 'no_contact' and o.received_at is null limit 1)
             and a.id = (select id from activity b where b.workspace_id = l.workspace_id and b.type = 'EMAIL' limit 1)
           returning l.gmail_message_id as id`,
          NORA,
        );
        const [event] = await world.rows<{ id: string }>(
          `update event_ledger_entry set activity_id = null, decision = 'skipped', reason = 'no_contact'
           where (user_id, calendar_id, event_id) = (
             select l.user_id, l.calendar_id, l.event_id from event_ledger_entry l
             join activity a on a.workspace_id = l.workspace_id and a.id = l.activity_id
             where a.occurred_at > now() and not l.cancelled limit 1)
           returning event_id as id`,
        );
        const { code, differences } = await verify(world);
        expect(code).toBe(1);
        expect(differences).toEqual(
          expect.arrayContaining([
            expect.stringContaining(`contact ${contact?.id ?? "?"}: the score is`),
            `mail ${lost} is to be logged, and the ledger says no_contact`,
            expect.stringContaining(`mail ${stray?.id ?? "?"} is logged, and should not be: `),
            `event ${event?.id ?? "?"} is to be logged, and the ledger says no_contact`,
          ]),
        );
        expect(differences.length).toBeLessThan(8);

        world.google.revokeAccess(NORA);
        const refused = await verify(world);
        expect(refused.code).toBe(1);
      },
    );
  },
  SUITE_TIMEOUT_MS,
);

/** Gives the message whose row was changed. */
async function forgetMail(world: ReliabilityWorld): Promise<string> {
  const [row] = await world.rows<{ id: string }>(
    `update ledger_entry set activity_id = null, decision = 'skipped', reason = 'no_contact'
     where (user_id, gmail_message_id) = (
       select l.user_id, l.gmail_message_id from ledger_entry l join app_user u on u.id = l.user_id
       where u.email = $1 and l.activity_id is not null and l.reason = 'contact_on_it' limit 1)
     returning gmail_message_id as id`,
    NORA,
  );
  return row?.id ?? "?";
}

async function verify({ environment }: ReliabilityWorld) {
  const child = spawn(process.execPath, ["backend/src/verify.ts", "--days", "30"], {
    env: { PATH: process.env["PATH"], ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  const lines = output.trim().split("\n");
  const differences = lines.filter((line) => line.startsWith("  ")).map((line) => line.trim());
  return { code, differences, last: lines.at(-1) };
}
