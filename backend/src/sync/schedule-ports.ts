/**
 * What makes work due. Pushes, the cron endpoint, buttons and changed contacts only do this; whether there is anything to
 * do is found out by whoever takes the work. Being asked twice, late or in vain changes nothing.
 */
import type { AccountRef } from "./ports.ts";

export interface Schedule {
  /**
   * Gmail says that something happened in the mailbox of this address. Once in five seconds a mailbox at most. Gives how
   * many connected mailboxes that concerns. `held`: somebody commits to one of them; to be told again in a moment.
   */
  mailChanged(email: string, now: Date): Promise<number | "held">;
  /** The channel's notification; false: there is no such channel, or it is not its token. */
  calendarChanged(
    channel: { readonly id: string; readonly token: string },
    now: Date,
  ): Promise<boolean | "held">;
  /** The safety net from outside. `queued`: those that were not due already. */
  everything(now: Date): Promise<{ readonly total: number; readonly queued: number }>;
}

/** Watches that lapse unless they are renewed. */
export interface WatchStore {
  /** Takes one mailbox whose watch is to be made or renewed; it comes again in an hour unless `saveMailWatch` says otherwise. */
  takeMailWatch(now: Date): Promise<AccountRef | undefined>;
  saveMailWatch(account: AccountRef, expiresAt: Date, renewAt: Date): Promise<void>;
}

/** A sentence a rep has to read, on its way to his mailbox. */
export interface DueNotice {
  readonly id: string;
  readonly workspaceId: string;
  readonly kind: string;
  readonly to: string;
  readonly name: string;
  readonly locale: string | null;
  readonly attempts: number;
}

export interface NoticeStore {
  /** Takes one; it comes again later, with growing distance, unless `noticeSent` is told. After five attempts no more. */
  takeNotice(now: Date): Promise<DueNotice | undefined>;
  noticeSent(notice: DueNotice, now: Date): Promise<void>;
}
