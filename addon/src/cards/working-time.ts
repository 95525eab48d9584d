/** How long somebody has waited, in the viewer's working time: nights and days off do not count. */
import type { Turn } from "../../../contract/contacts.ts";
import type { Language } from "../request.ts";

/** `5 working hours`, `2 working days`; undefined below an hour, of which there is nothing to tell. */
export function workingTime(
  { businessMinutes, businessDays }: Turn,
  { texts }: Language,
): string | undefined {
  if (businessDays > 0) return texts.workingDays(businessDays);
  const hours = Math.floor(businessMinutes / 60);
  return hours === 0 ? undefined : texts.workingHours(hours);
}
