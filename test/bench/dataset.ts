/** Fills a migrated database with one workspace of any size, in a few statements: ids rise, so the indexes fill in order. */
import type pg from "pg";

export interface Dataset {
  readonly workspaceId: string;
  readonly userId: string;
  readonly contacts: number;
  readonly activities: number;
}

export function addressOf(n: number): string {
  return `person${n}@company${n % 50_000}.example`;
}

const BATCH = 1_000_000;

export async function addContacts(loader: pg.ClientBase, dataset: Dataset, upTo: number): Promise<void> {
  await inBatches(dataset.contacts + 1, upTo, async (from, to) => {
    await loader.query(
      `insert into contact (workspace_id, id, kind, name, sort_name, company, search_text, owner_id)
       select $1, ('c0000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid,
              case when i % 4 = 0 then 'client' else 'lead' end::contact_kind,
              'Person ' || i, 'person ' || i, 'Company ' || i % 50000,
              'person ' || i || ' company ' || i % 50000, $4
         from generate_series($2::int, $3::int) i`,
      [dataset.workspaceId, from, to, dataset.userId],
    );
    await loader.query(
      `insert into contact_address (workspace_id, address, contact_id, original, position)
       select $1, a, ('c0000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, a, 0
         from generate_series($2::int, $3::int) i,
              lateral (select 'person' || i || '@company' || i % 50000 || '.example' a) named`,
      [dataset.workspaceId, from, to],
    );
  });
}

/** Spreads the activities evenly over the contacts; every second one is inbound, every tenth a held meeting. */
export async function addActivities(loader: pg.ClientBase, dataset: Dataset, upTo: number): Promise<void> {
  await inBatches(dataset.activities + 1, upTo, async (from, to) => {
    const values = [dataset.workspaceId, from, to];
    await loader.query(
      `insert into activity (workspace_id, id, type, direction, subject, body_text, occurred_at, ends_at, status, source,
                             merge_key, thread_key, logged_by_id)
       select $1, ('a0000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid,
              case when i % 10 = 0 then 'MEETING' else 'EMAIL' end::activity_type,
              case when i % 10 = 0 then null when i % 2 = 0 then 'outbound' else 'inbound' end::direction,
              'Subject of mail ' || i, 'The words of mail ' || i || repeat(' and more of them', 8),
              moment, case when i % 10 = 0 then moment + interval '30 minutes' end,
              case when i % 10 = 0 then 'HELD' end::meeting_status, 'sync',
              'bench:' || lpad(i::text, 12, '0'), 'thread:' || lpad((i / 3)::text, 12, '0'), $4
         from generate_series($2::int, $3::int) i,
              lateral (select timestamptz '2024-01-01' + i * interval '8 seconds' as moment) timed`,
      [...values, dataset.userId],
    );
    await loader.query(
      `insert into activity_contact (workspace_id, activity_id, contact_id, occurred_at, role)
       select $1, ('a0000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid,
              ('c0000000-0000-7000-8000-' || lpad(to_hex(i % $4::int + 1), 12, '0'))::uuid,
              timestamptz '2024-01-01' + i * interval '8 seconds', 'from'
         from generate_series($2::int, $3::int) i`,
      [...values, dataset.contacts],
    );
    await loader.query(
      `insert into participant (workspace_id, activity_id, address, role, position, occurred_at)
       select $1, ('a0000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid,
              'person' || n || '@company' || n % 50000 || '.example', 'from', 0,
              timestamptz '2024-01-01' + i * interval '8 seconds'
         from generate_series($2::int, $3::int) i, lateral (select i % $4::int + 1 n) numbered`,
      [...values, dataset.contacts],
    );
  });
}

/** What a mailbox that brought a tenth of the activities remembers of its mails. */
export async function addLedger(loader: pg.ClientBase, dataset: Dataset, upTo: number): Promise<void> {
  await inBatches(dataset.activities + 1, upTo, async (from, to) => {
    await loader.query(
      `insert into ledger_entry (workspace_id, user_id, gmail_message_id, gmail_thread_id, decision, reason, activity_id,
                                 received_at, decided_at)
       select $1, $4, '0' || lpad(to_hex(i), 15, '0'), '0' || lpad(to_hex(i / 3), 15, '0'), 'logged', 'contact_on_it',
              ('a0000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid,
              timestamptz '2024-01-01' + i * interval '8 seconds', now()
         from generate_series($2::int, $3::int, 10) i`,
      [dataset.workspaceId, from, to, dataset.userId],
    );
  });
}

/** A connection that fills quickly: the rows are right by construction, so foreign keys need no look-up each. */
export async function withLoader(
  pool: pg.Pool,
  load: (loader: pg.ClientBase) => Promise<void>,
): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query(
      "set statement_timeout = 0; set synchronous_commit = off; set session_replication_role = replica",
    );
    await load(client);
    await client.query("vacuum analyze");
  } finally {
    // Its settings go with it.
    client.release(true);
  }
}

async function inBatches(
  from: number,
  to: number,
  work: (from: number, to: number) => Promise<void>,
): Promise<void> {
  for (let start = from; start <= to; start += BATCH) await work(start, Math.min(start + BATCH - 1, to));
}
