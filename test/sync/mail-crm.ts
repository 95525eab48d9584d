/** The workspaces on trial as the schedules change and read them: in memory, or in a real database. */
import type { EmailAddress, UserId } from "../../backend/src/crm/ids.ts";
import type { MailSyncStore } from "../../backend/src/sync/ports.ts";

export interface MailCrm {
  readonly store: MailSyncStore;
  /** A rep of the workspace of his address's domain. */
  addRep(email: EmailAddress, now: Date): Promise<UserId>;
  /** His mailbox, for the first time, and due. */
  connect(rep: UserId, now: Date): Promise<void>;
  /** A contact with those of the addresses that are free; none if none is. */
  enter(workspace: number, addresses: readonly EmailAddress[], now: Date): Promise<void>;
  /** The contact of that number, counted round, if there is one and an address is free. */
  readdress(workspace: number, contact: number, addresses: readonly EmailAddress[], now: Date): Promise<void>;
  remove(workspace: number, contact: number, now: Date): Promise<void>;
  /** Never to be logged; takes it off the timelines too. */
  forbid(workspace: number, address: EmailAddress, now: Date): Promise<void>;
  allow(workspace: number, address: EmailAddress, now: Date): Promise<void>;
  /** Undoes the activity of that number, counted round, if there is one. */
  undo(workspace: number, which: number, now: Date): Promise<void>;
  makeDue(rep: UserId, now: Date): Promise<void>;
  setConnected(rep: UserId, isConnected: boolean): Promise<void>;
  /** Google's times are over. */
  endThrottling(): Promise<void>;
  /** Undefined: nothing waits and nothing failed; else what does. */
  findUnrest(): Promise<string | undefined>;
  report(): Promise<MailReport>;
}

export interface MailReport {
  readonly workspaces: readonly ReportedWorkspace[];
  /** Another one after whatever is written but where mailboxes stand. */
  readonly writes: string;
}

export interface ReportedWorkspace {
  readonly contacts: readonly {
    readonly id: string;
    readonly addresses: readonly string[];
    readonly score: number;
    readonly lastEngagementAt: Date | null;
  }[];
  readonly forbidden: readonly string[];
  /** Subjects. */
  readonly undone: readonly string[];
  readonly activities: readonly ReportedActivity[];
}

export interface ReportedActivity {
  readonly id: string;
  readonly subject: string;
  readonly bodyText: string | null;
  readonly counts: boolean;
  readonly occurredAt: Date;
  readonly links: readonly {
    readonly contactId: string;
    /** The contact stands on it, not only on an earlier mail of its thread. */
    readonly isOn: boolean;
  }[];
}

/** In their order. */
export const DOMAINS = ["us.example", "them.example"];
