/**
 * What our sync is compared with: the least any client has to do, what a first attempt does, and what a competent user of
 * Google's library writes. None of them survives a fault; they are here for their speed and their quota only.
 */
import { auth, gmail } from "@googleapis/gmail";
import type { gmail_v1 } from "@googleapis/gmail";
import type pg from "pg";
import { Pool } from "undici";
import type { BenchMailbox } from "./start-google.ts";

export interface OtherWay {
  readonly googleUrl: string;
  readonly mailbox: BenchMailbox;
  readonly pool: pg.Pool;
}

/** Downloads the bodies that have to be logged, sixteen at a time, and throws them away. */
export async function downloadOnly({ googleUrl, mailbox }: OtherWay): Promise<void> {
  const pool = new Pool(googleUrl, { connections: 16 });
  const headers = { authorization: `Bearer ${mailbox.accessToken}` };
  const ids = mailbox.contactMailIds.values();
  await inParallel(16, ids, async (id) => {
    const { body } = await pool.request({
      method: "GET",
      path: `/gmail/v1/users/me/messages/${id}?format=full`,
      headers,
    });
    await body.dump({ limit: 100_000_000 });
  });
  await pool.close();
}

/** One message after the other, one row at a time: list, get, look the lead up, insert, count up its score. */
export async function oneByOne({ googleUrl, mailbox, pool }: OtherWay): Promise<number> {
  await createTables(pool);
  const client = clientOf(googleUrl, mailbox);
  let logged = 0;
  for await (const id of allIds(client, 100)) {
    const { data } = await client.users.messages.get({ userId: "me", id, format: "full" });
    for (const address of addressesOf(data)) {
      const found = await pool.query("select id from naive_lead where email = $1", [address]);
      if (found.rowCount === 0) continue;
      await pool.query(
        `insert into naive_activity (gmail_id, email, subject, body, at) values ($1, $2, $3, $4, $5)
         on conflict do nothing`,
        rowOf(data, address),
      );
      await pool.query("update naive_lead set score = score + 1, last_at = $2 where email = $1", [
        address,
        dateOf(data),
      ]);
      logged++;
      break;
    }
  }
  return logged;
}

/** Everything in the window, 32 at a time with Google's own client, matched in memory, inserted by the hundred. */
export async function usualClient({ googleUrl, mailbox, pool }: OtherWay): Promise<number> {
  await createTables(pool);
  const client = clientOf(googleUrl, mailbox);
  const { rows } = await pool.query<{ email: string }>("select email from naive_lead");
  const leads = new Set(rows.map(({ email }) => email));
  const ids: string[] = [];
  for await (const id of allIds(client, 500)) ids.push(id);
  let pending: unknown[][] = [];
  let logged = 0;
  const flush = async () => {
    const batch = pending;
    pending = [];
    logged += batch.length;
    const values = batch.map((_, row) => `(${[1, 2, 3, 4, 5].map((n) => `$${row * 5 + n}`).join(", ")})`);
    await pool.query(
      `insert into naive_activity (gmail_id, email, subject, body, at) values ${values.join(", ")}
       on conflict do nothing`,
      batch.flat(),
    );
  };
  await inParallel(32, ids.values(), async (id) => {
    const { data } = await client.users.messages.get({ userId: "me", id, format: "full" });
    const lead = addressesOf(data).find((address) => leads.has(address));
    if (lead === undefined) return;
    pending.push(rowOf(data, lead));
    if (pending.length >= 100) await flush();
  });
  if (pending.length > 0) await flush();
  await pool.query(`
    update naive_lead l set score = a.score, last_at = a.last_at
    from (select email, count(*)::int as score, max(at) as last_at from naive_activity group by email) a
    where a.email = l.email`);
  return logged;
}

/** Leads for the two; their own tables, emptied each time. */
export async function fillNaiveLeads(pool: pg.Pool, addresses: readonly string[]): Promise<void> {
  await createTables(pool);
  await pool.query("insert into naive_lead (email) select unnest($1::text[]) on conflict do nothing", [
    addresses,
  ]);
}

async function createTables(pool: pg.Pool): Promise<void> {
  await pool.query(`
    create table if not exists naive_lead (
      id bigserial primary key, email text unique, score int not null default 0, last_at timestamptz
    );
    create table if not exists naive_activity (
      gmail_id text primary key, email text, subject text, body text, at timestamptz
    );
    truncate naive_activity;
    update naive_lead set score = 0, last_at = null where score <> 0`);
}

function clientOf(googleUrl: string, { accessToken }: BenchMailbox): gmail_v1.Gmail {
  const credentials = new auth.OAuth2();
  credentials.setCredentials({ access_token: accessToken });
  return gmail({ version: "v1", auth: credentials, rootUrl: `${googleUrl}/` });
}

async function* allIds(client: gmail_v1.Gmail, maxResults: number): AsyncGenerator<string> {
  let pageToken: string | undefined;
  do {
    const { data } = await client.users.messages.list({
      userId: "me",
      maxResults,
      ...(pageToken === undefined ? {} : { pageToken }),
    });
    for (const { id } of data.messages ?? []) if (typeof id === "string") yield id;
    pageToken = data.nextPageToken ?? undefined;
  } while (pageToken !== undefined);
}

function addressesOf({ payload }: gmail_v1.Schema$Message): string[] {
  return (payload?.headers ?? [])
    .filter(({ name }) => ["from", "to", "cc", "bcc"].includes((name ?? "").toLowerCase()))
    .flatMap(({ value }) => (value ?? "").match(/[^\s<>",;]+@[^\s<>",;]+/g) ?? [])
    .map((address) => address.toLowerCase());
}

function rowOf(message: gmail_v1.Schema$Message, address: string): unknown[] {
  const subject = message.payload?.headers?.find(({ name }) => name === "Subject")?.value ?? "";
  return [message.id, address, subject, textOf(message.payload), dateOf(message)];
}

function textOf(part: gmail_v1.Schema$MessagePart | undefined): string {
  if (part?.mimeType === "text/plain")
    return Buffer.from(part.body?.data ?? "", "base64url").toString("utf8");
  return (part?.parts ?? []).map(textOf).find((text) => text !== "") ?? "";
}

function dateOf({ internalDate }: gmail_v1.Schema$Message): Date {
  return new Date(Number(internalDate));
}

/** All of them, so many at a time. */
async function inParallel<T>(
  width: number,
  items: IterableIterator<T>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const lane = async () => {
    for (const item of items) await work(item);
  };
  await Promise.all(Array.from({ length: width }, lane));
}
