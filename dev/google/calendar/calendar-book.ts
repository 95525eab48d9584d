/** The calendars a person sees: the own one first, then those of colleagues, rooms and holidays. */
import { GoogleError } from "../google-error.ts";
import type { Clock } from "../world.ts";
import { Calendar } from "./calendar.ts";
import type { EventPerson } from "./event-resource.ts";

export type AccessRole = "freeBusyReader" | "reader" | "writer" | "owner";

export interface CalendarListEntry {
  readonly calendar: Calendar;
  readonly accessRole: AccessRole;
  readonly primary: boolean;
  readonly selected: boolean;
  readonly hidden: boolean;
  /** Taken off the list, of which a sync token's holder still has to hear. */
  readonly deleted: boolean;
  readonly backgroundColor: string;
  readonly colorId: string;
  /** Grows with every change to the list. */
  readonly revision: number;
}

export interface CalendarBookOwner {
  readonly email: string;
  readonly name?: string;
  readonly timeZone: string;
}

const COLORS = [
  ["14", "#9fe1e7"],
  ["7", "#42d692"],
  ["16", "#4986e7"],
  ["24", "#a47ae2"],
] as const;

export class CalendarBook {
  /** The calendar named by the person's own address. */
  readonly primary: Calendar;
  readonly #entries = new Map<string, CalendarListEntry>();
  #revision = 0;
  #oldestRevision = 0;

  constructor(owner: CalendarBookOwner, now: Clock = Date.now) {
    const person: EventPerson = {
      email: owner.email,
      ...(owner.name === undefined ? {} : { displayName: owner.name }),
    };
    this.primary = new Calendar(
      { id: owner.email, summary: owner.email, timeZone: owner.timeZone, owner: person },
      now,
    );
    this.add(this.primary, "owner");
  }

  get revision(): number {
    return this.#revision;
  }

  /** Tokens of an older revision are expired. */
  get oldestRevision(): number {
    return this.#oldestRevision;
  }

  /** Google forgets: sync tokens of the list given out so far now answer 410. */
  expireSyncTokens(): void {
    this.#revision += 1;
    this.#oldestRevision = this.#revision;
  }

  /** Puts somebody's calendar on this person's list, or changes how it stands there. */
  add(
    calendar: Calendar,
    accessRole: AccessRole,
    options: { selected?: boolean; hidden?: boolean } = {},
  ): void {
    this.#revision += 1;
    const [colorId, backgroundColor] = COLORS[this.#entries.size % COLORS.length] ?? COLORS[0];
    this.#entries.set(calendar.id, {
      calendar,
      accessRole,
      primary: calendar === this.primary,
      selected: options.selected ?? true,
      hidden: options.hidden ?? false,
      deleted: false,
      backgroundColor,
      colorId,
      revision: this.#revision,
    });
  }

  /** The owner gives this person another role; as with Google, whoever syncs the calendar has to start over. */
  changeAccess(calendarId: string, accessRole: AccessRole): void {
    const { calendar } = this.get(calendarId);
    this.add(calendar, accessRole);
    calendar.expireSyncTokens();
  }

  remove(calendarId: string): void {
    const entry = this.get(calendarId);
    this.#revision += 1;
    this.#entries.set(entry.calendar.id, { ...entry, deleted: true, revision: this.#revision });
  }

  list(): CalendarListEntry[] {
    return [...this.#entries.values()].filter(({ deleted }) => !deleted);
  }

  /** With those that were removed, for whoever knew the list before. */
  changes(): CalendarListEntry[] {
    return [...this.#entries.values()];
  }

  /** `primary` stands for the person's own calendar. */
  find(calendarId: string): CalendarListEntry | undefined {
    const entry = this.#entries.get(calendarId === "primary" ? this.primary.id : calendarId.toLowerCase());
    return entry?.deleted === true ? undefined : entry;
  }

  get(calendarId: string): CalendarListEntry {
    const entry = this.find(calendarId);
    if (entry === undefined) throw new GoogleError(404, "notFound", "Not Found");
    return entry;
  }
}
