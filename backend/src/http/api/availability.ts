/** When the caller, and colleagues, have time. */
import { findAvailability } from "../../meetings/find-availability.ts";
import type { AvailabilityParts } from "../../meetings/find-availability.ts";
import { withMeetingRefusals } from "../meeting-refusal.ts";
import type { Handlers } from "../operation.ts";
import { requireConnection } from "./sync.ts";

export function availabilityHandlers(parts: AvailabilityParts): Pick<Handlers, "getAvailability"> {
  return {
    async getAvailability({ caller: { viewer }, query, now }) {
      requireConnection(viewer, "calendar");
      const body = await withMeetingRefusals(now, findAvailability(parts, viewer, query, now));
      return { status: 200, body };
    },
  };
}
