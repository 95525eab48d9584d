/** Every operation of the HTTP API. The routes, the OpenAPI document and the endpoint table of the docs come from this list. */
import { z } from "zod";
import { Activity, ActivityPatch, ActivityQuery, LogActivity } from "./activities.ts";
import {
  Contact,
  ContactCard,
  ContactCreate,
  ContactPatch,
  ContactProposal,
  ContactProposalRequest,
  ContactQuery,
  ContactScore,
} from "./contacts.ts";
import {
  EventContext,
  EventContextRequest,
  LogResult,
  MessageContext,
  MessageContextRequest,
} from "./context.ts";
import { Home, HomeQuery } from "./home.ts";
import { Me } from "./me.ts";
import { Id, listOf } from "./primitives.ts";
import type { ProblemCode } from "./problem.ts";
import { Rule, RuleCreate, RuleResult } from "./rules.ts";
import {
  Backfill,
  BackfillPreview,
  BackfillRequest,
  CalendarSyncSettings,
  Disconnect,
  Disconnected,
  EmailSyncSettings,
  Sync,
  SyncRun,
} from "./sync.ts";
import { Workspace, WorkspacePatch } from "./workspace.ts";

export interface Operation {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** OpenAPI form: `/api/v1/contacts/{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly tag: "Session" | "Sidebar" | "Contacts" | "Activities" | "Sync" | "Settings" | "Operations";
  /** `user`: an ID token or a session; `none`: open to all. */
  readonly caller: "user" | "none";
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Status → body; null: no body. */
  readonly answers: Readonly<Record<number, z.ZodType | null>>;
  readonly problems: readonly ProblemCode[];
}

const ById = z.object({ id: Id });
const Health = z.object({ status: z.literal("ok") }).meta({ id: "Health" });

export const operations = {
  getMe: {
    method: "GET",
    path: "/api/v1/me",
    summary: "Who is calling",
    tag: "Session",
    caller: "user",
    answers: { 200: Me },
    problems: [],
  },
  disconnectGoogle: {
    method: "POST",
    path: "/api/auth/google/disconnect",
    summary: "Give the Google grant back",
    tag: "Session",
    caller: "user",
    body: Disconnect,
    answers: { 200: Disconnected },
    problems: [],
  },

  getMessageContext: {
    method: "POST",
    path: "/api/v1/context/message",
    summary: "The people on an open mail, and whether it is logged",
    tag: "Sidebar",
    caller: "user",
    body: MessageContextRequest,
    answers: { 200: MessageContext },
    problems: ["invalid_input"],
  },
  getEventContext: {
    method: "POST",
    path: "/api/v1/context/event",
    summary: "The people on an open event, and whether it is logged",
    tag: "Sidebar",
    caller: "user",
    body: EventContextRequest,
    answers: { 200: EventContext },
    problems: ["invalid_input"],
  },
  getHome: {
    method: "GET",
    path: "/api/v1/home",
    summary: "Today: meetings, whose turn, follow-ups, warm contacts",
    tag: "Sidebar",
    caller: "user",
    query: HomeQuery,
    answers: { 200: Home },
    problems: ["invalid_input"],
  },

  listContacts: {
    method: "GET",
    path: "/api/v1/contacts",
    summary: "Search and filter contacts",
    tag: "Contacts",
    caller: "user",
    query: ContactQuery,
    answers: { 200: listOf(Contact) },
    problems: ["invalid_input"],
  },
  createContact: {
    method: "POST",
    path: "/api/v1/contacts",
    summary: "Create a lead or client",
    tag: "Contacts",
    caller: "user",
    body: ContactCreate,
    answers: { 201: Contact },
    problems: ["invalid_input", "not_found", "conflict"],
  },
  proposeContact: {
    method: "POST",
    path: "/api/v1/contacts/proposal",
    summary: "Read name, company, title and phone from a mail; saves nothing",
    tag: "Contacts",
    caller: "user",
    body: ContactProposalRequest,
    answers: { 200: ContactProposal },
    problems: ["invalid_input"],
  },
  getContact: {
    method: "GET",
    path: "/api/v1/contacts/{id}",
    summary: "One contact",
    tag: "Contacts",
    caller: "user",
    params: ById,
    answers: { 200: Contact },
    problems: ["not_found"],
  },
  getContactCard: {
    method: "GET",
    path: "/api/v1/contacts/{id}/card",
    summary: "One contact as the lead card shows it",
    tag: "Sidebar",
    caller: "user",
    params: ById,
    answers: { 200: ContactCard },
    problems: ["not_found"],
  },
  updateContact: {
    method: "PATCH",
    path: "/api/v1/contacts/{id}",
    summary: "Change a contact",
    tag: "Contacts",
    caller: "user",
    params: ById,
    body: ContactPatch,
    answers: { 200: Contact },
    problems: ["invalid_input", "not_found", "conflict"],
  },
  deleteContact: {
    method: "DELETE",
    path: "/api/v1/contacts/{id}",
    summary: "Delete a contact and what only it had",
    tag: "Contacts",
    caller: "user",
    params: ById,
    answers: { 204: null },
    problems: ["not_found"],
  },
  convertContact: {
    method: "POST",
    path: "/api/v1/contacts/{id}/convert",
    summary: "Make a lead a client",
    tag: "Contacts",
    caller: "user",
    params: ById,
    answers: { 200: Contact },
    problems: ["not_found"],
  },
  getContactScore: {
    method: "GET",
    path: "/api/v1/contacts/{id}/score",
    summary: "The engagement score with its reasons",
    tag: "Contacts",
    caller: "user",
    params: ById,
    answers: { 200: ContactScore },
    problems: ["not_found"],
  },
  previewBackfill: {
    method: "GET",
    path: "/api/v1/contacts/{id}/backfill/preview",
    summary: "How many mails and meetings with a contact the caller's mailbox has",
    tag: "Contacts",
    caller: "user",
    params: ById,
    answers: { 200: BackfillPreview },
    problems: ["not_found", "google_reconnect_required", "google_unavailable"],
  },
  backfillContact: {
    method: "POST",
    path: "/api/v1/contacts/{id}/backfill",
    summary: "Choose what is taken of a contact's earlier mails and meetings",
    tag: "Contacts",
    caller: "user",
    params: ById,
    body: BackfillRequest,
    answers: { 202: Backfill },
    problems: ["not_found"],
  },

  listActivities: {
    method: "GET",
    path: "/api/v1/activities",
    summary: "Timeline, newest first",
    tag: "Activities",
    caller: "user",
    query: ActivityQuery,
    answers: { 200: listOf(Activity) },
    problems: ["invalid_input", "not_found"],
  },
  logActivity: {
    method: "POST",
    path: "/api/v1/activities",
    summary: "Log a mail, a meeting, a note or a call",
    tag: "Activities",
    caller: "user",
    body: LogActivity,
    answers: { 200: LogResult, 201: LogResult },
    problems: ["invalid_input", "not_found", "no_contact"],
  },
  getActivity: {
    method: "GET",
    path: "/api/v1/activities/{id}",
    summary: "One activity",
    tag: "Activities",
    caller: "user",
    params: ById,
    answers: { 200: Activity },
    problems: ["not_found"],
  },
  updateActivity: {
    method: "PATCH",
    path: "/api/v1/activities/{id}",
    summary: "Note, outcome, visibility, contacts",
    tag: "Activities",
    caller: "user",
    params: ById,
    body: ActivityPatch,
    answers: { 200: Activity },
    problems: ["invalid_input", "forbidden", "not_found"],
  },
  deleteActivity: {
    method: "DELETE",
    path: "/api/v1/activities/{id}",
    summary: "Undo the logging",
    tag: "Activities",
    caller: "user",
    params: ById,
    answers: { 204: null },
    problems: ["forbidden", "not_found"],
  },

  getSync: {
    method: "GET",
    path: "/api/v1/sync",
    summary: "How the mailbox and each calendar stand",
    tag: "Sync",
    caller: "user",
    answers: { 200: Sync },
    problems: [],
  },
  setEmailSync: {
    method: "PUT",
    path: "/api/v1/sync/email",
    summary: "Switch the mailbox sync",
    tag: "Sync",
    caller: "user",
    body: EmailSyncSettings,
    answers: { 200: Sync },
    problems: ["google_reconnect_required"],
  },
  setCalendarSync: {
    method: "PUT",
    path: "/api/v1/sync/calendar",
    summary: "Switch the calendar sync, and choose calendars",
    tag: "Sync",
    caller: "user",
    body: CalendarSyncSettings,
    answers: { 200: Sync },
    problems: ["not_found", "google_reconnect_required"],
  },
  runEmailSync: {
    method: "POST",
    path: "/api/v1/sync/email/run",
    summary: "Make the mailbox due now",
    tag: "Sync",
    caller: "user",
    answers: { 202: SyncRun },
    problems: ["conflict", "google_reconnect_required"],
  },
  runCalendarSync: {
    method: "POST",
    path: "/api/v1/sync/calendar/run",
    summary: "Make the calendars due now",
    tag: "Sync",
    caller: "user",
    answers: { 202: SyncRun },
    problems: ["conflict", "google_reconnect_required"],
  },

  listRules: {
    method: "GET",
    path: "/api/v1/rules",
    summary: "The caller's rules and the workspace's",
    tag: "Settings",
    caller: "user",
    answers: { 200: listOf(Rule) },
    problems: [],
  },
  createRule: {
    method: "POST",
    path: "/api/v1/rules",
    summary: "Never or always log an address or a domain",
    tag: "Settings",
    caller: "user",
    body: RuleCreate,
    answers: { 200: RuleResult, 201: RuleResult },
    problems: ["forbidden"],
  },
  deleteRule: {
    method: "DELETE",
    path: "/api/v1/rules/{id}",
    summary: "Remove a rule; what it kept out is looked at again",
    tag: "Settings",
    caller: "user",
    params: ById,
    answers: { 204: null },
    problems: ["forbidden", "not_found"],
  },
  getWorkspace: {
    method: "GET",
    path: "/api/v1/workspace",
    summary: "The workspace's settings",
    tag: "Settings",
    caller: "user",
    answers: { 200: Workspace },
    problems: [],
  },
  updateWorkspace: {
    method: "PATCH",
    path: "/api/v1/workspace",
    summary: "Change the workspace's settings; for admins",
    tag: "Settings",
    caller: "user",
    body: WorkspacePatch,
    answers: { 200: Workspace },
    problems: ["forbidden"],
  },

  getHealth: {
    method: "GET",
    path: "/healthz",
    summary: "The process is up",
    tag: "Operations",
    caller: "none",
    answers: { 200: Health },
    problems: [],
  },
  getReadiness: {
    method: "GET",
    path: "/readyz",
    summary: "The database answers",
    tag: "Operations",
    caller: "none",
    answers: { 200: Health },
    problems: ["unavailable"],
  },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof operations;
