/** What code inside the realm may ask of the host. Only strings of JSON cross: no object of Node's realm is ever seen inside. */

export interface HostCalls {
  "http.fetch": (requests: readonly HttpRequest[]) => HttpAnswer[];
  /** The body of an earlier answer, as unsigned bytes. */
  "http.bytes": (handle: number) => number[];
  "link.problem": (url: string) => string | null;
  "cache.get": (store: StoreName, key: string) => string | null;
  "cache.put": (store: StoreName, key: string, value: string, seconds: number) => null;
  "cache.remove": (store: StoreName, key: string) => null;
  "properties.read": (store: StoreName) => Record<string, string>;
  "properties.write": (store: StoreName, properties: Record<string, string>) => null;
  "gmail.message": (accessToken: string, id: string) => GmailMessageData;
  "gmail.attachment": (accessToken: string, messageId: string, attachmentId: string) => number[];
  "gmail.raw": (accessToken: string, id: string) => string;
  "gmail.createDraft": (draft: DraftData) => { id: string; messageId: string; threadId: string };
  "calendar.get": (request: CalendarRequest) => unknown;
  "text.decode": (bytes: readonly number[], charset: string) => string;
  "text.encode": (text: string, charset: string) => number[];
  "base64.encode": (bytes: readonly number[], webSafe: boolean) => string;
  "base64.decode": (text: string, webSafe: boolean) => number[];
  digest: (algorithm: string, bytes: readonly number[]) => number[];
  hmac: (algorithm: string, bytes: readonly number[], key: readonly number[]) => number[];
  "date.format": (msSinceEpoch: number, timeZone: string, format: string) => string;
  uuid: () => string;
  sleep: (ms: number) => null;
  log: (level: "debug" | "info" | "warn" | "error", text: string) => null;
  "oauth.token": () => string;
}

/** The user's own store or the one all users of the script share. */
export type StoreName = "user" | "script";

export interface HttpRequest {
  readonly url: string;
  /** Upper case. */
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | readonly number[] | null;
  readonly followRedirects: boolean;
}

export type HttpAnswer =
  | {
      readonly status: number;
      readonly headers: Readonly<Record<string, string | string[]>>;
      /** Decoded by the charset of the content type, UTF-8 where it names none. */
      readonly text: string;
      readonly handle: number;
    }
  | { readonly failure: string };

export interface GmailMessageData {
  readonly id: string;
  readonly threadId: string;
  readonly labelIds: readonly string[];
  readonly internalDate: number;
  /** In the order of the message, encoded words decoded. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly plainBody: string;
  readonly htmlBody: string;
  readonly attachments: readonly AttachmentData[];
}

export interface AttachmentData {
  readonly name: string;
  readonly mimeType: string;
  readonly size: number;
  readonly inline: boolean;
  /** How Gmail's API names it; attachments small enough come with the message. */
  readonly attachmentId: string | null;
  readonly bytes: readonly number[] | null;
}

export interface DraftData {
  readonly to: string;
  readonly subject: string;
  readonly body: string;
  readonly cc?: string;
  readonly bcc?: string;
  readonly htmlBody?: string;
}

export interface CalendarRequest {
  /** For the error message, such as `calendar.events.get`. */
  readonly api: string;
  /** Below `/calendar/v3`, already encoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** What every realm is told at its start. */
export interface RealmSettings {
  readonly manifestScopes: readonly string[];
  readonly grantedScopes: readonly string[];
  readonly user: { readonly email: string; readonly locale: string; readonly identityToken: string | null };
  readonly fileNames: readonly string[];
  readonly scriptTimeZone: string;
  readonly scriptId: string;
  /** User symbol → service id, as the manifest enables them. */
  readonly advancedServices: Readonly<Record<string, string>>;
}

/** The answer to a call, as JSON. */
export type HostAnswer = { readonly value: unknown } | { readonly error: HostError };

export interface HostError {
  readonly name: string;
  readonly message: string;
  readonly details?: unknown;
}

/** How the code of the project ended, as JSON. */
export interface RealmOutcome {
  readonly result?: unknown;
  readonly error?: {
    readonly name: string;
    readonly message: string;
    readonly stack: string;
    readonly authorization?: unknown;
  };
}

/** What the realm offers, for comparing with the published types. Methods give the fewest and the most arguments they take. */
export interface Surface {
  readonly types: Readonly<Record<string, Readonly<Record<string, readonly [least: number, most: number]>>>>;
  readonly enums: Readonly<Record<string, readonly string[]>>;
  /** Global name → type. */
  readonly globals: Readonly<Record<string, string>>;
}
