/** Wrong engines and wrong databases, each by one decision. A suite that lets one of them live proves nothing. */
import type {
  AccountRef,
  MailChange,
  MailClaim,
  MailSource,
  MailSyncStore,
} from "../../backend/src/sync/ports.ts";
import { ALL_SEARCHABLE } from "../../backend/src/sync/search-query.ts";
import type { MailSyncDeps } from "../../backend/src/sync/sync-mailbox.ts";
import { syncMailbox } from "../../backend/src/sync/sync-mailbox.ts";
import type { MemoryMailbox } from "./memory-mailbox.ts";
import { MemoryMailCrm } from "./memory-mail-crm.ts";
import { MemoryStore } from "./memory-store.ts";
import { syncNaively } from "./naive-sync.ts";
import type { Subject } from "./sync-world.ts";

export const MUTANTS: Readonly<Record<string, Subject>> = {
  "the cursor of the first sync is read after the list": withStore((deps, claim) => ({
    async apply(of, change, now, leaseMs) {
      const { cursor } = change;
      const wasListed = of.cursor !== null && (of.cursor.phase !== "first" || of.cursor.step.kind === "read");
      if (wasListed || cursor.phase !== "first" || cursor.step.kind !== "read")
        return await deps.store.apply(of, change, now, leaseMs);
      const { historyId } = await deps.openSource(claim.account).getProfile();
      return await deps.store.apply(of, { ...change, cursor: { ...cursor, historyId } }, now, leaseMs);
    },
  })),

  "the history of a recovery is read after the list": withStore((deps, claim) => ({
    async apply(of, change, now, leaseMs) {
      const isEnd = of.cursor?.phase === "recovery" && change.cursor.phase === "incremental";
      if (!isEnd) return await deps.store.apply(of, change, now, leaseMs);
      const { historyId } = await deps.openSource(claim.account).getProfile();
      const cursor = { ...change.cursor, historyId };
      return await deps.store.apply(of, { ...change, cursor }, now, leaseMs);
    },
  })),

  "the cursor is committed before the messages": withStore((deps) => ({
    async apply(of, change, now, leaseMs) {
      const { cursor, ...rest } = change;
      const moved = await deps.store.apply(of, { cursor }, now, leaseMs);
      return moved === "stale" ? moved : await deps.store.apply(moved, { cursor, ...rest }, now, leaseMs);
    },
  })),

  "an empty page is the end": withSource((source) => ({
    async listMessages(request) {
      const page = await source.listMessages(request);
      return page.messages.length === 0 ? { ...page, nextPageToken: undefined } : page;
    },
    async listHistory(request) {
      const page = await source.listHistory(request);
      return page.records.length === 0 ? { ...page, nextPageToken: undefined } : page;
    },
  })),

  "an error is an empty page": withSource((source) => ({
    async listMessages(request) {
      try {
        return await source.listMessages(request);
      } catch {
        return { messages: [], nextPageToken: undefined, resultSizeEstimate: 0 };
      }
    },
  })),

  "what was only listed counts as read": withStore((deps) => ({
    async findKnown(account, ids) {
      const known = await deps.store.findKnown(account, ids);
      return new Map([...known.keys()].map((id) => [id, { isUnread: false }]));
    },
  })),

  "a search is thought to find what has only just come": {
    sync: syncMailbox,
    createCrm: () => new MemoryMailCrm(new TrustingSearch()),
  },

  "the first sync believes that a search knows all there is": withSource((source) => ({
    async listMessages(request) {
      return await source.listMessages({ ...request, q: request.q === "" ? ALL_SEARCHABLE : request.q });
    },
  })),

  "only the first page is read": withSource((source) => ({
    async listHistory(request) {
      return { ...(await source.listHistory(request)), nextPageToken: undefined };
    },
  })),

  "no rule against a second activity of the same mail": {
    sync: syncMailbox,
    createCrm: () =>
      new MemoryMailCrm(
        new (class extends MemoryStore {
          #made = 0;
          protected override upsert(...[workspace, key, given]: Parameters<MemoryStore["upsert"]>) {
            return super.upsert(workspace, `${key} ${++this.#made}`, given);
          }
        })(),
      ),
  },

  "the score is counted outside the transaction": {
    ...withStore((deps, claim) => ({
      async apply(of, change, now, leaseMs) {
        const applied = await deps.store.apply(of, change, now, leaseMs);
        if ((change.decided ?? []).length > 0) await deps.store.countContactAddresses(claim.account);
        return applied;
      },
    })),
    createCrm: () => new MemoryMailCrm(new CountingLater()),
  },

  "no guard: a worker whose lease is over commits, only its cursor does not": {
    sync: syncMailbox,
    createCrm: () => new MemoryMailCrm(new Unguarded()),
  },

  "what a listing does not name is deleted": {
    sync: syncMailbox,
    createCrm: () =>
      new MemoryMailCrm(
        new (class extends MemoryStore {
          protected override write(mailbox: MemoryMailbox, change: MailChange, now: Date): void {
            const { recheckUnlisted, ...rest } = change;
            super.write(mailbox, rest, now);
            if (recheckUnlisted === undefined) return;
            const deleted = [...mailbox.ledger.values()].filter(
              (row) => row.decision === "logged" && row.listing !== recheckUnlisted.listing,
            );
            super.write(mailbox, { cursor: change.cursor, deleted }, now);
          }
        })(),
      ),
  },

  "a search does not take up again what was skipped": withStore((deps) => ({
    async apply(of, change, now, leaseMs) {
      const { enqueue, ...rest } = change;
      const timid = enqueue === undefined ? {} : { enqueue: { ...enqueue, force: false } };
      return await deps.store.apply(of, { ...rest, ...timid }, now, leaseMs);
    },
  })),

  "a thread is not taken along": {
    sync: syncMailbox,
    createCrm: () =>
      new MemoryMailCrm(
        new (class extends MemoryStore {
          protected override wake(): void {
            // Whoever answered before the mail was known stays unknown.
          }
        })(),
      ),
  },

  "trash and spam are not followed": withStore((deps) => ({
    async apply(of, change, now, leaseMs) {
      return await deps.store.apply(of, { ...change, hidden: [] }, now, leaseMs);
    },
  })),

  "the seed's algorithm: list the newest, read them, keep the cursor of now": {
    sync: syncNaively,
    createCrm: () => new MemoryMailCrm(),
  },
};

