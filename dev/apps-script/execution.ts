/** What goes into one execution of an entry point and what comes out of it: plain data on both sides. */
import type { ScriptResult } from "./card-json.ts";

/** The person on whose behalf the script runs. */
export interface User {
  readonly email: string;
  /** BCP 47, such as `en-GB`. */
  readonly locale: string;
  /** Olson name. */
  readonly timeZone: string;
  /** Google's ID token for the script's OAuth client; scripts whose manifest lacks `openid` get null whatever stands here. */
  readonly identityToken: string | null;
  /** What the person consented to; unset means everything the manifest asks for. */
  readonly grantedScopes?: readonly string[];
}

export interface RunRequest {
  /** A name of a top-level function of the project. */
  readonly functionName: string;
  /**
   * The event object of the trigger or the click; it must survive JSON. Gmail's compose window is told by a `gmail` part
   * without `messageId`, there alone a draft may be changed: `{commonEventObject: {hostApp: "GMAIL", …}, gmail:
   * {toRecipients: ["ann@example.com"], ccRecipients: [], bccRecipients: []}}`, with no recipients unless the manifest's
   * `draftAccess` is METADATA. https://developers.google.com/workspace/add-ons/concepts/event-objects
   */
  readonly event: unknown;
  readonly user: User;
}

export interface Execution {
  readonly result: ScriptResult;
  readonly logs: readonly LogEntry[];
  /** Every HTTP request made for the script, in order of starting. */
  readonly httpCalls: readonly HttpCall[];
  readonly ms: number;
  /** Set when the script threw, was refused something or ran out of time; then the result is null. */
  readonly error?: ScriptError;
}

export interface LogEntry {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly text: string;
}

export interface HttpCall {
  /** `UrlFetchApp` calls go where the script says; those of `Gmail` and `Calendar` are the services' own. */
  readonly service: "UrlFetchApp" | "Gmail" | "Calendar";
  readonly method: string;
  /** As the script wrote it: the public address, not where it was mapped to. */
  readonly url: string;
  /** 0 when no answer came. */
  readonly status: number;
  readonly ms: number;
  /** Size of the answer's body. */
  readonly bytes: number;
}

export interface ScriptError {
  readonly name: string;
  readonly message: string;
  /** Frames of the project's own files only. */
  readonly stack: string;
  /** Set when CardService.newAuthorizationException() was thrown: the host shows a card asking to authorize. */
  readonly authorization?: {
    readonly authorizationUrl: string;
    readonly resourceDisplayName: string;
    /** Function that returns the cards to show instead of Google's. */
    readonly customUiCallback?: string;
  };
}
