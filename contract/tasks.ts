/** Follow-ups: what a rep means to do by a day, for a contact or not. */
import { z } from "zod";
import { UserRef } from "./activities.ts";
import { Cursor, DateTime, Id, Limit, Line, TimeZone } from "./primitives.ts";

const DueAt = DateTime.meta({ description: "A moment; use this or `dueOn`" });
/** Becomes nine in the morning of that day, in the zone given, else the rep's. */
const DueOn = z.iso.date().meta({ description: "A day, e.g. `2026-11-30`; use this or `dueAt`" });
const Text = Line(500).min(1);

export const Task = z
  .object({
    id: Id,
    text: z.string(),
    dueAt: DateTime,
    doneAt: DateTime.nullable(),
    contact: z.object({ id: Id, name: z.string(), company: z.string().nullable() }).nullable(),
    activityId: Id.nullable().meta({ description: "The mail or meeting it came of" }),
    assignee: UserRef,
    createdAt: DateTime,
  })
  .meta({ id: "Task" });
export type Task = z.infer<typeof Task>;

/** Exactly one of `dueAt` and `dueOn`; neither may lie in the past. */
export const TaskCreate = z
  .object({
    text: Text,
    dueAt: DueAt.optional(),
    dueOn: DueOn.optional(),
    timeZone: TimeZone.optional(),
    contactId: Id.optional(),
    activityId: Id.optional(),
    assigneeId: Id.optional().meta({ description: "Unset: whoever creates it" }),
  })
  .meta({ id: "TaskCreate" });
export type TaskCreate = z.input<typeof TaskCreate>;

export const TaskPatch = z
  .object({ text: Text, dueAt: DueAt, dueOn: DueOn, timeZone: TimeZone, done: z.boolean(), assigneeId: Id })
  .partial()
  .meta({ id: "TaskPatch" });
export type TaskPatch = z.input<typeof TaskPatch>;

export const TaskQuery = z
  .object({
    status: z.enum(["open", "done"]).default("open"),
    contactId: Id.optional(),
    assigneeId: Id.optional().meta({ description: "Unset: the caller's own, or everybody's of the contact" }),
    cursor: Cursor.optional(),
    limit: Limit,
  })
  .meta({ id: "TaskQuery" });
export type TaskQuery = z.input<typeof TaskQuery>;
