/** One rep's mailbox among three, for tests of what the engine does with it, call by call. */
import type { MailChange, MailClaim } from "../../backend/src/sync/ports.ts";
import type { MailSyncSettings } from "../../backend/src/sync/mail-steps.ts";
import type { MemoryActivity } from "./memory-crm.ts";
import type { MemoryGmail, MemoryHeaders, MemoryMessage } from "./memory-gmail.ts";
import type { MemoryMailbox } from "./memory-mailbox.ts";
import { MemoryMailCrm } from "./memory-mail-crm.ts";
import { MemoryStore } from "./memory-store.ts";
import type { MemoryWorkspace } from "./memory-crm.ts";
import { SETTINGS, SyncWorld } from "./sync-world.ts";
import { syncMailbox } from "../../backend/src/sync/sync-mailbox.ts";

export interface MailScene {
  readonly world: SyncWorld;
  readonly crm: MemoryMailCrm;
  readonly gmail: MemoryGmail;
  readonly mailbox: MemoryMailbox;
  readonly workspace: MemoryWorkspace;
  /** Names of the calls made by source and store, in their order. */
  readonly calls: string[];
  /** Mails whose commit the database refuses. */
  readonly unstorable: Set<string>;
  /** From Lea to the rep, a minute after the one before, unless said otherwise. */
  receive(
    mail?: Partial<MemoryHeaders> & { readonly thread?: string; readonly labels?: readonly string[] },
  ): MemoryMessage;
  /**
   * One slice of the mailbox that is due for longest.
   * @param before what happens before a call of that name.
   */
  work(before?: (call: string) => void): Promise<boolean>;
  /** Slices until none is due. */
  drain(): Promise<void>;
  /** Subjects on the workspace's timelines, in order. */
  readonly logged: readonly string[];
  find(subject: string): MemoryActivity | undefined;
}

export const LEA = "lea@a.example";

export async function createMailScene(changed: Partial<MailSyncSettings> = {}): Promise<MailScene> {
  const settings = { ...SETTINGS, sliceMessages: 1_000, readChunk: 50, ...changed };
  const unstorable = new Set<string>();
  const calls: string[] = [];
  const crm = new MemoryMailCrm(new PickyStore(unstorable));
  const world = await SyncWorld.create(() => 0.5, { sync: syncMailbox, createCrm: () => crm }, settings);
  const [rep, ...others] = world.reps;
  if (rep === undefined) throw new Error("a world has reps");
  const { gmail } = rep;
  const mailbox = crm.mailbox(rep.userId);
  const { workspace } = mailbox;
  // The others have nothing to do.
  for (const { userId } of others) crm.mailbox(userId).isConnected = false;
  let mails = 0;
  const scene: MailScene = {
    ...{ world, crm, gmail, mailbox, workspace, calls, unstorable },
    receive({ thread, labels = ["INBOX"], ...mail } = {}) {
      mails += 1;
      const date = mail.date ?? new Date(world.now.getTime() - 3_600_000 + mails * 60_000);
      const headers: MemoryHeaders = {
        ...{ messageId: `<${mails}@a.example>`, from: LEA, to: [gmail.email], cc: [], bcc: [] },
        ...{ subject: `mail ${mails}`, date, isBulk: false },
        ...mail,
      };
      return gmail.add(headers, labels, thread ?? `t${mails}`, date);
    },
    async work(before) {
      return await world.work(async (call, name) => {
        before?.(name);
        calls.push(name);
        return await call();
      });
    },
    async drain() {
      while (await scene.work());
    },
    get logged() {
      return [...workspace.activities.values()].map((activity) => activity.subject).sort();
    },
    find: (wanted) => [...workspace.activities.values()].find((activity) => activity.subject === wanted),
  };
  return scene;
}

class PickyStore extends MemoryStore {
  readonly #unstorable: ReadonlySet<string>;

  constructor(unstorable: ReadonlySet<string>) {
    super();
    this.#unstorable = unstorable;
  }

  override async apply(
    claim: MailClaim,
    change: MailChange,
    now: Date,
    leaseMs: number,
  ): Promise<MailClaim | "stale"> {
    const refused = change.decided?.find(
      ({ id, outcome }) => outcome.kind === "log" && this.#unstorable.has(id),
    );
    if (refused !== undefined) throw new Error("invalid byte sequence");
    return await super.apply(claim, change, now, leaseMs);
  }
}
