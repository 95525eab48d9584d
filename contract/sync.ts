/** The background sync: how a mailbox and each calendar stand, and the switches. */
import { z } from "zod";
import { Visibility } from "./activities.ts";
import { DateTime, Id } from "./primitives.ts";

/**
 * `first`: everything from before the connection is being read. `incremental`: changes are being read. `throttled`:
 * Google asked to wait. `reconnect`: only the rep can help. `failed`: tried again at `nextRunAt`.
 */
export const SyncPhase = z.enum(["idle", "first", "incremental", "throttled", "reconnect", "failed"]);
export type SyncPhase = z.infer<typeof SyncPhase>;

export const SyncStatus = z
  .object({
    enabled: z.boolean(),
    phase: SyncPhase,
    seen: z.number().int().meta({ description: "Messages or events the sync knows of; those that wait too" }),
    logged: z.number().int(),
    skipped: z
      .record(z.string(), z.number().int())
      .meta({ description: "By reason, like `no_contact`, `internal`, `never_rule`" }),
    waiting: z.number().int().meta({ description: "Known and still to be read" }),
    quarantined: z.number().int().meta({ description: "Given up after three attempts to read them" }),
    estimate: z
      .number()
      .int()
      .nullable()
      .meta({ description: "What `seen` will be at the end of a first sync, as Google estimates it" }),
    shareLevel: Visibility.meta({ description: "What colleagues see of what this brings" }),
    lastSyncedAt: DateTime.nullable(),
    nextRunAt: DateTime.nullable(),
    lagSeconds: z
      .number()
      .int()
      .nullable()
      .meta({ description: "How long ago everything was known to be there; null before the first time" }),
    lastCheck: z
      .object({ at: DateTime, found: z.number().int() })
      .nullable()
      .meta({ description: "Against Google's own list: how many it had that were not known" }),
    error: z
      .object({ code: z.string(), message: z.string() })
      .nullable()
      .meta({ description: "`message` is a sentence for people" }),
  })
  .meta({ id: "SyncStatus" });
export type SyncStatus = z.infer<typeof SyncStatus>;

export const CalendarStatus = SyncStatus.extend({
  calendarId: z.string(),
  name: z.string(),
  primary: z.boolean(),
  chosen: z
    .boolean()
    .meta({ description: "By the rep; it is synced when the calendar sync is on as a whole" }),
}).meta({ id: "CalendarStatus" });
export type CalendarStatus = z.infer<typeof CalendarStatus>;

export const Sync = z
  .object({
    email: SyncStatus,
    calendar: z
      .object({ enabled: z.boolean(), shareLevel: Visibility })
      .meta({ description: "The calendar sync as a whole" }),
    calendars: z.array(CalendarStatus).meta({ description: "The rep's own calendar first" }),
  })
  .meta({ id: "Sync" });
export type Sync = z.infer<typeof Sync>;

export const EmailSyncSettings = z
  .object({ enabled: z.boolean(), shareLevel: Visibility.optional() })
  .meta({ id: "EmailSyncSettings" });
export type EmailSyncSettings = z.infer<typeof EmailSyncSettings>;

export const CalendarSyncSettings = z
  .object({
    enabled: z.boolean(),
    shareLevel: Visibility.optional(),
    calendars: z
      .array(z.string().min(1).max(1_024))
      .max(250)
      .optional()
      .meta({ description: "The calendars that are synced, all others are not; unset: as before" }),
  })
  .meta({ id: "CalendarSyncSettings" });
export type CalendarSyncSettings = z.infer<typeof CalendarSyncSettings>;

export const SyncRun = z
  .object({ queued: z.number().int().meta({ description: "How many mailboxes or calendars are due now" }) })
  .meta({ id: "SyncRun" });
export type SyncRun = z.infer<typeof SyncRun>;

export const Disconnect = z
  .object({
    purge: z
      .boolean()
      .meta({ description: "Also removes what only this mailbox and these calendars brought" }),
  })
  .meta({ id: "Disconnect" });
export type Disconnect = z.infer<typeof Disconnect>;

export const Disconnected = z
  .object({
    activitiesRemoved: z.number().int(),
    revoked: z.boolean().meta({ description: "False: Google could not be told; the tokens are gone here" }),
  })
  .meta({ id: "Disconnected" });
export type Disconnected = z.infer<typeof Disconnected>;

/** `headers`: who, when and subject of earlier mails, without their text. */
export const BackfillImport = z.enum(["all", "headers", "none"]);
export type BackfillImport = z.infer<typeof BackfillImport>;

export const BackfillRequest = z.object({ import: BackfillImport }).meta({ id: "BackfillRequest" });

export const BackfillPreview = z
  .object({
    contactId: Id,
    mails: z.number().int(),
    meetings: z.number().int(),
    isAtLeast: z.boolean().meta({ description: "There are more; these were counted" }),
  })
  .meta({ id: "BackfillPreview", description: "What the caller's own mailbox and calendars have" });
export type BackfillPreview = z.infer<typeof BackfillPreview>;

export const Backfill = z
  .object({
    contactId: Id,
    import: BackfillImport,
    changed: z
      .number()
      .int()
      .meta({ description: "Activities that went (`none`) or lost their text (`headers`)" }),
  })
  .meta({ id: "Backfill" });
export type Backfill = z.infer<typeof Backfill>;
