/** The demo where Ada's mailbox is connected and Rapport may send for her, and what became of her mails. */
import { connectGoogle } from "../../dev/demo/connect-google.ts";
import type { Message } from "../../dev/google/gmail/message.ts";
import { textOf, walkParts } from "../../dev/google/gmail/mime-tree.ts";
import { findAccount } from "../../dev/google/world.ts";
import type { Email } from "../../contract/emails.ts";
import type { Sync } from "../../contract/sync.ts";
import { ada, startDemoWorld } from "./demo-world.ts";
import type { DemoWorld } from "./demo-world.ts";

export interface MailWorld extends DemoWorld {
  /** What lies in Ada's Sent folder with this in its subject, newest first. */
  sentAbout(subject: string): readonly Message[];
  /** Waits until nothing is on its way any more. */
  untilSent(contactId: string): Promise<readonly Email[]>;
  /** Waits until Gmail has refused them all. */
  untilFailed(contactId: string): Promise<void>;
  /** Waits until the sync has looked at the mailbox as it is now. */
  untilSynced(): Promise<void>;
}

export async function startMailWorld(port: number): Promise<MailWorld> {
  const world = await startDemoWorld(port, [], 1_000_000);
  await connectGoogle(world.stack, ada, ["mail", "send"]);
  const read = async <T>(path: string) => (await (await world.call("GET", path)).json()) as T;
  const mailbox = findAccount(world.stack.google.world, ada)?.mailbox;
  if (mailbox === undefined) throw new Error("no Ada");
  const untilAll = async (contactId: string, wanted: Email["status"]) =>
    await until(async () => {
      const { items } = await read<{ items: Email[] }>(`/emails?contactId=${contactId}`);
      return items.every(({ status }) => status === wanted) ? items : JSON.stringify(items);
    });
  return {
    ...world,
    sentAbout: (subject) =>
      mailbox.search
        .list({ q: "in:sent" }, Date.now())
        .filter((message) => message.header("Subject")?.includes(subject)),
    untilSent: async (contactId) => await untilAll(contactId, "SENT"),
    untilFailed: async (contactId) => {
      await untilAll(contactId, "FAILED");
    },
    untilSynced: async () => {
      const asked = new Date().toISOString();
      await world.call("POST", "/sync/email/run");
      await until(async () => {
        const { email } = await read<Sync>("/sync");
        const isDone = email.waiting === 0 && (email.lastSyncedAt ?? "") > asked;
        return isDone ? email : JSON.stringify(email);
      });
    },
  };
}

/** The text that a reader without HTML sees. */
export function plainTextOf(message: Message | undefined): string {
  const parts = message === undefined ? [] : [...walkParts(message.tree())];
  const plain = parts.find(({ mimeType }) => mimeType === "text/plain");
  return plain === undefined ? "" : textOf(plain).replaceAll("\r\n", "\n");
}

/** Asks again until there is more to say than how it stands: what is waited for happens in the worker and in Google. */
async function until<T extends object>(look: () => Promise<T | string>): Promise<T> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const seen = await look();
    if (typeof seen !== "string") return seen;
    if (Date.now() > deadline) throw new Error(`still ${seen}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
