/** Meetings booked from the CRM into the rep's Google Calendar, moved and called off there. */
import { z } from "zod";
import { MeetingStatus } from "./activities.ts";
import { DateTime, Id, Line, TimeZone } from "./primitives.ts";

/** Which guests Google writes to. `external`: those who do not use Google Calendar. */
export const Notify = z.enum(["all", "external", "none"]);
export type Notify = z.infer<typeof Notify>;

/** With an offset it is that moment; without one, the wall clock's time in `timezone`. */
const Start = z
  .union([DateTime, z.iso.datetime({ local: true })], {
    error: "must be an ISO 8601 time, like 2026-11-30T10:00 or 2026-11-30T10:00:00+01:00",
  })
  .meta({
    description: "ISO 8601; without an offset it is read in `timezone`",
    example: "2026-11-30T10:00:00+01:00",
  });
const Attendee = Line(1_000).min(1);
const Attendees = z.array(Attendee).max(500);
const DurationMinutes = z
  .number()
  .int()
  .min(5)
  .max(7 * 24 * 60);
/** Google's own limits. */
const Description = z.string().max(8_192);
const Location = Line(1_024);

export const MeetingCreate = z
  .object({
    title: Line(1_024).min(1),
    description: Description.optional(),
    start: Start,
    durationMinutes: DurationMinutes,
    timezone: TimeZone.meta({ description: "IANA name; where the meeting is at home" }),
    requiredAttendees: Attendees.meta({
      description: "`ann@example.com` or `Ann Lee <ann@example.com>`; at most 200 with the optional ones",
    }),
    optionalAttendees: Attendees.default([]),
    location: Location.optional(),
    meetLink: z.boolean().default(false).meta({ description: "With a Google Meet link" }),
    calendarId: z.string().min(1).max(1_024).default("primary"),
    notify: Notify,
    contactIds: z.array(Id).max(100).optional().meta({
      description: "Whose timelines it goes to beside those of the attendees who are contacts",
    }),
  })
  .meta({ id: "MeetingCreate" });
export type MeetingCreate = z.input<typeof MeetingCreate>;

/** Only the named fields change. */
export const MeetingPatch = z
  .object({
    title: Line(1_024).min(1).optional(),
    description: Description.optional(),
    start: Start.optional(),
    durationMinutes: DurationMinutes.optional(),
    timezone: TimeZone.optional(),
    requiredAttendees: Attendees.optional(),
    optionalAttendees: Attendees.optional(),
    location: Location.optional(),
    meetLink: z.boolean().optional(),
    notify: Notify,
    etag: z
      .string()
      .max(200)
      .optional()
      .meta({ description: "The meeting as the rep saw it; unset: as the CRM last knew it" }),
  })
  .meta({ id: "MeetingPatch" });
export type MeetingPatch = z.input<typeof MeetingPatch>;

export const MeetingCancel = z
  .object({
    notify: Notify.default("all"),
    etag: z.string().max(200).optional(),
  })
  .meta({ id: "MeetingCancel" });
export type MeetingCancel = z.input<typeof MeetingCancel>;

export const Meeting = z
  .object({
    id: Id.meta({ description: "The activity's id" }),
    calendarId: z.string(),
    eventId: z.string(),
    iCalUID: z.string().nullable(),
    etag: z.string().nullable(),
    htmlLink: z.string().nullable().meta({ description: "The event in Google Calendar" }),
    meetUrl: z.string().nullable(),
    title: z.string(),
    description: z.string().nullable(),
    start: DateTime,
    end: DateTime,
    durationMinutes: z.number().int(),
    timezone: z.string().nullable(),
    location: z.string().nullable(),
    status: MeetingStatus,
    organizer: z.string().nullable(),
    attendees: z.array(
      z.object({
        email: z.string(),
        name: z.string().nullable(),
        optional: z.boolean(),
        responseStatus: z.enum(["needsAction", "declined", "tentative", "accepted"]),
      }),
    ),
    contacts: z.array(z.object({ id: Id, name: z.string() })),
    canChange: z.boolean().meta({ description: "The caller may move it and call it off" }),
  })
  .meta({ id: "Meeting" });
export type Meeting = z.infer<typeof Meeting>;
