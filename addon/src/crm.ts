/** The backend as the add-on sees it: one method an operation of the contract, one HTTP call each. */
import type { Activity, ActivityPatch, ActivityQuery, LogActivity } from "../../contract/activities.ts";
import type {
  Contact,
  ContactCard,
  ContactCreate,
  ContactPatch,
  ContactProposal,
  ContactProposalRequest,
  ContactQuery,
  ContactScore,
} from "../../contract/contacts.ts";
import type {
  ComposeContext,
  ComposeContextRequest,
  EventContext,
  EventContextRequest,
  LogResult,
  MessageContext,
  MessageContextRequest,
} from "../../contract/context.ts";
import type { Email, EmailCreate } from "../../contract/emails.ts";
import type { Home, HomeQuery } from "../../contract/home.ts";
import type { Availability, AvailabilityQuery } from "../../contract/availability.ts";
import type { Meeting, MeetingCancel, MeetingCreate, MeetingPatch } from "../../contract/meetings.ts";
import type { Me } from "../../contract/me.ts";
import type { List } from "../../contract/primitives.ts";
import type { RuleCreate, RuleResult } from "../../contract/rules.ts";
import type { Backfill, BackfillImport, BackfillPreview } from "../../contract/sync.ts";
import type { Task, TaskCreate, TaskPatch } from "../../contract/tasks.ts";
import type { RenderedTemplate, TemplateRender } from "../../contract/templates.ts";

export interface Crm {
  me(): Me;
  messageContext(request: MessageContextRequest): MessageContext;
  eventContext(request: EventContextRequest): EventContext;
  home(query: HomeQuery): Home;
  contacts(query: ContactQuery): List<Contact>;
  contact(id: string): Contact;
  contactCard(id: string): ContactCard;
  contactScore(id: string): ContactScore;
  proposeContact(request: ContactProposalRequest): ContactProposal;
  createContact(contact: ContactCreate): Contact;
  updateContact(id: string, patch: ContactPatch): Contact;
  convertContact(id: string): Contact;
  deleteContact(id: string): void;
  previewBackfill(contactId: string): BackfillPreview;
  chooseBackfill(contactId: string, choice: BackfillImport): Backfill;
  activities(query: ActivityQuery): List<Activity>;
  activity(id: string): Activity;
  log(activity: LogActivity): LogResult;
  updateActivity(id: string, patch: ActivityPatch): Activity;
  deleteActivity(id: string): void;
  composeContext(request: ComposeContextRequest): ComposeContext;
  renderTemplate(id: string, whom: TemplateRender): RenderedTemplate;
  /** The same key again, as of a second click, is the same mail. */
  sendEmail(email: EmailCreate, idempotencyKey: string): Email;
  email(id: string): Email;
  cancelEmail(id: string): Email;
  createTask(task: TaskCreate): Task;
  updateTask(id: string, patch: TaskPatch): Task;
  createRule(rule: RuleCreate): RuleResult;
  deleteRule(id: string): void;
  availability(query: AvailabilityQuery): Availability;
  /** The same key again is the same meeting. */
  createMeeting(meeting: MeetingCreate, idempotencyKey: string): Meeting;
  meeting(id: string): Meeting;
  updateMeeting(id: string, patch: MeetingPatch): Meeting;
  cancelMeeting(id: string, how: MeetingCancel): void;
}

export type Method = "get" | "post" | "patch" | "delete";

/** Sends one request to `/api/v1/` and answers with the JSON of a success; throws a Failure for everything else. */
export type Send = (method: Method, path: string, body?: object, idempotencyKey?: string) => unknown;

export function createCrm(send: Send): Crm {
  // The border: an answer has the contract's shape, for both ends are built from it, and zod is too heavy to run on every click.
  /* eslint-disable @typescript-eslint/no-unnecessary-type-parameters -- each method below names its own type */
  const get = <T>(path: string, query: object = {}): T => send("get", path + queryString(query)) as T;
  const post = <T>(path: string, body: object, idempotencyKey?: string): T =>
    send("post", path, body, idempotencyKey) as T;
  const patch = <T>(path: string, body: object): T => send("patch", path, body) as T;
  /* eslint-enable @typescript-eslint/no-unnecessary-type-parameters */
  const remove = (path: string, query: object = {}): unknown => send("delete", path + queryString(query));

  return {
    me: () => get("me"),
    messageContext: (request) => post("context/message", request),
    eventContext: (request) => post("context/event", request),
    home: (query) => get("home", query),
    contacts: (query) => get("contacts", query),
    contact: (id) => get(path`contacts/${id}`),
    contactCard: (id) => get(path`contacts/${id}/card`),
    contactScore: (id) => get(path`contacts/${id}/score`),
    proposeContact: (request) => post("contacts/proposal", request),
    createContact: (contact) => post("contacts", contact),
    updateContact: (id, changes) => patch(path`contacts/${id}`, changes),
    convertContact: (id) => post(path`contacts/${id}/convert`, {}),
    deleteContact: (id) => remove(path`contacts/${id}`),
    previewBackfill: (id) => get(path`contacts/${id}/backfill/preview`),
    chooseBackfill: (id, choice) => post(path`contacts/${id}/backfill`, { import: choice }),
    activities: (query) => get("activities", query),
    activity: (id) => get(path`activities/${id}`),
    log: (activity) => post("activities", activity),
    updateActivity: (id, changes) => patch(path`activities/${id}`, changes),
    deleteActivity: (id) => remove(path`activities/${id}`),
    composeContext: (request) => post("context/compose", request),
    renderTemplate: (id, whom) => post(path`templates/${id}/render`, whom),
    sendEmail: (email, key) => post("emails", email, key),
    email: (id) => get(path`emails/${id}`),
    cancelEmail: (id) => remove(path`emails/${id}`) as Email,
    createTask: (task) => post("tasks", task),
    updateTask: (id, changes) => patch(path`tasks/${id}`, changes),
    createRule: (rule) => post("rules", rule),
    deleteRule: (id) => remove(path`rules/${id}`),
    availability: (query) => get("availability", query),
    createMeeting: (meeting, key) => post("meetings", meeting, key),
    meeting: (id) => get(path`meetings/${id}`),
    updateMeeting: (id, changes) => patch(path`meetings/${id}`, changes),
    cancelMeeting: (id, how) => remove(path`meetings/${id}`, how),
  };
}

function path(literals: TemplateStringsArray, id: string): string {
  return literals.join(encodeURIComponent(id));
}

/** Apps Script has no URLSearchParams. */
function queryString(query: object): string {
  const pairs = Object.entries(query).flatMap(([key, value]: [string, unknown]) =>
    typeof value === "string" || typeof value === "number" ? [`${key}=${encodeURIComponent(value)}`] : [],
  );
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}
