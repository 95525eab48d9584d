/** Follow-ups: what a rep means to do by a day. */
import type { TaskStore, UnknownTaskPart } from "../../crm/desk-ports.ts";
import { wrong } from "../../crm/field-problems.ts";
import { parseActivityId, parseContactId, parseTaskId, parseUserId } from "../../crm/ids.ts";
import type { TaskId, UserId } from "../../crm/ids.ts";
import type { Viewer } from "../../crm/ports.ts";
import { toStorableLine } from "../../crm/storable-text.ts";
import { dueOf } from "../../crm/task-due.ts";
import type { AskedDue } from "../../crm/task-due.ts";
import type { Handlers } from "../operation.ts";
import { invalidInput, notFound } from "../problem.ts";
import type { Refusal } from "../problem.ts";

type TaskOperation = "listTasks" | "createTask" | "updateTask" | "deleteTask";

export function taskHandlers(tasks: TaskStore): Pick<Handlers, TaskOperation> {
  return {
    async listTasks({ caller: { viewer }, query }) {
      const { status, cursor, limit } = query;
      const contactId = idOf(query.contactId, parseContactId, "contactId");
      // Whoever asks for a contact's means everybody's; else it is one's own desk.
      const assigneeId =
        idOf(query.assigneeId, parseUserId, "assigneeId") ??
        (contactId === undefined ? viewer.userId : undefined);
      const page = await tasks.list(viewer, { status, contactId, assigneeId, cursor, limit });
      if ("unknown" in page) throw unknownPart(page);
      return { status: 200, body: page };
    },

    async createTask({ caller: { viewer }, body, now }) {
      const dueAt = readDue(body, viewer, now);
      if (dueAt === undefined) throw invalidInput([{ path: "dueAt", message: wrong.neitherDue }]);
      const task = {
        text: readText(body.text),
        dueAt,
        contactId: idOf(body.contactId, parseContactId, "contactId") ?? null,
        activityId: idOf(body.activityId, parseActivityId, "activityId") ?? null,
        assigneeId: idOf(body.assigneeId, parseUserId, "assigneeId") ?? viewer.userId,
      };
      const made = await tasks.create(viewer, task, now);
      if ("unknown" in made) throw unknownPart(made);
      return { status: 201, body: made };
    },

    async updateTask({ caller: { viewer }, params, body, now }) {
      const dueAt = readDue(body, viewer, now);
      const assigneeId: UserId | undefined = idOf(body.assigneeId, parseUserId, "assigneeId");
      const changes = {
        ...(body.text === undefined ? {} : { text: readText(body.text) }),
        ...(dueAt === undefined ? {} : { dueAt }),
        ...(body.done === undefined ? {} : { isDone: body.done }),
        ...(assigneeId === undefined ? {} : { assigneeId }),
      };
      const changed = await tasks.update(viewer, readTaskId(params.id), changes, now);
      if (changed === "not-found") throw notFound("follow-up");
      if ("unknown" in changed) throw unknownPart(changed);
      return { status: 200, body: changed };
    },

    async deleteTask({ caller: { viewer }, params }) {
      if (!(await tasks.remove(viewer, readTaskId(params.id)))) throw notFound("follow-up");
      return { status: 204, body: null };
    },
  };
}

function readTaskId(text: string): TaskId {
  const id = parseTaskId(text);
  if (id === undefined) throw notFound("follow-up");
  return id;
}

function readText(given: string): string {
  const text = toStorableLine(given, 500);
  if (text === "") throw invalidInput([{ path: "text", message: wrong.nothingToShow }]);
  return text;
}

function readDue(asked: AskedDue, viewer: Viewer, now: Date): Date | undefined {
  const due = dueOf(asked, viewer, now);
  if (due === undefined || due.ok) return due?.at;
  throw invalidInput([{ path: due.path, message: due.message }]);
}

function idOf<Id>(
  text: string | undefined,
  parse: (text: string) => Id | undefined,
  path: UnknownTaskPart["unknown"],
): Id | undefined {
  if (text === undefined) return undefined;
  const id = parse(text);
  if (id === undefined) throw unknownPart({ unknown: path });
  return id;
}

function unknownPart({ unknown }: UnknownTaskPart): Refusal {
  const what = { contactId: "contact", activityId: "activity", assigneeId: "user" } as const;
  return notFound(what[unknown], unknown);
}
