/** What stands in the calendars of the seeded world, with days counted from today. */
import type { EventContent, EventPerson, ResponseStatus } from "../calendar/event-resource.ts";
import { correspondents } from "./people.ts";
import type { CorrespondentKey } from "./people.ts";
import { daysToWeekday, daysToWorkday } from "./seed-time.ts";

export interface SeedMeeting {
  readonly owner: "ada" | "ben" | "clara";
  /** Its lasting name, from which id and iCalUID are made. */
  readonly key: string;
  readonly summary: string;
  readonly description?: string;
  readonly location?: string;
  readonly day: number;
  /** A wall-clock time in Berlin; a whole-day event has none. */
  readonly clock?: string;
  /** Minutes, or days of a whole-day event. */
  readonly length: number;
  readonly guests?: Readonly<Partial<Record<CorrespondentKey, ResponseStatus>>>;
  readonly optionalGuests?: readonly CorrespondentKey[];
  readonly room?: EventPerson;
  readonly meet?: true;
  /** Whoever outside invited; the owner's copy then names them as organizer. */
  readonly invitedBy?: EventPerson;
  readonly extra?: Partial<EventContent>;
  readonly recurrence?: readonly string[];
  /** Occurrences by their day: moved to another day and time, or cancelled. */
  readonly moved?: readonly { readonly day: number; readonly toDay: number; readonly toClock: string }[];
  readonly cancelled?: readonly number[];
}

export const spreeRoom: EventPerson = {
  email: "c_18844spree@resource.calendar.google.com",
  displayName: "Berlin-3-Spree (8)",
};

export function meetings(now: number): readonly SeedMeeting[] {
  const monday = (weeksOn: number): number => daysToWeekday(now, 1, weeksOn);
  const next = (weekday: number): number => daysToWeekday(now, weekday, 1);
  const workday = (days: number): number => daysToWorkday(now, days);
  return [
    ...customerMeetings(next, workday),
    {
      owner: "clara",
      key: "standup",
      summary: "Sales stand-up",
      day: monday(-20),
      clock: "09:15",
      length: 15,
      guests: { clara: "accepted", ada: "accepted", ben: "accepted" },
      meet: true,
      recurrence: ["RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR"],
    },
    {
      owner: "clara",
      key: "quarter",
      summary: "Quarterly review",
      description: "Forecast by account, then lunch.",
      location: "Berlin-3-Spree (8)",
      day: next(1),
      clock: "10:30",
      length: 90,
      guests: { clara: "accepted", ada: "accepted", ben: "tentative" },
      room: spreeRoom,
    },
    {
      owner: "ada",
      key: "focus",
      summary: "Focus time: Lindenthal offer",
      day: workday(1),
      clock: "09:30",
      length: 120,
      extra: {
        eventType: "focusTime",
        focusTimeProperties: { autoDeclineMode: "declineNone", chatStatus: "doNotDisturb" },
      },
    },
    {
      owner: "ada",
      key: "away",
      summary: "Out of office",
      day: next(4),
      clock: "00:00",
      length: 2 * 24 * 60,
      extra: {
        eventType: "outOfOffice",
        outOfOfficeProperties: {
          autoDeclineMode: "declineOnlyNewConflictingInvitations",
          declineMessage: "I am away; Ben Okafor is glad to help.",
        },
      },
    },
    {
      owner: "ada",
      key: "home",
      summary: "Home",
      day: 0,
      length: 1,
      extra: {
        eventType: "workingLocation",
        visibility: "public",
        transparency: "transparent",
        workingLocationProperties: { type: "homeOffice", homeOffice: {} },
      },
    },
    {
      owner: "ada",
      key: "fair",
      summary: "Fruit & Cool trade fair, Berlin",
      location: "Messedamm 22, 14055 Berlin",
      day: next(2),
      length: 2,
      extra: { transparency: "transparent" },
    },
    {
      owner: "ada",
      key: "dentist",
      summary: "Dentist",
      location: "Dr. Sommer, Kastanienallee",
      day: workday(2),
      clock: "08:00",
      length: 45,
      extra: { visibility: "private" },
    },
    {
      owner: "ada",
      key: "birthday",
      summary: "Ben Okafor's birthday",
      day: 12,
      length: 1,
      recurrence: ["RRULE:FREQ=YEARLY"],
      extra: { eventType: "birthday", transparency: "transparent", visibility: "private" },
    },
    {
      owner: "ada",
      key: "webinar",
      summary: "Webinar: ten trends you must not miss",
      day: workday(1),
      clock: "16:00",
      length: 60,
      invitedBy: { email: "events@trendhub.example", displayName: "TrendHub Events" },
      guests: { ada: "declined" },
    },
    {
      owner: "ben",
      key: "kestrel-depot",
      summary: "Kestrel: Hull depot walk-through",
      location: "Unit 2, Alexandra Dock, Hull",
      day: next(3),
      clock: "11:00",
      length: 180,
      guests: { ben: "accepted", daniel: "accepted" },
      optionalGuests: ["ada"],
    },
  ];
}

