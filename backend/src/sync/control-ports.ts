/** What the pages and the API steer the sync with, and what they read of it. Fulfilled by the database and by Google. */
import type { Visibility } from "../../../contract/activities.ts";
import type { Rule } from "../../../contract/rules.ts";
import type { BackfillImport, CalendarStatus, SyncStatus } from "../../../contract/sync.ts";
import type { Workspace, WorkspacePatch } from "../../../contract/workspace.ts";
import type { ContactId, EmailAddress, RuleId } from "../crm/ids.ts";
import type { Identity, SessionStore, Viewer } from "../crm/ports.ts";
import type { Secret } from "../secret.ts";
import type { AccountRef } from "./ports.ts";
import type { Schedule } from "./schedule-ports.ts";

// ── Connecting ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** What Google gave for a consent. */
export interface Consent {
  readonly identity: Identity;
  readonly accessToken: Secret;
  readonly expiresAt: Date;
  /** Undefined: Google gave nothing that lasts. */
  readonly refreshToken: Secret | undefined;
  /** May be less than was asked for. */
  readonly scopes: readonly string[];
}

export type ConsentFault =
  | "consent_denied"
  | "admin_policy"
  | "bad_code"
  | "state_mismatch"
  | "bad_answer"
  | "misconfigured"
  | "google_away";

/** The code flow with Google; everything that can be checked of an answer is. */
export interface ConsentFlow {
  /** Rejects with GoogleCallFailed when Google cannot be asked where its consent page is. */
  authorizationUrl(request: {
    readonly scopes: readonly string[];
    readonly state: string;
    readonly nonce: string;
    readonly codeVerifier: string;
    readonly loginHint?: string | undefined;
  }): Promise<URL>;
  exchange(callback: {
    readonly callbackUrl: URL;
    readonly state: string;
    readonly nonce: string;
    readonly codeVerifier: string;
  }): Promise<
    | (Consent & { readonly ok: true })
    | { readonly ok: false; readonly reason: ConsentFault; readonly detail: string }
  >;
}

/** Grants as they are given and given back. */
export interface Grants {
  /** Seals the tokens and keeps them; status connected. */
  connect(
    account: AccountRef,
    consent: Consent & { readonly refreshToken: Secret },
    now: Date,
  ): Promise<void>;
  /** Tells Google, as far as Google can be reached, and forgets the tokens in any case. */
  disconnect(
    account: AccountRef,
    options: { readonly purge: boolean },
    now: Date,
  ): Promise<{ readonly activitiesRemoved: number; readonly revoked: boolean }>;
}

// ── Steering ────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface SyncControlStore {
  /** After a consent: what it covers is switched on and due now. What was there already goes on where it stopped. */
  start(
    account: AccountRef,
    features: { readonly mail: boolean; readonly calendar: boolean },
    now: Date,
  ): Promise<void>;
  setEmail(
    account: AccountRef,
    settings: { readonly enabled: boolean; readonly shareLevel?: Visibility | undefined },
    now: Date,
  ): Promise<void>;
  /** Gives the first of the named calendars that the rep does not have; then nothing was changed. */
  setCalendar(
    account: AccountRef,
    settings: {
      readonly enabled: boolean;
      readonly shareLevel?: Visibility | undefined;
      readonly calendars?: readonly string[] | undefined;
    },
    now: Date,
  ): Promise<{ readonly unknownCalendar: string | undefined }>;
  /** Makes due what is switched on. Gives how many mailboxes or calendars; undefined: it is switched off. */
  runEmail(account: AccountRef, now: Date): Promise<number | undefined>;
  runCalendar(account: AccountRef, now: Date): Promise<number | undefined>;
}

export interface SyncStatusStore {
  /** Undefined: there is no mailbox sync, nothing was ever connected. */
  findMail(account: AccountRef, now: Date): Promise<SyncStatus | undefined>;
  findCalendars(
    account: AccountRef,
    now: Date,
  ): Promise<{
    readonly enabled: boolean;
    readonly shareLevel: Visibility;
    /** The rep's own first. */
    readonly calendars: readonly CalendarStatus[];
  }>;
}

// ── Rules ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface NewRule {
  readonly effect: Rule["effect"];
  /** A normalised address, or a domain without `@`. */
  readonly pattern: string;
  readonly scope: Rule["scope"];
}

export interface RuleStore {
  /** The rep's own and the workspace's, newest first. */
  list(account: AccountRef): Promise<readonly Rule[]>;
  find(account: AccountRef, rule: Pick<NewRule, "pattern" | "scope">): Promise<Rule | undefined>;
  /** How many activities the sync alone logged that a `never` rule forbids. */
  countForbidden(account: AccountRef, rule: NewRule): Promise<number>;
  /**
   * One rule for a pattern and a scope: another effect replaces the one before. What an `always` rule brings and a
   * replaced `never` rule kept out is looked at again. `purge` also removes what the rule forbids.
   */
  create(
    viewer: Viewer,
    rule: NewRule,
    options: { readonly purge: boolean },
    now: Date,
  ): Promise<{ readonly rule: Rule; readonly isNew: boolean; readonly activities: number }>;
  /** What a `never` rule kept out waits to be read again. A workspace's rule is for admins. */
  remove(viewer: Viewer, id: RuleId, now: Date): Promise<"removed" | "not-found" | "forbidden">;
}

export interface WorkspaceStore {
  find(viewer: Viewer): Promise<Workspace>;
  /** New weights are in all scores when it is done. */
  update(viewer: Viewer, changes: WorkspacePatch, now: Date): Promise<Workspace>;
}

export interface ControlStores {
  readonly sessions: SessionStore;
  readonly syncControl: SyncControlStore;
  readonly syncStatus: SyncStatusStore;
  readonly rules: RuleStore;
  readonly workspaces: WorkspaceStore;
  readonly backfills: BackfillStore;
  readonly schedule: Schedule;
}

// ── Backfill ────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface BackfillStore {
  /** Undefined: there is no such contact. */
  findAddresses(
    workspaceId: Viewer["workspaceId"],
    contactId: ContactId,
  ): Promise<readonly EmailAddress[] | undefined>;
  /**
   * `all`: every connected mailbox of the workspace is searched for the contact. `headers`: the sync's earlier mails of
   * only this contact lose their text. `none`: they go. Earlier is before the contact was created. Undefined: there is no
   * such contact.
   */
  choose(
    viewer: Viewer,
    contactId: ContactId,
    choice: BackfillImport,
    now: Date,
  ): Promise<{ readonly changed: number } | undefined>;
}

/** Counts in the rep's own mailbox and, where the grant covers it, calendar. Rejects with GoogleCallFailed. */
export type CountInGoogle = (
  account: AccountRef,
  addresses: readonly EmailAddress[],
  options: { readonly calendar: boolean },
) => Promise<{ readonly mails: number; readonly meetings: number; readonly isAtLeast: boolean }>;
