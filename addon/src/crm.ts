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
  EventContext,
  EventContextRequest,
  LogResult,
  MessageContext,
  MessageContextRequest,
} from "../../contract/context.ts";
import type { Home, HomeQuery } from "../../contract/home.ts";
import type { Me } from "../../contract/me.ts";
import type { List } from "../../contract/primitives.ts";
import type { RuleCreate, RuleResult } from "../../contract/rules.ts";
import type { Backfill, BackfillImport, BackfillPreview } from "../../contract/sync.ts";

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
  createRule(rule: RuleCreate): RuleResult;
  deleteRule(id: string): void;
}

export type Method = "get" | "post" | "patch" | "delete";

/** Sends one request and answers with the JSON of a success; throws a Failure for everything else. */
export type Send = (method: Method, path: string, body?: object) => unknown;

export function createCrm(send: Send): Crm {
  /** The border: an answer has the contract's shape, for both ends are built from it, and zod is too heavy to run on every click. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- each method below names its own type
  const call = <T>(method: Method, path: string, body?: object): T => send(method, path, body) as T;

  return {
    me: () => call("get", "/api/v1/me"),
    messageContext: (request) => call("post", "/api/v1/context/message", request),
    eventContext: (request) => call("post", "/api/v1/context/event", request),
    home: (query) => call("get", `/api/v1/home${queryString(query)}`),
    contacts: (query) => call("get", `/api/v1/contacts${queryString(query)}`),
    contact: (id) => call("get", contactPath(id)),
    contactCard: (id) => call("get", `${contactPath(id)}/card`),
    contactScore: (id) => call("get", `${contactPath(id)}/score`),
    proposeContact: (request) => call("post", "/api/v1/contacts/proposal", request),
    createContact: (contact) => call("post", "/api/v1/contacts", contact),
    updateContact: (id, patch) => call("patch", contactPath(id), patch),
    convertContact: (id) => call("post", `${contactPath(id)}/convert`, {}),
    deleteContact: (id) => {
      send("delete", contactPath(id));
    },
    previewBackfill: (id) => call("get", `${contactPath(id)}/backfill/preview`),
    chooseBackfill: (id, choice) => call("post", `${contactPath(id)}/backfill`, { import: choice }),
    activities: (query) => call("get", `/api/v1/activities${queryString(query)}`),
    activity: (id) => call("get", activityPath(id)),
    log: (activity) => call("post", "/api/v1/activities", activity),
    updateActivity: (id, patch) => call("patch", activityPath(id), patch),
    deleteActivity: (id) => {
      send("delete", activityPath(id));
    },
    createRule: (rule) => call("post", "/api/v1/rules", rule),
    deleteRule: (id) => {
      send("delete", `/api/v1/rules/${encodeURIComponent(id)}`);
    },
  };
}

function contactPath(id: string): string {
  return `/api/v1/contacts/${encodeURIComponent(id)}`;
}

function activityPath(id: string): string {
  return `/api/v1/activities/${encodeURIComponent(id)}`;
}

/** Apps Script has no URLSearchParams. */
function queryString(query: object): string {
  const pairs = Object.entries(query).flatMap(([key, value]: [string, unknown]) =>
    typeof value === "string" || typeof value === "number" ? [`${key}=${encodeURIComponent(value)}`] : [],
  );
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}
