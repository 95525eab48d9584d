/** The calendars in a real database, as something on trial. */
import type { ContactId, EmailAddress } from "../../backend/src/crm/ids.ts";
import type { Viewer } from "../../backend/src/crm/ports.ts";
import { createCalendarListStore } from "../../backend/src/db/calendar-list-store.ts";
import { createCalendarSyncStore } from "../../backend/src/db/calendar-sync-store.ts";
import type { Scene } from "../db/scene.ts";
import { newContact } from "../db/scene.ts";
import { DAY_MS } from "./calendar-scene.ts";
import type { Crm, ReportedMeeting } from "./calendar-world.ts";

/** A fresh workspace; the one before is gone. */
export async function createDatabaseCrm(scene: Scene): Promise<Crm> {
  const { pool } = scene.database;
  await pool.query("delete from workspace");
  const viewers: Viewer[] = [];
  const contacts = new Map<number, ContactId>();
  const lists = createCalendarListStore(scene.database);

  return {
    store: createCalendarSyncStore(scene.database),

    async addRep(email, timeZone, now) {
      scene.now = now;
      const viewer = await scene.signIn(email);
      if (viewers.push(viewer) === 1)
        await pool.query(
          `insert into rule (workspace_id, id, effect, pattern) values ($1, gen_random_uuid(), 'never', 'never.example')`,
          [viewer.workspaceId],
        );
      await pool.query(
        "update google_account set status = 'connected', calendar_enabled = true where user_id = $1",
        [viewer.userId],
      );
      const calendar = { id: email, summary: email, isPrimary: true, timeZone, accessRole: "owner" };
      await lists.saveList(viewer, [calendar], new Date(now.getTime() + DAY_MS), now);
      return { ...viewer, shareLevel: "everything", contactCreation: "off" };
    },

    async setAddresses(contact, addresses, now) {
      scene.now = now;
      const [viewer] = viewers;
      if (viewer === undefined) throw new Error("there is no rep yet");
      const known = contacts.get(contact);
      const written = addresses.map((address) => ({ address, original: address }));
      const result =
        known === undefined
          ? await scene.stores.contacts.create(
              viewer,
              newContact({ name: `Contact ${contact}`, emails: addresses }),
            )
          : await scene.stores.contacts.update(viewer, known, { addresses: written });
      if ("refused" in result) throw new Error(result.refused);
      contacts.set(contact, result.id as ContactId);
    },

    async touch(which) {
      await pool.query(
        `update activity set note = 'a note' where (workspace_id, id) = (
           select workspace_id, id from activity order by id offset $1 limit 1)`,
        [which],
      );
    },

    async makeDue(now) {
      await pool.query("update calendar_sync set due_at = least(due_at, $1)", [now]);
    },

    async report(now) {
      await scene.stores.activities.settleMeetings(now);
      const { rows: meetings } = await pool.query<MeetingRow>(`
        select a.merge_key, m.event_id, a.occurred_at, a.ends_at, a.subject, a.status, a.note is not null as is_touched,
          array(select k.contact_id from activity_contact k where k.activity_id = a.id) as contact_ids,
          exists (select from activity_contact k where k.activity_id = a.id and k.occurred_at <> a.occurred_at)
            or exists (select from participant p where p.activity_id = a.id and p.occurred_at <> a.occurred_at) as strays
        from activity a join meeting_details m on m.activity_id = a.id`);
      const { rows: scores } = await pool.query<{ id: ContactId; score: number }>(
        "select id, engagement_score as score from contact",
      );
      const { rows: calendars } = await pool.query<{ id: EmailAddress; through: Date | null }>(
        "select calendar_id as id, expanded_through as through from calendar_sync",
      );
      const numbers = new Map([...contacts].map(([number, id]) => [id, number]));
      return {
        meetings: meetings.map((row): ReportedMeeting => ({
          mergeKey: row.merge_key,
          eventId: row.event_id,
          occurredAt: row.occurred_at,
          endsAt: row.ends_at,
          subject: row.subject,
          status: row.status,
          isTouched: row.is_touched,
          contacts: row.contact_ids.flatMap((id) => numbers.get(id) ?? []),
        })),
        expandedThrough: new Map(
          calendars.flatMap(({ id, through }) => (through === null ? [] : [[id, through]])),
        ),
        writes: await fingerprint(),
        faults: [
          ...meetings.flatMap(({ strays, subject }) =>
            strays ? [`${subject} has people at another time`] : [],
          ),
          ...scores.flatMap(({ id, score }) => {
            const counted =
              3 * meetings.filter((row) => row.status === "HELD" && row.contact_ids.includes(id)).length;
            return score === counted ? [] : [`the score is ${score}, a recount gives ${counted}`];
          }),
        ],
      };
    },
  };

  /** Changes with whatever is written but the calendars' own rows. */
  async function fingerprint(): Promise<string> {
    const tables = ["activity", "activity_contact", "participant", "meeting_details", "event_ledger_entry"];
    const sums = tables.map(
      (table) => `(select coalesce(sum(xmin::text::bigint), 0) || '/' || count(*) from ${table}) as ${table}`,
    );
    const { rows } = await pool.query<Record<string, string>>(`select ${sums.join()}`);
    return JSON.stringify(rows[0]);
  }
}

interface MeetingRow {
  readonly merge_key: string;
  readonly event_id: string;
  readonly occurred_at: Date;
  readonly ends_at: Date;
  readonly subject: string;
  readonly status: string;
  readonly is_touched: boolean;
  readonly contact_ids: readonly ContactId[];
  readonly strays: boolean;
}