function withStore(change: (deps: MailSyncDeps, claim: MailClaim) => Partial<MailSyncStore>): Subject {
  return {
    createCrm: () => new MemoryMailCrm(),
    sync: async (deps, claim) => {
      await syncMailbox({ ...deps, store: overlaid(deps.store, change(deps, claim)) }, claim);
    },
  };
}

function withSource(change: (source: MailSource) => Partial<MailSource>): Subject {
  return {
    createCrm: () => new MemoryMailCrm(),
    sync: async (deps, claim) => {
      const openSource: MailSyncDeps["openSource"] = (account) => {
        const source = deps.openSource(account);
        return overlaid(source, change(source));
      };
      await syncMailbox({ ...deps, openSource }, claim);
    },
  };
}

function overlaid<Port extends object>(port: Port, changes: Partial<Port>): Port {
  return new Proxy(port, {
    get: (target, name) => Reflect.get(name in changes ? changes : target, name) as unknown,
  });
}

/** Scores follow in a transaction of their own. */
class CountingLater extends MemoryStore {
  protected override recount(): void {
    // Not here.
  }

  override async countContactAddresses(account: AccountRef): Promise<number> {
    for (const { workspace } of this.mailboxes.values())
      if (workspace.id === account.workspaceId) workspace.recount();
    return await super.countContactAddresses(account);
  }
}

class TrustingSearch extends MemoryStore {
  protected override recheckNewest(): void {
    // What the search did not find stays what it was.
  }
}

class Unguarded extends MemoryStore {
  protected override isCurrent(): boolean {
    return true;
  }

  override async apply(
    claim: MailClaim,
    change: MailChange,
    now: Date,
    leaseMs: number,
  ): Promise<MailClaim | "stale"> {
    const mailbox = this.mailboxes.get(claim.account.userId);
    const isLate = mailbox?.version !== claim.version;
    const cursor = isLate ? (mailbox?.cursor ?? change.cursor) : change.cursor;
    return await super.apply(claim, { ...change, cursor }, now, leaseMs);
  }
}
