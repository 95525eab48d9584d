/** How the sync's numbers, times and reasons are said. */
import type { Visibility } from "../../../contract/activities.ts";
import type { Feature } from "../../../contract/me.ts";
import type { SyncStatus } from "../../../contract/sync.ts";

export function count(n: number, one: string, many: string): string {
  return `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
}

/** “3 minutes ago”, “in 12 minutes”; relative, since nobody knows the reader's time zone here. */
export function relativeTime(time: string | null, now: Date): string {
  if (time === null) return "not yet";
  const seconds = Math.round((Date.parse(time) - now.getTime()) / 1_000);
  if (Math.abs(seconds) < 45) return seconds > 0 ? "in a moment" : "just now";
  const [size, unit] = UNITS.find(([size]) => Math.abs(seconds) < size * LIMIT) ?? [86_400, "day"];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.round(seconds / size), unit);
}

/** “Tue, 24 Nov, 09:00 GMT+1”: on somebody's own clock. */
export function clockTime(time: string, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
    timeZone,
  }).format(new Date(time));
}

export function duration(seconds: number): string {
  const [size, unit] = UNITS.find(([size]) => seconds < size * LIMIT) ?? [86_400, "day"];
  const n = Math.round(seconds / size);
  return seconds < 60 ? "under a minute" : count(n, unit, `${unit}s`);
}

/** 90 minutes are “2 hours”, 80 are “80 minutes”. */
const LIMIT = 90;
const UNITS: readonly (readonly [size: number, unit: "minute" | "hour" | "day"])[] = [
  [60, "minute"],
  [3_600, "hour"],
  [86_400, "day"],
];

/** What a feature allows, in the words of somebody who grants it. */
export const FEATURE_WORDS: Readonly<Record<Feature, string>> = {
  mail: "read your mail",
  calendar: "see and edit events, see your list of calendars and when you are free",
  send: "send mail as you",
};

export const SHARE_WORDS: Readonly<Record<Visibility, string>> = {
  everything: "Everything",
  subject: "Who, when and the subject",
  metadata: "Who and when",
  private: "Nothing",
};

/** Why something was not logged. A reason that is new here is shown as it is called. */
export function skipReason(reason: string): string {
  return SKIP_WORDS.get(reason) ?? reason.replaceAll("_", " ");
}

const SKIP_WORDS: ReadonlyMap<string, string> = new Map([
  ["no_contact", "Nobody on it is a lead or client"],
  ["internal", "Only colleagues on it"],
  ["never_rule", "Kept out by a never-log rule"],
  ["draft", "A draft, not sent yet"],
  ["in_trash", "In the trash"],
  ["in_spam", "In spam"],
  ["chat", "A chat message"],
  ["deleted", "Deleted in Google"],
  ["undone", "Taken back by hand"],
  ["backfill_none", "From before the contact, as you chose"],
  ["no_address", "No address on it"],
  ["cancelled", "Cancelled"],
  ["declined", "Declined"],
  ["private", "Private"],
  ["not_a_meeting", "Not a meeting"],
  ["no_attendees", "Nobody else is invited"],
  ["before_window", "From before the time that is synced"],
  ["gone", "Deleted in Google"],
  ["series", "A series; its single meetings are counted"],
]);

/** One sentence for where it stands. */
export function phaseSentence(status: SyncStatus, what: "mailbox" | "calendar", now: Date): string {
  if (!status.enabled) return "Paused. Nothing is read until you resume.";
  switch (status.phase) {
    case "first":
      return `The first sync is under way. The newest comes first; you can close this page.`;
    case "incremental":
      return "Reading what changed.";
    case "throttled":
      return `Google asked to wait a little; it goes on ${relativeTime(status.nextRunAt, now)}.`;
    case "reconnect":
      return "Waiting until you connect again.";
    case "failed":
      return `The last attempt did not work. It is tried again ${relativeTime(status.nextRunAt, now)}.`;
    case "idle":
      return status.lastSyncedAt === null
        ? `Waiting for the first look at this ${what}.`
        : `Up to date, ${relativeTime(status.lastSyncedAt, now)}.`;
  }
}

/** Per cent of a first sync; undefined while nobody can tell. What was logged by hand before is known, yet not all there is. */
export function progressOf({ phase, seen, waiting, estimate }: SyncStatus): number | undefined {
  if (phase !== "first" || estimate === null) return undefined;
  const total = Math.max(estimate, seen);
  // What is known may all be read while there is still more to be found.
  return total === 0 ? undefined : Math.min(99, Math.floor(((seen - waiting) / total) * 100));
}
