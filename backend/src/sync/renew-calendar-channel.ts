/** Notifications of a calendar's changes: they lapse, and are asked for anew before, the new ones before the old ones end. */
import type { CalendarChannelStore, CalendarRef, CalendarSource, Channel } from "./calendar-ports.ts";
import { GoogleCallFailed } from "./google-failure.ts";
import type { AccountRef, SyncClock } from "./ports.ts";

export interface CalendarChannelDeps extends SyncClock {
  readonly store: CalendarChannelStore;
  readonly openSource: (account: AccountRef) => CalendarSource;
  /** Where Google sends them, https. */
  readonly address: string;
  /** Fresh and unguessable: a UUID and a token of up to 256 characters. */
  readonly newChannel: () => { readonly id: string; readonly token: string };
  /** What is kept of a token. */
  readonly hashToken: (token: string) => string;
  readonly log: { warn(details: object, message: string): void };
}

/** Of a calendar a worker has taken. There is no renewal at Google: a channel is replaced by another. */
export async function renewCalendarChannel(
  deps: CalendarChannelDeps,
  { channel: old, ...calendar }: CalendarRef & { readonly channel: Channel | null },
): Promise<void> {
  const { store, log } = deps;
  const source = deps.openSource(calendar);
  const { id, token } = deps.newChannel();
  try {
    const { resourceId, expiresAt } = await source.watchEvents(calendar.calendarId, {
      id,
      token,
      address: deps.address,
    });
    const channel = { id, resourceId, tokenHash: deps.hashToken(token), expiresAt };
    await store.saveChannel(calendar, channel, renewalTime(deps.now(), expiresAt));
    if (old !== null) await source.stopChannel(old);
  } catch (error) {
    if (!(error instanceof GoogleCallFailed)) throw error;
    // Some calendars, like those of holidays, have no notifications: the schedule carries them.
    if (error.failure.kind === "rejected" && old === null)
      await store.saveUnwatched(calendar, new Date(deps.now().getTime() + UNWATCHED_RETRY_MS));
    else {
      // Not which one: a calendar's id is an address.
      const { workspaceId, userId } = calendar;
      log.warn(
        { error, workspaceId, userId },
        "a calendar's notifications could not be renewed; next try in an hour",
      );
    }
  }
}

/** A day before the end; of what lasts shorter, when a third of it is left. */
export function renewalTime(now: Date, expiresAt: Date): Date {
  const lasts = expiresAt.getTime() - now.getTime();
  const renewIn = Math.max(lasts - DAY_MS, (lasts * 2) / 3);
  return new Date(now.getTime() + Math.max(MINUTE_MS, renewIn));
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const UNWATCHED_RETRY_MS = 7 * DAY_MS;
