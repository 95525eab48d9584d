/** The calendar half of the sample host: events in memory, with versions. */
import type { CalendarEvent, EventChange, EventTime } from "../../dev/sidebar/page/wire.ts";
import type { CalendarHost } from "../../dev/sidebar/sidebar-host.ts";

export function sampleCalendar(events: CalendarEvent[], touch: () => void): CalendarHost {
  const find = (eventId: string) => events.find(({ id }) => id === eventId);
  const put = (event: CalendarEvent): CalendarEvent => {
    const index = events.findIndex(({ id }) => id === event.id);
    if (index === -1) events.push(event);
    else events[index] = event;
    touch();
    return event;
  };
  return {
    listEvents: (_user, { from, to }) =>
      Promise.resolve(events.filter((event) => ms(event.start) < to && ms(event.end) > from)),
    getEvent: (_user, eventId) => Promise.resolve(find(eventId) ?? null),
    insertEvent: (user, id, change) =>
      Promise.resolve(
        put({
          ...changed(blank, change),
          id,
          calendarId: user,
          organizer: { email: user, self: true },
          etag: '"1"',
        }),
      ),
    patchEvent: (_user, { eventId, etag }, change) => {
      const event = find(eventId);
      if (event?.etag !== etag) return Promise.resolve(null);
      return Promise.resolve(
        put({ ...changed(event, change), etag: `"${Number(etag.replaceAll('"', "")) + 1}"` }),
      );
    },
    deleteEvent: (_user, { eventId }) => {
      events.splice(0, events.length, ...events.filter(({ id }) => id !== eventId));
      touch();
      return Promise.resolve();
    },
  };
}

const blank: CalendarEvent = {
  id: "",
  calendarId: "",
  title: "",
  start: { at: 0 },
  end: { at: 0 },
  location: "",
  description: "",
  organizer: { email: "", self: true },
  attendees: [],
  conference: null,
  guestsCanInviteOthers: true,
  guestsCanSeeOtherGuests: true,
  etag: "",
};

function changed(event: CalendarEvent, change: EventChange): CalendarEvent {
  const { attendees, meetLink } = change;
  return {
    ...event,
    title: change.title ?? event.title,
    start: change.start ?? event.start,
    end: change.end ?? event.end,
    location: change.location ?? event.location,
    description: change.description ?? event.description,
    attendees:
      attendees?.map(({ displayName, ...guest }) => ({
        organizer: false,
        resource: false,
        self: false,
        additionalGuests: 0,
        comment: "",
        ...event.attendees.find(({ email }) => email === guest.email),
        ...guest,
        ...(displayName === undefined ? {} : { displayName }),
      })) ?? event.attendees,
    conference: meetLink === true ? meet : event.conference,
  };
}

const meet = {
  conferenceSolution: { name: "Google Meet" },
  entryPoints: [{ entryPointType: "video", uri: "https://meet.example.test/new-meet-ing" }],
};

function ms(time: EventTime): number {
  return "at" in time ? time.at : Date.parse(time.date);
}
