/** How the sync stands, and its switches. The pages do the same through `SyncControl`. */
import type { Feature } from "../../../../contract/me.ts";
import type { CalendarSyncSettings, EmailSyncSettings, Sync, SyncStatus } from "../../../../contract/sync.ts";
import type { Viewer } from "../../crm/ports.ts";
import { describeConnection } from "../../sync/connection.ts";
import type { Grants, SyncControlStore, SyncStatusStore } from "../../sync/control-ports.ts";
import type { Handlers } from "../operation.ts";
import { notFound, Refusal } from "../problem.ts";

type SyncOperation =
  "getSync" | "setEmailSync" | "setCalendarSync" | "runEmailSync" | "runCalendarSync" | "disconnectGoogle";

export interface SyncDependencies {
  readonly control: SyncControlStore;
  readonly status: SyncStatusStore;
  readonly grants: Grants;
}

export interface SyncControl {
  find(viewer: Viewer, now: Date): Promise<Sync>;
  /** Everything below rejects with a Refusal: not connected, switched off, no such calendar. */
  setEmail(viewer: Viewer, settings: EmailSyncSettings, now: Date): Promise<void>;
  setCalendar(viewer: Viewer, settings: CalendarSyncSettings, now: Date): Promise<void>;
  /** Gives how many mailboxes or calendars are due now. */
  run(viewer: Viewer, what: "email" | "calendar", now: Date): Promise<number>;
}

export function createSyncControl({
  control,
  status,
}: Pick<SyncDependencies, "control" | "status">): SyncControl {
  return {
    async find(viewer, now) {
      const [email, { calendars, ...calendar }] = await Promise.all([
        status.findMail(viewer, now),
        status.findCalendars(viewer, now),
      ]);
      return { email: email ?? NEVER_CONNECTED, calendar, calendars: [...calendars] };
    },

    async setEmail(viewer, settings, now) {
      if (settings.enabled) requireGrant(viewer, "mail");
      await control.setEmail(viewer, settings, now);
    },

    async setCalendar(viewer, settings, now) {
      if (settings.enabled) requireGrant(viewer, "calendar");
      const { unknownCalendar } = await control.setCalendar(viewer, settings, now);
      if (unknownCalendar === undefined) return;
      const at = settings.calendars?.indexOf(unknownCalendar) ?? 0;
      throw notFound("calendar", `calendars.${at}`);
    },

    async run(viewer, what, now) {
      requireConnection(viewer, what === "email" ? "mail" : "calendar");
      const queued = await (what === "email"
        ? control.runEmail(viewer, now)
        : control.runCalendar(viewer, now));
      if (queued !== undefined) return queued;
      throw new Refusal("conflict", "It is switched off. Switch it on first.");
    },
  };
}

export function syncHandlers(syncControl: SyncControl, grants: Grants): Pick<Handlers, SyncOperation> {
  return {
    async getSync({ caller: { viewer }, now }) {
      return { status: 200, body: await syncControl.find(viewer, now) };
    },
    async setEmailSync({ caller: { viewer }, body, now }) {
      await syncControl.setEmail(viewer, body, now);
      return { status: 200, body: await syncControl.find(viewer, now) };
    },
    async setCalendarSync({ caller: { viewer }, body, now }) {
      await syncControl.setCalendar(viewer, body, now);
      return { status: 200, body: await syncControl.find(viewer, now) };
    },
    async runEmailSync({ caller: { viewer }, now }) {
      return { status: 202, body: { queued: await syncControl.run(viewer, "email", now) } };
    },
    async runCalendarSync({ caller: { viewer }, now }) {
      return { status: 202, body: { queued: await syncControl.run(viewer, "calendar", now) } };
    },
    async disconnectGoogle({ caller: { viewer }, body, now }) {
      return { status: 200, body: await grants.disconnect(viewer, body, now) };
    },
  };
}

/** @throws Refusal with the sentence for the rep. */
export function requireConnection(viewer: Viewer, feature: Feature): void {
  requireGrant(viewer, feature);
  const { message } = describeConnection(viewer.connection);
  if (message !== null) throw new Refusal("google_reconnect_required", message);
}

/** Switches may be set while the account has to be connected again; they count from then on. */
function requireGrant({ connection }: Viewer, feature: Feature): void {
  const { status, features } = describeConnection(connection);
  if (status !== "none" && features.includes(feature)) return;
  throw new Refusal(
    "google_reconnect_required",
    `${CONNECTED[feature]} not connected. Connect on the Integrations page.`,
  );
}

const CONNECTED: Readonly<Record<Feature, string>> = {
  mail: "Your mailbox is",
  send: "Sending mails is",
  calendar: "Your calendars are",
};

const NEVER_CONNECTED: SyncStatus = {
  enabled: false,
  phase: "idle",
  seen: 0,
  logged: 0,
  skipped: {},
  waiting: 0,
  quarantined: 0,
  estimate: null,
  shareLevel: "everything",
  lastSyncedAt: null,
  nextRunAt: null,
  lagSeconds: null,
  lastCheck: null,
  error: null,
};
