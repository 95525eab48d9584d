/** Whose turn it is to write, and how long in working time. */
import type { Turn } from "../../../contract/contacts.ts";
import type { Viewer } from "./ports.ts";
import { zoneOf } from "./time-zone.ts";
import { businessMinutesBetween } from "./working-hours.ts";

/** The same for everybody; how long that is depends on who looks. */
export type OpenTurn = Omit<Turn, "businessMinutes" | "businessDays">;

/** By the viewer's own clock and working week, whoever's turn it is: what the others' are is not known. */
export function turnFor(viewer: Pick<Viewer, "timeZone" | "workingHours">, turn: OpenTurn, now: Date): Turn {
  const { workingHours } = viewer;
  const businessMinutes = businessMinutesBetween(workingHours, zoneOf(viewer), new Date(turn.since), now);
  return {
    ...turn,
    businessMinutes,
    businessDays: Math.floor(businessMinutes / (workingHours.to - workingHours.from)),
  };
}
