/**
 * What a rep's desk needs of the database: templates, follow-ups, and who the recipients of a mail are. Every method is
 * told the workspace and never reads or writes outside it.
 */
import type { Recipient } from "../../../contract/context.ts";
import type { List } from "../../../contract/primitives.ts";
import type { Task } from "../../../contract/tasks.ts";
import type { Template } from "../../../contract/templates.ts";
import type { ActivityId, ContactId, EmailAddress, TaskId, TemplateId, UserId, WorkspaceId } from "./ids.ts";
import type { Viewer } from "./ports.ts";

export interface NewTemplate {
  readonly name: string;
  readonly subject: string;
  readonly text: string;
}

export interface TemplateStore {
  /** All of them, by name. */
  list(workspaceId: WorkspaceId): Promise<readonly Template[]>;
  find(workspaceId: WorkspaceId, id: TemplateId): Promise<Template | undefined>;
  create(viewer: Viewer, template: NewTemplate, now: Date): Promise<Template | "name-taken">;
  update(
    viewer: Viewer,
    id: TemplateId,
    changes: Partial<NewTemplate>,
    now: Date,
  ): Promise<Template | "not-found" | "name-taken">;
  /** Writes an audit event. False: there is none. */
  remove(viewer: Viewer, id: TemplateId): Promise<boolean>;
}

export interface NewTask {
  readonly text: string;
  readonly dueAt: Date;
  readonly contactId: ContactId | null;
  readonly activityId: ActivityId | null;
  readonly assigneeId: UserId;
}

export interface TaskChanges {
  readonly text?: string;
  readonly dueAt?: Date;
  readonly isDone?: boolean;
  readonly assigneeId?: UserId;
}

export interface TaskFilter {
  readonly status: "open" | "done";
  readonly contactId?: ContactId | undefined;
  readonly assigneeId?: UserId | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Which of the things a task names is not there, or not to be seen. */
export interface UnknownTaskPart {
  readonly unknown: "contactId" | "activityId" | "assigneeId";
}

/**
 * The whole workspace sees the follow-ups of its contacts; one that is about no contact is between who has it and who
 * planned it.
 */
export interface TaskStore {
  /** Open ones earliest first, done ones as they were done, newest first. Rejects with InvalidCursor. */
  list(viewer: Viewer, filter: TaskFilter): Promise<List<Task> | UnknownTaskPart>;
  create(viewer: Viewer, task: NewTask, now: Date): Promise<Task | UnknownTaskPart>;
  update(
    viewer: Viewer,
    id: TaskId,
    changes: TaskChanges,
    now: Date,
  ): Promise<Task | UnknownTaskPart | "not-found">;
  /** False: there is none. */
  remove(viewer: Viewer, id: TaskId): Promise<boolean>;
}

export type ContactBrief = NonNullable<Recipient["contact"]>;

export interface ComposeQuery {
  readonly addresses: readonly EmailAddress[];
  /** Must exist; its main address is asked for where there are no others. */
  readonly contactId: ContactId | null;
  readonly fallBackToContact: boolean;
  /** Since when a colleague's mail is worth telling. */
  readonly wroteSince: Date;
}

export interface ComposeRows {
  readonly contacts: ReadonlyMap<EmailAddress, ContactBrief>;
  readonly users: ReadonlyMap<EmailAddress, { readonly id: UserId; readonly name: string }>;
  /** By the address asked for. */
  readonly colleagueWrote: ReadonlyMap<string, NonNullable<Recipient["colleagueWrote"]>>;
  /** By name. */
  readonly templates: readonly Template[];
  /** The main address of the contact asked for, where it was needed. */
  readonly contactAddress: EmailAddress | null;
}

export interface ComposeStore {
  /** One statement. Undefined: the contact does not exist. */
  find(viewer: Viewer, query: ComposeQuery): Promise<ComposeRows | undefined>;
}

export interface DeskStores {
  readonly templates: TemplateStore;
  readonly tasks: TaskStore;
  readonly compose: ComposeStore;
}
