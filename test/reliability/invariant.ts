/**
 * Invariant I, checked from outside: what is logged is what the mailboxes say, each score is a recount, nothing of anybody
 * else's is there, no token lies in plain text, and one more sync writes nothing.
 */
import { MARK, PRIVATE_MARK } from "./life.ts";
import { expectedMails, isInMailbox } from "./mail-oracle.ts";
import { expectedMeetings } from "./meeting-oracle.ts";
import { settle } from "./settle.ts";
import type { SettleOptions } from "./settle.ts";
import { CONTACTS } from "./world.ts";
import type { ReliabilityWorld } from "./world.ts";

/** Comes to rest first; gives everything that is not as it must be, a line each. */
export async function findFaults(
  world: ReliabilityWorld,
  options: SettleOptions = {},
): Promise<readonly string[]> {
  await settle(world, options);
  const faults: string[] = [];
  for (const domain of Object.keys(CONTACTS))
    faults.push(...(await findWrongMails(world, domain)), ...(await findWrongMeetings(world, domain)));
  faults.push(...(await findWrongScores(world)), ...(await findLeaks(world)));
  const before = await fingerprint(world);
  await settle(world, { ...options, check: false });
  if ((await fingerprint(world)) !== before) faults.push("a further sync wrote something");
  return faults.length > SHOWN ? [...faults.slice(0, SHOWN), `${faults.length - SHOWN} more`] : faults;
}

/** No line that was logged and no row says what it must not: a token, or of a mail that is nobody's business. */
export async function findLeaks(world: ReliabilityWorld): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const [table, text] of await dump(world)) {
    const found = TOKEN.exec(text)?.[0] ?? (text.includes(PRIVATE_MARK) ? PRIVATE_MARK : undefined);
    if (found !== undefined) faults.push(`${table} holds ${found.slice(0, 12)}`);
  }
  for (const line of world.logged) if (SECRET.test(line)) faults.push(`a log says too much: ${line}`);
  return faults;
}

/** What Google's tokens, codes and our client's secret look like. */
const TOKEN = /ya29\.\w+|1\/\/0[\w-]{20}|4\/0A[\w-]{20}|the-secret-of-the-client/;

/** What no log may say: tokens, addresses, subjects and texts. */
export const SECRET = new RegExp(`${TOKEN.source}|@[\\w.-]+\\.example|${MARK}|${PRIVATE_MARK}`);

interface LoggedMail {
  readonly activity: string;
  readonly subject: string;
  readonly at: Date;
  readonly counts: boolean;
  readonly copies: readonly string[];
  readonly links: readonly { readonly contact: string; readonly isOn: boolean }[];
}