function customerMeetings(
  next: (weekday: number) => number,
  workday: (days: number) => number,
): SeedMeeting[] {
  return [
    {
      owner: "ada",
      key: "fjordline",
      summary: "Fjordline / Northwind weekly",
      description: "Running list: door events, battery levels, IFS export.",
      day: -15 * 7,
      clock: "14:00",
      length: 45,
      guests: { ada: "accepted", ingrid: "accepted", ben: "accepted" },
      optionalGuests: ["lars"],
      meet: true,
      recurrence: ["RRULE:FREQ=WEEKLY"],
      moved: [{ day: -14, toDay: -14, toClock: "16:15" }],
      cancelled: [-21],
    },
    {
      owner: "ada",
      key: "great-lakes",
      summary: "Great Lakes Dairy: signature and kit delivery",
      day: 0,
      clock: "16:30",
      length: 45,
      guests: { ada: "accepted", tom: "accepted", maria: "tentative" },
      meet: true,
    },
    {
      owner: "ada",
      key: "lindenthal",
      summary: "Brauhaus Lindenthal: Endfassung des Angebots",
      description: "Telefonat, Frau Vogel ruft an.",
      location: "+49 89 99998 412",
      day: 0,
      clock: "11:00",
      length: 30,
      guests: { ada: "accepted", petra: "accepted" },
    },
    {
      owner: "ada",
      key: "sahyadri-demo",
      summary: "Sahyadri Vaccines: demonstration with power cut",
      day: workday(-27),
      clock: "10:00",
      length: 45,
      guests: { ada: "accepted", ben: "accepted", priya: "accepted" },
      meet: true,
    },
    {
      owner: "ada",
      key: "hokkai-call",
      summary: "北海冷蔵 様 お打ち合わせ / Hokkai Reizo trial",
      day: workday(-12),
      clock: "09:00",
      length: 60,
      guests: { ada: "accepted", ben: "accepted", yumiko: "accepted" },
      meet: true,
    },
    {
      owner: "ada",
      key: "tom-intro",
      summary: "Great Lakes Dairy: first look",
      day: workday(-100),
      clock: "16:00",
      length: 60,
      guests: { ada: "accepted", ben: "accepted", tom: "accepted" },
      meet: true,
    },
    {
      owner: "ada",
      key: "galil-trial",
      summary: "Galil Fresh: ניסיון שתי משאיות",
      day: workday(-7),
      clock: "13:00",
      length: 30,
      guests: { ada: "accepted", noa: "declined" },
      meet: true,
    },
    {
      owner: "ada",
      key: "baltyk-review",
      summary: "Chłodnia Bałtyk: results of the probe test",
      day: workday(-22),
      clock: "13:00",
      length: 30,
      guests: { ada: "accepted", marek: "accepted" },
      optionalGuests: ["ben"],
      meet: true,
    },
    {
      owner: "ada",
      key: "kraemer-visit",
      summary: "Krämer Pharma-Logistik: Verlängerung Wartungsvertrag",
      description: "Neu: zwei Kühlzellen, Preisklausel nach Verbraucherpreisindex.",
      day: next(1),
      clock: "12:30",
      length: 45,
      meet: true,
      guests: { ada: "accepted", kraemer: "needsAction" },
    },
    {
      owner: "ada",
      key: "oyster-shed",
      summary: "Atlantic Oyster: second shed",
      day: next(3),
      clock: "10:00",
      length: 30,
      invitedBy: { email: correspondents.siobhan.email, displayName: correspondents.siobhan.name },
      guests: { ada: "needsAction", siobhan: "accepted" },
    },
    {
      owner: "ada",
      key: "vercors-point",
      summary: "Point trimestriel Fromageries du Vercors",
      day: next(3),
      clock: "15:00",
      length: 45,
      invitedBy: { email: correspondents.helene.email, displayName: correspondents.helene.name },
      guests: { ada: "accepted", helene: "accepted" },
      location: "Microsoft Teams",
    },
  ];
}
