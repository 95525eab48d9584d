/** events.watch and channels.stop of the Calendar API. */
import { z } from "zod";
import { GoogleError } from "../google-error.ts";
import { readJsonBody } from "../http/json-body.ts";
import type { ApiMethod } from "../http/method-table.ts";
import type { CalendarChannels } from "../push/calendar-channels.ts";
import { readableCalendar } from "./calendar-methods.ts";
import { requireScope } from "./scopes.ts";

export function channelMethods(channels: CalendarChannels): ApiMethod[] {
  return [
    {
      name: "calendar.events.watch",
      verb: "POST",
      path: "/calendar/v3/calendars/:calendarId/events/watch",
      units: 1,
      authorize: (grant) => {
        requireScope(grant, "events.read");
      },
      answer: ({ grant, path, request }) => {
        const { calendar } = readableCalendar(grant, path("calendarId"));
        const body = readJsonBody(channelBody, request.body);
        if (body.type !== "web_hook" && body.type !== "webhook") {
          throw new GoogleError(400, "badRequest", `Unknown channel type: ${body.type}`);
        }
        const { resourceId, resourceUri, expiresAt } = channels.open({
          id: body.id,
          address: body.address,
          token: body.token,
          expiration: body.expiration,
          ttlSeconds: body.params?.ttl,
          calendar,
          user: grant.account.email,
          clientId: grant.clientId,
        });
        return {
          kind: "api#channel",
          id: body.id,
          resourceId,
          resourceUri,
          ...(body.token === undefined ? {} : { token: body.token }),
          expiration: String(expiresAt),
        };
      },
    },
    {
      name: "calendar.channels.stop",
      verb: "POST",
      path: "/calendar/v3/channels/stop",
      units: 1,
      authorize: (grant) => {
        requireScope(grant, "channels.stop");
      },
      answer: ({ grant, request }) => {
        const { id, resourceId } = readJsonBody(stopBody, request.body);
        channels.stop(grant.clientId, id, resourceId);
        return undefined;
      },
    },
  ];
}

const channelBody = z.object({
  id: z.string().default(""),
  type: z.string().default(""),
  address: z.string().default(""),
  token: z.string().max(256).optional(),
  expiration: z.coerce.number().int().positive().optional(),
  /** Seconds, as text. */
  params: z.object({ ttl: z.coerce.number().positive().optional() }).optional(),
});
const stopBody = z.object({ id: z.string().default(""), resourceId: z.string().default("") });