async function findWrongMails(world: ReliabilityWorld, domain: string): Promise<readonly string[]> {
  const reps = [...world.google.world.accounts.values()].filter(({ hd }) => hd === domain);
  const expected = expectedMails(domain, reps, CONTACTS[domain] ?? []);
  const logged = await world.rows<LoggedMail>(
    `select a.id as activity, a.subject, a.occurred_at as at, a.counts,
       (select coalesce(json_agg(u.email || ' ' || l.gmail_message_id), '[]') from ledger_entry l
         join app_user u on u.workspace_id = l.workspace_id and u.id = l.user_id
         where l.workspace_id = a.workspace_id and l.activity_id = a.id and l.decision = 'logged') as copies,
       (select coalesce(json_agg(json_build_object('contact', c.name, 'isOn', k.role is not null)), '[]')
         from activity_contact k join contact c on c.workspace_id = k.workspace_id and c.id = k.contact_id
         where k.workspace_id = a.workspace_id and k.activity_id = a.id) as links
     from activity a join workspace w on w.id = a.workspace_id
     where w.domain = $1 and a.type = 'EMAIL'`,
    domain,
  );
  const faults = [...(await findUnsettled(world, domain))];
  const byCopy = new Map(logged.flatMap((mail) => mail.copies.map((copy) => [copy, mail])));
  if (logged.length !== expected.size)
    faults.push(`${domain}: ${logged.length} logged, not ${expected.size}`);
  for (const [key, mail] of expected) {
    const found = new Set(mail.copies.map((copy) => byCopy.get(copy)));
    const [activity] = found;
    if (found.size !== 1 || activity === undefined) {
      faults.push(`${domain} ${key}: its ${mail.copies.length} copies have ${found.size} activities or none`);
      continue;
    }
    const direct = activity.links.filter(({ isOn }) => isOn).map(({ contact }) => contact);
    const inherited = activity.links.filter(({ isOn }) => !isOn).map(({ contact }) => contact);
    const isLinked =
      direct.length === mail.direct.size &&
      direct.every((contact) => mail.direct.has(contact)) &&
      (mail.direct.size > 0
        ? inherited.length === 0
        : inherited.length > 0 && inherited.every((contact) => mail.inherited.has(contact)));
    const isWritten =
      activity.subject === mail.subject &&
      activity.counts === mail.counts &&
      Math.abs(activity.at.getTime() - mail.at) < SAME_TIME_MS;
    // A mailbox whose own thread has no contact on it may hold what another one brought.
    const isHeld = mail.copies.every((copy) => activity.copies.includes(copy));
    if (!isHeld || !isLinked || !isWritten)
      faults.push(
        `${domain} ${key}: ${JSON.stringify({ ...activity, direct, inherited })}, expected ` +
          `${[...mail.direct].join()} or by its thread ${[...mail.inherited].join()} in ${mail.copies.join()}`,
      );
  }
  return faults;
}

/** Every mail has its row in the ledger, and none waits or was given up. */
async function findUnsettled(world: ReliabilityWorld, domain: string): Promise<readonly string[]> {
  const rows = await world.rows<{ copy: string; decision: string; reason: string }>(
    `select u.email || ' ' || l.gmail_message_id as copy, l.decision, l.reason from ledger_entry l
     join app_user u on u.workspace_id = l.workspace_id and u.id = l.user_id`,
  );
  const known = new Map(rows.map(({ copy, decision, reason }) => [copy, `${decision}, ${reason}`]));
  const faults: string[] = [];
  for (const { email, hd, mailbox } of world.google.world.accounts.values())
    for (const message of hd === domain ? mailbox.messages() : []) {
      const said = known.get(`${email} ${message.id}`) ?? "nothing";
      const isOpen = said === "nothing" ? isInMailbox(message) : /^(?:waiting|quarantined)/.test(said);
      if (isOpen) faults.push(`${email} ${message.id}: the ledger says ${said}`);
    }
  return faults;
}

const SHOWN = 8;
const SAME_TIME_MS = 5_000;

interface LoggedMeeting {
  readonly key: string;
  readonly status: string;
  readonly subject: string;
  readonly at: Date;
  readonly contacts: readonly string[];
}

