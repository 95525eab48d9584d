/** The developers' side door to calendars, under /_control/calendar: what people do to events in Google's own pages. */
import { Hono } from "hono";
import type { Context } from "hono";
import { z } from "zod";
import { GoogleError } from "../google-error.ts";
import { readJsonBody } from "../http/json-body.ts";
import type { CalendarPolicy } from "./calendar-policy.ts";
import { calendarRulesSchema } from "./calendar-policy.ts";
import type { GuestMail } from "./guest-mail.ts";
import type { Guest, Meeting, Meetings } from "./meetings.ts";

export interface ControlledCalendars {
  readonly meetings: Meetings;
  readonly guestMail: GuestMail;
  readonly calendarPolicy: CalendarPolicy;
}

export function createCalendarControl({ meetings, guestMail, calendarPolicy }: ControlledCalendars): Hono {
  const app = new Hono();

  app.get("/guest-mail", (context) => context.json({ notices: guestMail.sent }));
  app.delete("/guest-mail", (context) => {
    guestMail.clear();
    return context.body(null, 204);
  });
  app.put("/policy", async (context) => {
    calendarPolicy.set(await bodyOf(context, calendarRulesSchema));
    return context.json(calendarPolicy.rules);
  });
  app.post("/meetings", async (context) => {
    const { recurrence, location, ...meeting } = await bodyOf(context, meetingBody);
    return context.json(
      meetings.book({ ...meeting, ...(recurrence && { recurrence }), ...(location && { location }) }),
      201,
    );
  });

  /** An event, or an occurrence of a series, by its id in somebody's calendar. */
  function forEvent<T>(
    action: string,
    schema: z.ZodType<T>,
    act: (meeting: Meeting, body: T, email: string) => void,
  ): void {
    app.post(`/:email/events/:eventId/${action}`, async (context) => {
      const email = context.req.param("email");
      const body = await bodyOf(context, schema);
      const meeting = meetings.find(email, context.req.param("eventId"));
      if (meeting === undefined) throw new GoogleError(404, "notFound", "Not Found");
      act(meeting, body, email);
      return context.json(meetings.read(meeting));
    });
  }
  forEvent("move", timesBody, (meeting, { start, end }) => {
    meetings.move(meeting, start, end);
  });
  forEvent("retitle", z.strictObject({ summary: z.string() }), (meeting, { summary }) => {
    meetings.retitle(meeting, summary);
  });
  forEvent("guests", guestsBody, (meeting, { guests }) => {
    meetings.invite(meeting, guests);
  });
  forEvent("answer", answerBody, (meeting, { by, responseStatus }, email) => {
    meetings.respond(meeting, by ?? email, responseStatus);
  });
  forEvent("cancel", nothing, (meeting) => {
    meetings.cancel(meeting);
  });
  forEvent("remove", nothing, (meeting, _, email) => {
    meetings.removeFrom(meeting, email);
  });
  return app;
}

export const calendarAbilities = [
  "GET|DELETE /_control/calendar/guest-mail: which guests were written to, and why",
  "PUT /_control/calendar/policy {meetPendingReads?, meetFails?}",
  "POST /_control/calendar/meetings {organizer, guests, summary, start, end, location?, recurrence?}",
  "POST /_control/calendar/{email}/events/{id}/move {start, end} | retitle {summary} | guests {guests} | " +
    "answer {responseStatus, by?} | cancel (by the organizer) | remove (from this calendar)",
];

const nothing = z.strictObject({});
const time = z.union([
  z.strictObject({ date: z.iso.date() }),
  z
    .strictObject({ dateTime: z.string(), timeZone: z.string().optional() })
    .transform(({ dateTime, timeZone }) => ({ dateTime, ...(timeZone !== undefined && { timeZone }) })),
]);
const timesBody = z.strictObject({ start: time, end: time });
const responseStatus = z.enum(["needsAction", "declined", "tentative", "accepted"]);
const answerBody = z.strictObject({ responseStatus, by: z.string().optional() });
const personBody = z
  .strictObject({ email: z.string(), displayName: z.string().optional() })
  .transform(({ email, displayName }) => ({ email, ...(displayName !== undefined && { displayName }) }));
const guestBody = z.strictObject({
  email: z.string(),
  displayName: z.string().optional(),
  optional: z.boolean().optional(),
  responseStatus: responseStatus.optional(),
});
const guestList = z.array(guestBody).transform((guests) => guests.map(readGuest));
const guestsBody = z.strictObject({ guests: guestList });
const meetingBody = timesBody.extend({
  organizer: personBody,
  guests: guestList,
  summary: z.string(),
  location: z.string().optional(),
  recurrence: z.array(z.string()).optional(),
});

function readGuest({
  email,
  displayName,
  optional,
  responseStatus: answer,
}: z.output<typeof guestBody>): Guest {
  return {
    email,
    ...(displayName !== undefined && { displayName }),
    ...(optional === true && { optional }),
    ...(answer !== undefined && { responseStatus: answer }),
  };
}

async function bodyOf<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
  return readJsonBody(schema, Buffer.from(await context.req.arrayBuffer()));
}
