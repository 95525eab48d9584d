/** Google Meet conferences: asked for by a request id, made at once or a few reads later. */
import { createHash } from "node:crypto";
import { GoogleError } from "../google-error.ts";
import type { Calendar } from "./calendar.ts";
import type { CalendarPolicy } from "./calendar-policy.ts";
import type { EventBody } from "./event-body.ts";
import type { ConferenceData, EventContent, StoredEvent } from "./event-resource.ts";
import { presentFields } from "./present-fields.ts";

type Conference = Pick<EventContent, "hangoutLink" | "conferenceData">;

export class Conferences {
  readonly #policy: CalendarPolicy;
  /** Reads left until a conference is made, by calendar and event. */
  readonly #pending = new Map<string, number>();

  constructor(policy: CalendarPolicy) {
    this.#policy = policy;
  }

  /**
   * What an event has after a write. Only a client that says it knows conference data changes it; a request id seen on
   * the event before asks for nothing new.
   */
  apply(
    calendar: Calendar,
    eventId: string,
    body: EventBody["conferenceData"],
    before: Conference,
  ): Conference {
    if (body === null || body === undefined) return {};
    const kept = conferenceOf(before);
    const { createRequest, conferenceId } = presentFields(body);
    if (createRequest === undefined) return conferenceId === undefined ? kept : copyOf(body, kept);
    const { requestId, conferenceSolutionKey } = presentFields(createRequest);
    if (conferenceSolutionKey?.type !== "hangoutsMeet")
      throw new GoogleError(400, "invalid", "Invalid conference type value.");
    if (requestId === undefined || requestId === "")
      throw new GoogleError(400, "required", "Missing conference request id.");
    if (kept.conferenceData?.createRequest?.requestId === requestId) return kept;
    const { meetFails, meetPendingReads } = this.#policy.rules;
    if (meetPendingReads > 0) {
      this.#pending.set(keyOf(calendar, eventId), meetPendingReads);
      return { conferenceData: requested(requestId, "pending") };
    }
    return meetFails
      ? { conferenceData: requested(requestId, "failure") }
      : meetConference(`${calendar.id} ${eventId} ${requestId}`, requestId);
  }

  /** An event was read; what it has from now on, when its conference has come to be meanwhile. */
  settle(calendar: Calendar, event: StoredEvent): Conference | undefined {
    const key = keyOf(calendar, event.id);
    const left = this.#pending.get(key);
    if (left === undefined) return undefined;
    const request = event.conferenceData?.createRequest;
    if (left > 0 && request !== undefined) {
      this.#pending.set(key, left - 1);
      return undefined;
    }
    this.#pending.delete(key);
    if (request?.status.statusCode !== "pending") return undefined;
    return this.#policy.rules.meetFails
      ? { conferenceData: requested(request.requestId, "failure") }
      : meetConference(`${calendar.id} ${event.id} ${request.requestId}`, request.requestId);
  }
}

/** `seed` decides the code in its address. */
export function meetConference(seed: string, requestId?: string): Conference {
  const letters = createHash("sha256")
    .update(`meet ${seed}`)
    .digest("hex")
    .replaceAll(/\d/g, (digit) => "ghijklmnop".charAt(Number(digit)));
  const code = `${letters.slice(0, 3)}-${letters.slice(3, 7)}-${letters.slice(7, 10)}`;
  const uri = `https://meet.google.com/${code}`;
  return {
    hangoutLink: uri,
    conferenceData: {
      ...(requestId !== undefined && requested(requestId, "success")),
      entryPoints: [{ entryPointType: "video", uri, label: `meet.google.com/${code}` }],
      conferenceSolution: { key: { type: "hangoutsMeet" }, name: "Google Meet" },
      conferenceId: code,
    },
  };
}

export function conferenceOf({ hangoutLink, conferenceData }: Conference): Conference {
  return {
    ...(hangoutLink !== undefined && { hangoutLink }),
    ...(conferenceData !== undefined && { conferenceData }),
  };
}

function requested(requestId: string, statusCode: "pending" | "success" | "failure"): ConferenceData {
  return {
    createRequest: {
      requestId,
      conferenceSolutionKey: { type: "hangoutsMeet" },
      status: { statusCode },
    },
  };
}

/** Conference data written out, as of another service or of the event itself. */
function copyOf(given: NonNullable<EventBody["conferenceData"]>, kept: Conference): Conference {
  const { conferenceId, conferenceSolution, entryPoints, notes } = given;
  if (conferenceId === kept.conferenceData?.conferenceId) return kept;
  const video = entryPoints?.find(({ entryPointType }) => entryPointType === "video")?.uri;
  return {
    ...(video?.startsWith("https://meet.google.com/") === true && { hangoutLink: video }),
    conferenceData: presentFields({
      conferenceId,
      conferenceSolution: conferenceSolution && presentFields(conferenceSolution),
      entryPoints: entryPoints?.map((entryPoint) => presentFields(entryPoint)),
      notes,
    }),
  };
}

function keyOf(calendar: Calendar, eventId: string): string {
  return `${calendar.id} ${eventId}`;
}
