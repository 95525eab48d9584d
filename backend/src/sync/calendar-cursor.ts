/** Where a calendar's sync stands. Kept as JSON in `calendar_sync.cursor`; every commit moves it on from the one it started from. */

/** What both phases carry along. */
interface Position {
  /** ISO 8601: events that ended before are not taken up; null: everything. Never changes once set. */
  readonly after: string | null;
  /** The last number given to a listing, of the calendar or of one series. */
  readonly listing: number;
}

/**
 * - `full`: all events are being listed; `pageToken` is the page to come. What was logged and does not come up is asked for
 *   one by one afterwards.
 * - `incremental`: `syncToken` is what the calendar is known up to. In the middle of several pages of changes `pageToken`
 *   says which is next, asked for with the same sync token. `series`: the occurrences of one are being listed.
 */
export type CalendarCursor =
  | (Position & { readonly phase: "full"; readonly pageToken: string | null })
  | (Position & {
      readonly phase: "incremental";
      readonly syncToken: string;
      readonly pageToken: string | null;
      readonly series: SeriesCursor | null;
    });

export interface SeriesCursor {
  readonly eventId: string;
  readonly pageToken: string;
  /** ISO 8601. */
  readonly from: string | null;
  readonly through: string;
  /** Null: only what the moving window brought; what does not come up is not missed. */
  readonly listing: number | null;
}