async function findWrongMeetings(world: ReliabilityWorld, domain: string): Promise<readonly string[]> {
  const synced = await world.rows<{ email: string; through: Date }>(
    `select g.email, s.expanded_through as through from calendar_sync s
     join google_account g using (workspace_id, user_id)
     where s.calendar_id = g.email and s.expanded_through is not null and g.email like '%@' || $1`,
    domain,
  );
  const expected = expectedMeetings(
    synced.map(({ email, through }) => ({ account: world.account(email), through: through.getTime() })),
    CONTACTS[domain] ?? [],
  );
  const logged = await world.rows<LoggedMeeting>(
    `select m.ical_uid || ' ' || coalesce(to_char(m.original_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
         'alone') as key,
       a.status, a.subject, a.occurred_at as at,
       (select coalesce(json_agg(c.name), '[]') from activity_contact k
         join contact c on c.workspace_id = k.workspace_id and c.id = k.contact_id
         where k.workspace_id = a.workspace_id and k.activity_id = a.id) as contacts
     from activity a
     join meeting_details m on m.workspace_id = a.workspace_id and m.activity_id = a.id
     join workspace w on w.id = a.workspace_id
     where w.domain = $1`,
    domain,
  );
  const faults: string[] = [];
  const keys = new Set(logged.map(({ key }) => key));
  if (keys.size !== logged.length) faults.push(`${domain}: a meeting is there twice`);
  for (const key of expected.keys()) if (!keys.has(key)) faults.push(`${domain}: ${key} is missing`);
  for (const { key, status, subject, at, contacts } of logged) {
    const meeting = expected.get(key);
    if (meeting === undefined) {
      if (status !== "CANCELLED") faults.push(`${domain}: ${key} is ${status}, and nobody has it`);
      continue;
    }
    const isRight =
      status !== "CANCELLED" &&
      meeting.starts.has(at.getTime()) &&
      meeting.subjects.has(subject) &&
      contacts.length === meeting.contacts.size &&
      contacts.every((contact) => meeting.contacts.has(contact));
    if (!isRight) faults.push(`${domain}: ${key} is ${JSON.stringify({ status, subject, at, contacts })}`);
  }
  return faults;
}

interface ScoredContact {
  readonly workspace: string;
  readonly id: string;
  readonly score: number;
  readonly last: Date | null;
}

interface Link {
  readonly contact: string;
  readonly activity: string;
  readonly type: "EMAIL" | "MEETING";
  readonly status: string | null;
  readonly counts: boolean;
  readonly at: Date;
  readonly endsAt: Date | null;
}

async function findWrongScores(world: ReliabilityWorld): Promise<readonly string[]> {
  const contacts = await world.rows<ScoredContact>(
    "select workspace_id as workspace, id, engagement_score as score, last_engagement_at as last from contact",
  );
  const links = await world.rows<Link>(
    `select k.contact_id as contact, a.id as activity, a.type, a.status, a.counts, a.occurred_at as at, a.ends_at as "endsAt"
     from activity_contact k join activity a on a.workspace_id = k.workspace_id and a.id = k.activity_id`,
  );
  const now = world.clock.now();
  return contacts.flatMap(({ id, score, last }) => {
    const distinct = new Map(
      links.filter(({ contact, counts }) => contact === id && counts).map((link) => [link.activity, link]),
    );
    const counted = [...distinct.values()].filter(
      ({ type, status, endsAt }) =>
        type === "EMAIL" || status === "HELD" || (status === "SCHEDULED" && (endsAt?.getTime() ?? now) < now),
    );
    const points = counted.reduce((sum, { type }) => sum + (type === "EMAIL" ? 1 : 3), 0);
    const newest = Math.max(0, ...counted.map(({ at }) => at.getTime()));
    const isRight = score === points && (last?.getTime() ?? 0) === newest;
    return isRight ? [] : [`${id} has ${score}, ${last?.toISOString() ?? "never"}; not ${points}, ${newest}`];
  });
}

/** Of everything the sync decided: whose rows were written since, whatever they say. */
async function fingerprint(world: ReliabilityWorld): Promise<string> {
  const texts = await Promise.all(
    DECIDED.map(
      async (table) =>
        await world.rows<{ row: string }>(`select xmin::text || t::text as row from ${table} t order by 1`),
    ),
  );
  return JSON.stringify(texts);
}

const DECIDED = [
  ...["contact", "contact_address", "activity", "activity_contact", "participant", "meeting_details"],
  ...["ledger_entry", "event_ledger_entry", "mail_search", "notice", "audit_event"],
];

async function dump(world: ReliabilityWorld): Promise<ReadonlyMap<string, string>> {
  const tables = await world.rows<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public'",
  );
  const texts = await Promise.all(
    tables.map(async ({ name }) => {
      const rows = await world.rows<{ row: string }>(`select t::text as row from "${name}" t`);
      return [name, rows.map(({ row }) => row).join("\n")] as const;
    }),
  );
  return new Map(texts);
}
