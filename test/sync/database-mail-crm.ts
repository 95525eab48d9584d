/** Both workspaces in a real database. */
import { domainOf } from "../../backend/src/crm/email-address.ts";
import { parseActivityId, parseContactId } from "../../backend/src/crm/ids.ts";
import type { EmailAddress, RuleId, UserId } from "../../backend/src/crm/ids.ts";
import type { Viewer } from "../../backend/src/crm/ports.ts";
import { createMailSyncStore } from "../../backend/src/db/mail-sync-store.ts";
import { createRuleStore } from "../../backend/src/db/rule-store.ts";
import type { Scene } from "../db/scene.ts";
import { newContact } from "../db/scene.ts";
import { DOMAINS } from "./mail-crm.ts";
import type { MailCrm, ReportedActivity, ReportedWorkspace } from "./mail-crm.ts";

/** Fresh workspaces; those before are gone. */
export async function createDatabaseMailCrm(scene: Scene): Promise<MailCrm> {
  const { pool } = scene.database;
  await pool.query("delete from workspace");
  const rules = createRuleStore(scene.database);
  const reps = new Map<UserId, Viewer>();
  const undone = DOMAINS.map(() => new Set<string>());

  async function rows<Row extends object>(text: string, ...values: unknown[]): Promise<readonly Row[]> {
    return (await pool.query<Row>(text, values)).rows;
  }

  /** The first of a workspace is its admin. */
  function adminOf(workspace: number): Viewer {
    const admin = [...reps.values()].find(({ email }) => domainOf(email) === DOMAINS[workspace]);
    if (admin === undefined) throw new Error(`there is no workspace ${workspace}`);
    return admin;
  }

  async function nth(
    table: "contact" | "activity",
    { workspaceId }: Viewer,
    which: number,
  ): Promise<string | undefined> {
    const found = await rows<{ id: string }>(
      `select id from ${table} where workspace_id = $1 order by id`,
      workspaceId,
    );
    return found[which % Math.max(found.length, 1)]?.id;
  }

  async function freeOf(
    { workspaceId }: Viewer,
    addresses: readonly EmailAddress[],
    contactId: string | null,
  ): Promise<readonly EmailAddress[]> {
    const taken = await rows<{ address: EmailAddress }>(
      "select address from contact_address where workspace_id = $1 and contact_id is distinct from $2::uuid",
      workspaceId,
      contactId,
    );
    return addresses.filter((address) => !taken.some((other) => other.address === address));
  }

  return {
    store: createMailSyncStore(scene.database),

    async addRep(email, now) {
      scene.now = now;
      const viewer = await scene.signIn(email);
      reps.set(viewer.userId, viewer);
      return viewer.userId;
    },

    async connect(rep, now) {
      await rows("update google_account set status = 'connected' where user_id = $1", rep);
      await rows(
        `insert into mail_sync (workspace_id, user_id, due_at)
         select workspace_id, id, $2 from app_user where id = $1`,
        ...[rep, now],
      );
    },

    async enter(workspace, addresses, now) {
      scene.now = now;
      const admin = adminOf(workspace);
      const emails = await freeOf(admin, addresses, null);
      if (emails.length > 0) await scene.createContact(admin, newContact({ emails }));
    },

    async readdress(workspace, contact, addresses, now) {
      scene.now = now;
      const admin = adminOf(workspace);
      const id = parseContactId((await nth("contact", admin, contact)) ?? "");
      if (id === undefined) return;
      const free = await freeOf(admin, addresses, id);
      const written = free.map((address) => ({ address, original: address }));
      if (free.length > 0) await scene.stores.contacts.update(admin, id, { addresses: written });
    },

    async remove(workspace, contact, now) {
      scene.now = now;
      const admin = adminOf(workspace);
      const id = parseContactId((await nth("contact", admin, contact)) ?? "");
      if (id !== undefined) await scene.stores.contacts.remove(admin, id);
    },

    async forbid(workspace, pattern, now) {
      await rules.create(
        adminOf(workspace),
        { effect: "never", pattern, scope: "workspace" },
        { purge: true },
        now,
      );
    },

    async allow(workspace, pattern, now) {
      const admin = adminOf(workspace);
      const rule = await rules.find(admin, { pattern, scope: "workspace" });
      if (rule !== undefined) await rules.remove(admin, rule.id as RuleId, now);
    },

    async undo(workspace, which, now) {
      const admin = adminOf(workspace);
      const id = parseActivityId((await nth("activity", admin, which)) ?? "");
      if (id === undefined) return;
      const [activity] = await rows<{ subject: string }>("select subject from activity where id = $1", id);
      await scene.stores.activities.undo(admin, id, now);
      undone[workspace]?.add(activity?.subject ?? "");
    },

    async makeDue(rep, now) {
      await rows(
        "update mail_sync set due_at = greatest(least(due_at, $2::timestamptz), throttled_until) where user_id = $1",
        ...[rep, now],
      );
    },

    async setConnected(rep, isConnected) {
      const status = isConnected ? "connected" : "reconnect";
      await rows("update google_account set status = $2::grant_status where user_id = $1", rep, status);
    },

    async endThrottling() {
      await rows("update mail_sync set throttled_until = null");
    },

    async findUnrest() {
      const [found] = await rows<{ unrest: string | null }>(`
        select coalesce(
          (select 'waits: ' || gmail_message_id || ' ' || reason from ledger_entry where decision = 'waiting' limit 1),
          (select 'searched for: ' || address from mail_search limit 1),
          (select 'failed: ' || error_code || ' ' || error_message from mail_sync where error_code is not null limit 1)
        ) as unrest`);
      return found?.unrest ?? undefined;
    },

    async report() {
      const workspaces: ReportedWorkspace[] = [];
      for (const index of DOMAINS.keys()) {
        const { workspaceId } = adminOf(index);
        const contacts = await rows<ReportedWorkspace["contacts"][number]>(
          `select c.id, c.engagement_score as score, c.last_engagement_at as "lastEngagementAt", array(
             select ca.address from contact_address ca where ca.contact_id = c.id) as addresses
           from contact c where c.workspace_id = $1`,
          workspaceId,
        );
        const activities = await rows<ReportedActivity>(
          `select a.id, a.subject, a.body_text as "bodyText", a.counts, a.occurred_at as "occurredAt", coalesce((
             select json_agg(json_build_object('contactId', k.contact_id, 'isOn', k.role is not null))
             from activity_contact k where k.activity_id = a.id), '[]') as links
           from activity a where a.workspace_id = $1`,
          workspaceId,
        );
        const forbidden = await rows<{ pattern: string }>(
          "select pattern from rule where workspace_id = $1",
          workspaceId,
        );
        workspaces.push({
          contacts,
          activities,
          forbidden: forbidden.map(({ pattern }) => pattern),
          undone: [...(undone[index] ?? [])],
        });
      }
      // Whatever is written to a row changes the number of the transaction that wrote it.
      const written = WRITTEN.map(
        (table) => `(select coalesce(sum(xmin::text::bigint), 0) || '/' || count(*) from ${table})`,
      );
      const [row] = await rows<{ writes: string }>(`select concat_ws(' ', ${written.join()}) as writes`);
      return { workspaces, writes: row?.writes ?? "" };
    },
  };
}

const WRITTEN = ["activity", "activity_contact", "participant", "ledger_entry", "contact"];
