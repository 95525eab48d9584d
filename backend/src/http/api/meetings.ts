/** Meetings in the caller's Google Calendar: book, show, move, call off. */
import { setTimeout as sleep } from "node:timers/promises";
import { parseActivityId } from "../../crm/ids.ts";
import type { ActivityId } from "../../crm/ids.ts";
import { createBooking } from "../../meetings/book-meeting.ts";
import { cancelMeeting, changeMeeting, getMeeting } from "../../meetings/change-meeting.ts";
import type { Viewer } from "../../crm/ports.ts";
import type { MeetingParts } from "../../meetings/meeting-parts.ts";
import { withMeetingRefusals } from "../meeting-refusal.ts";
import type { Handlers } from "../operation.ts";
import { notFound } from "../problem.ts";
import { requireConnection } from "./sync.ts";

type MeetingOperation = "createMeeting" | "getMeeting" | "updateMeeting" | "cancelMeeting";

export function meetingHandlers(given: Omit<MeetingParts, "sleep">): Pick<Handlers, MeetingOperation> {
  const parts: MeetingParts = { ...given, sleep };
  const book = createBooking(parts);

  /** What does not exist does not, whether or not the caller is connected; asked only where the rest would not tell. */
  async function requireMeeting(
    viewer: Viewer,
    params: { readonly id: string },
    now: Date,
  ): Promise<ActivityId> {
    const id = meetingId(params);
    try {
      requireConnection(viewer, "calendar");
    } catch (error) {
      if ((await parts.activities.find(viewer, id, now)) === undefined) throw notFound("meeting");
      throw error;
    }
    return id;
  }

  return {
    async createMeeting({ caller: { viewer, source }, body, idempotencyKey, now }) {
      requireConnection(viewer, "calendar");
      const call = { viewer, source, idempotencyKey, request: body };
      return { status: 201, body: await withMeetingRefusals(now, book(call)) };
    },

    async getMeeting({ caller: { viewer }, params, now }) {
      const id = await requireMeeting(viewer, params, now);
      return { status: 200, body: await withMeetingRefusals(now, getMeeting(parts, viewer, id)) };
    },

    async updateMeeting({ caller: { viewer }, params, body, now }) {
      const id = await requireMeeting(viewer, params, now);
      return { status: 200, body: await withMeetingRefusals(now, changeMeeting(parts, viewer, id, body)) };
    },

    async cancelMeeting({ caller: { viewer }, params, query, now }) {
      const id = await requireMeeting(viewer, params, now);
      await withMeetingRefusals(now, cancelMeeting(parts, viewer, id, query));
      return { status: 204, body: null };
    },
  };
}

function meetingId({ id }: { readonly id: string }): ActivityId {
  const parsed = parseActivityId(id);
  if (parsed === undefined) throw notFound("meeting");
  return parsed;
}
