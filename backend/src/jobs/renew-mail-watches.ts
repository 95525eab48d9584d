/** Gmail's pushes lapse after a week; Google asks for a renewal a day. https://developers.google.com/workspace/gmail/api/guides/push */
import type { Logger } from "pino";
import { GoogleCallFailed } from "../sync/google-failure.ts";
import type { AccountRef } from "../sync/ports.ts";
import type { WatchStore } from "../sync/schedule-ports.ts";
import type { WorkSource } from "./worker.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

export interface MailWatchOptions {
  readonly watches: Pick<WatchStore, "takeMailWatch" | "saveMailWatch">;
  /** Asks Gmail to push changes of this mailbox; gives until when. */
  readonly watch: (account: AccountRef) => Promise<{ readonly expiresAt: Date }>;
  readonly log: Logger;
  readonly now: () => Date;
}

export function mailWatchRenewals({ watches, watch, log, now }: MailWatchOptions): WorkSource {
  return {
    name: "mail-watch",
    async take() {
      const account = await watches.takeMailWatch(now());
      if (account === undefined) return undefined;
      return async () => {
        try {
          const { expiresAt } = await watch(account);
          // Should it last shorter than the week it lasted so far, renewal comes well before the end.
          const halfLife = (expiresAt.getTime() - now().getTime()) / 2;
          await watches.saveMailWatch(
            account,
            expiresAt,
            new Date(now().getTime() + Math.max(60_000, Math.min(DAY_MS, halfLife))),
          );
        } catch (error) {
          if (!(error instanceof GoogleCallFailed)) throw error;
          // The schedule carries the mailbox until it works; a lost grant is found out by the sync itself.
          log.warn({ error, ...account }, "Gmail's pushes could not be renewed; next try in an hour");
        }
      };
    },
  };
}
