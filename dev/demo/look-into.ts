/** Looks into the demo from outside: its mailboxes, and how far its sync is. */
import type { Contact } from "../../contract/contacts.ts";
import type { Sync } from "../../contract/sync.ts";
import type { Mailbox } from "../google/gmail/mailbox.ts";
import { findAccount } from "../google/world.ts";
import { callApi } from "./call-api.ts";
import type { DemoStack } from "./demo-stack.ts";

export function mailboxOf(stack: Pick<DemoStack, "google">, email: string): Mailbox {
  const account = findAccount(stack.google.world, email);
  if (account === undefined) throw new Error(`the local Google has no account ${email}`);
  return account.mailbox;
}

export async function contactWith(stack: DemoStack, user: string, email: string): Promise<Contact> {
  const path = `/contacts?q=${encodeURIComponent(email)}&limit=1`;
  const { items } = await callApi<{ items: readonly Contact[] }>(stack, user, { path });
  const [contact] = items;
  if (contact === undefined) throw new Error(`nobody in the CRM has the address ${email}`);
  return contact;
}

/** Undefined while a message of that time may still be unknown to the CRM. */
export async function syncedSince(stack: DemoStack, user: string, at: number): Promise<Sync | undefined> {
  const sync = await callApi<Sync>(stack, user, { path: "/sync" });
  const { phase, waiting, lastSyncedAt } = sync.email;
  const isDone = phase === "idle" && waiting === 0 && Date.parse(lastSyncedAt ?? "") >= at;
  return isDone ? sync : undefined;
}
