/** Whose calendar is whose: of people with an account here, and of organizers elsewhere who invite them. */
import type { World } from "../world.ts";
import { findAccount } from "../world.ts";
import { Calendar } from "./calendar.ts";
import type { EventPerson, StoredEvent } from "./event-resource.ts";

export class CalendarDirectory {
  readonly #world: World;
  /** Of organizers who have no account here. */
  readonly #elsewhere = new Map<string, Calendar>();

  constructor(world: World) {
    this.#world = world;
  }

  get now(): number {
    return this.#world.now();
  }

  hasAccount(email: string): boolean {
    return findAccount(this.#world, email) !== undefined;
  }

  /** The primary calendars of everybody here: where copies of an event may stand. */
  all(): Calendar[] {
    return [...this.#world.accounts.values()].map(({ calendars }) => calendars.primary);
  }

  find(email: string): Calendar | undefined {
    return findAccount(this.#world, email)?.calendars.primary ?? this.#elsewhere.get(email.toLowerCase());
  }

  /** Somebody's own calendar; one without an account here is given one nobody else looks into. */
  of(person: EventPerson): Calendar {
    const known = this.find(person.email);
    if (known !== undefined) return known;
    const id = person.email.toLowerCase();
    const calendar = new Calendar(
      { id, summary: person.email, timeZone: "UTC", owner: person },
      this.#world.now,
    );
    this.#elsewhere.set(id, calendar);
    return calendar;
  }

  /** Where the copy of an event that counts is: the organizer's, or this one when nobody has the organizer's. */
  masterOf(copy: Calendar, event: StoredEvent): Calendar {
    if (isOrganizer(copy, event)) return copy;
    const master = this.find(event.organizer.email);
    return master?.find(event.id)?.iCalUID === event.iCalUID ? master : copy;
  }
}

export function isOrganizer({ id, owner }: Calendar, { organizer }: StoredEvent): boolean {
  return [id, owner.email.toLowerCase()].includes(organizer.email.toLowerCase());
}
