/**
 * Calls to Gmail and Calendar: in the user's turn and within the user's quota, with a token that is good, tried again
 * where that helps. What comes back is the parsed answer or one GoogleFailure.
 */
import { Pool } from "undici";
import type { Secret } from "../secret.ts";
import { GoogleCallFailed } from "../sync/google-failure.ts";
import type { GoogleFailure } from "../sync/google-failure.ts";
import type { AccountRef } from "../sync/ports.ts";
import type { AccountLane } from "./account-lane.ts";
import { AccountLanes } from "./account-lanes.ts";
import { classifyFailure } from "./classify-failure.ts";
import { exchangeHttp, HttpFault } from "./http-exchange.ts";
import type { HttpAnswer, HttpLimits, HttpRequest } from "./http-exchange.ts";
import { REAL_TIMING } from "./timing.ts";
import type { Timing } from "./timing.ts";

export type GoogleHost = "gmail" | "calendar";

export interface GoogleRequest {
  readonly account: AccountRef;
  readonly host: GoogleHost;
  readonly method: HttpRequest["method"];
  /** From the root of the service, like `/calendar/v3/users/me/calendarList`; encoded, and it may have a query. */
  readonly path: string;
  /** Further parameters. What is undefined is left out; a list is repeated. */
  readonly query?: Readonly<Record<string, QueryValue>> | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. */
  readonly content?: { readonly type: string; readonly bytes: Uint8Array } | undefined;
  /** Milliseconds since 1970: from then on nothing is sent any more, whatever the call was waiting for. */
  readonly notAfter?: number | undefined;
  /** Once it is aborted nothing is sent any more either; what is under way goes on. */
  readonly signal?: AbortSignal | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** What it costs: Gmail's units, Calendar's requests. */
  readonly units: number;
  /** Its name in errors and metrics, like `events.list`. */
  readonly call: string;
  /** The status that means "your cursor is too old"; other 404s and 410s mean that the thing asked for is gone. */
  readonly expiredStatus?: 404 | 410;
  /** It changes nothing, whatever its method: what broke off is asked for again. */
  readonly isRead?: boolean;
  /** A person waits for it: it goes before whatever else of his account waits for its turn. */
  readonly isUrgent?: boolean;
  /** `nothing`: success has no body. */
  readonly answer?: "json" | "nothing";
}

type QueryValue = string | number | boolean | readonly string[] | undefined;

/** Gives what Google answered, parsed; undefined for `nothing`. Rejects with GoogleCallFailed. */
export type RequestGoogle = (request: GoogleRequest) => Promise<unknown>;

export interface GoogleTransport {
  readonly request: RequestGoogle;
  /** Calls under way fail. */
  close(): Promise<void>;
}

/** One HTTP request, also one that is tried again. */
export interface ObservedCall {
  readonly host: GoogleHost;
  readonly call: string;
  readonly units: number;
  /** Null: no answer. */
  readonly status: number | null;
  readonly outcome: "ok" | GoogleFailure["kind"];
  readonly milliseconds: number;
}

export interface TransportOptions {
  readonly gmailBaseUrl: string;
  readonly calendarBaseUrl: string;
  readonly gmailUnitsPerMinute: number;
  readonly calendarRequestsPerMinute?: number;
  readonly tokens: TokenSource;
  readonly onCall?: (call: ObservedCall) => void;
  readonly timing?: Timing;
  /** Of one HTTP request. */
  readonly limits?: HttpLimits;
  /** Calls of one user under way at once. */
  readonly concurrency?: number;
}

export interface TokenSource {
  /**
   * An access token that is good as far as we know. After Google refused `refused`, another one: `expired` brings a
   * fresh one, `scope` only what a consent given meanwhile brought. Gives `refused` again when there is no other.
   */
  get(account: AccountRef, refused?: RefusedToken): Promise<Secret>;
}

export interface RefusedToken {
  readonly token: Secret;
  readonly because: "expired" | "scope";
}

/** Published per user and minute for projects of today; see docs/google-quirks.md. */
const CALENDAR_REQUESTS_PER_MINUTE = 600;
/** Far below what Google tolerates in one mailbox, far above what the quota feeds. */
const CONCURRENCY = 16;
const CONNECTIONS = 64;
/** A message with its text is a few kilobytes; attachments and long texts lie apart. */
const LIMITS: HttpLimits = { timeoutMs: 20_000, maxBytes: 10_000_000 };
const TRIES = 4;
/** No further try once a call has taken so long: whoever waits for it holds a lease. */
const TRY_FOR_MS = 30_000;
const BACKOFF_MS = 1_000;
const BACKOFF_CAP_MS = 8_000;
/** A longer wait is for whoever called: he may do something else meanwhile. */
const PATIENCE_MS = 5_000;
/** After the last try, when Google asked for a wait without saying how long. */
const UNNAMED_WAIT_MS = 60_000;

export function createTransport(options: TransportOptions): GoogleTransport {
  const { tokens, onCall, timing = REAL_TIMING, limits = LIMITS, concurrency = CONCURRENCY } = options;
  const openService = (baseUrl: string, unitsPerMinute: number): Service => ({
    ...connectTo(baseUrl, limits),
    lanes: new AccountLanes({ unitsPerMinute, concurrency, patienceMs: PATIENCE_MS }, timing),
  });
  const services: Readonly<Record<GoogleHost, Service>> = {
    gmail: openService(options.gmailBaseUrl, options.gmailUnitsPerMinute),
    calendar: openService(
      options.calendarBaseUrl,
      options.calendarRequestsPerMinute ?? CALENDAR_REQUESTS_PER_MINUTE,
    ),
  };

  return {
    async request(request) {
      const lane = services[request.host].lanes.of(request.account);
      await lane.enter(request.isUrgent);
      try {
        return await callInLane(request, lane);
      } finally {
        lane.leave();
      }
    },
    async close() {
      await Promise.all(Object.values(services).map(({ pool }) => pool.destroy()));
    },
  };

  async function callInLane(request: GoogleRequest, lane: AccountLane): Promise<unknown> {
    const startedAt = timing.now();
    let token = await tokenFor(request);
    let isSecondToken = false;
    for (let attempt = 1; ; attempt++) {
      const pausedUntil = await lane.take(request.units, request.isUrgent);
      if (pausedUntil !== undefined) throw failed(request, { kind: "rate-limited", until: pausedUntil });
      const result = await tryOnce(request, token, attempt);
      if (result.ok) {
        lane.countAnswer();
        return result.value;
      }
      const { failure, status } = result;
      const refusedBecause = tokenFault(failure, status);
      if (refusedBecause !== undefined && !isSecondToken) {
        isSecondToken = true;
        const other = await tokenFor(request, { token, because: refusedBecause });
        if (other === token) throw failed(request, failure);
        token = other;
        continue;
      }
      if (failure.kind === "rate-limited") lane.pauseUntil(failure.until);
      if (status === 429) lane.narrow();
      const isLastTry = attempt >= TRIES || timing.now() - startedAt >= TRY_FOR_MS;
      if (isLastTry || !isWorthAnotherTry(request, failure)) throw failed(request, failure);
      if (failure.kind === "transient") await timing.sleep(timing.random() * backoff(attempt));
    }
  }

  /** Without a token nothing was sent, or what was sent was refused. */
  async function tokenFor(request: GoogleRequest, refused?: RefusedToken): Promise<Secret> {
    try {
      return await tokens.get(request.account, refused);
    } catch (error) {
      if (!(error instanceof GoogleCallFailed) || error.failure.kind !== "transient") throw error;
      const failure: GoogleFailure = { kind: "transient", detail: error.message, isUnsent: true };
      throw new GoogleCallFailed(request.call, failure, { cause: error });
    }
  }

  function isWorthAnotherTry(
    { method, isRead = method === "GET" }: GoogleRequest,
    failure: GoogleFailure,
  ): boolean {
    // What was refused has not happened; what broke off may have.
    if (failure.kind === "rate-limited") return failure.until.getTime() <= timing.now() + PATIENCE_MS;
    return failure.kind === "transient" && isRead;
  }

  async function tryOnce(request: GoogleRequest, token: Secret, attempt: number): Promise<TryResult> {
    const startedAt = performance.now();
    const { result, status } = await send(request, token, attempt);
    onCall?.({
      host: request.host,
      call: request.call,
      units: request.units,
      status,
      outcome: result.ok ? "ok" : result.failure.kind,
      milliseconds: performance.now() - startedAt,
    });
    return result;
  }

  async function send(
    request: GoogleRequest,
    token: Secret,
    attempt: number,
  ): Promise<{ readonly result: TryResult; readonly status: number | null }> {
    const { pool, prefix } = services[request.host];
    let answer: HttpAnswer;
    try {
      const { notAfter = Infinity, signal } = request;
      answer = await exchangeHttp(
        pool,
        toHttp(request, prefix, token),
        limits,
        () => timing.now() < notAfter && signal?.aborted !== true,
      );
    } catch (error) {
      if (!(error instanceof HttpFault)) throw error;
      return { result: { ok: false, failure: faultOf(error), status: null }, status: null };
    }
    const { status, headers, body } = answer;
    if (status >= 200 && status <= 299) return { result: readAnswer(request, body, status), status };
    const failure = classifyFailure(
      { status, retryAfter: headers["retry-after"], body: body.toString() },
      {
        expiredStatus: request.expiredStatus,
        now: timing.now(),
        unnamedWaitMs:
          attempt >= TRIES ? UNNAMED_WAIT_MS : BACKOFF_MS / 2 + timing.random() * (backoff(attempt) / 2),
      },
    );
    return { result: { ok: false, failure, status }, status };
  }
}

type TryResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly failure: GoogleFailure; readonly status: number | null };

interface Service {
  readonly pool: Pool;
  /** Of paths, for a base URL that is no mere origin. */
  readonly prefix: string;
  readonly lanes: AccountLanes;
}

function connectTo(baseUrl: string, { timeoutMs }: HttpLimits): Pick<Service, "pool" | "prefix"> {
  const { origin, pathname } = new URL(baseUrl);
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    // What the tests run on: the local Google has no TLS, and without it nothing else is spoken.
    allowH2: false,
    connect: { timeout: Math.min(timeoutMs, 10_000) },
    // The whole request has a deadline of its own.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 30_000,
  });
  return { pool, prefix: pathname.replace(/\/+$/, "") };
}

function toHttp(request: GoogleRequest, prefix: string, token: Secret): HttpRequest {
  const { method, path, query, body, content } = request;
  const json = body === undefined ? null : JSON.stringify(body);
  const type = content?.type ?? (json === null ? undefined : "application/json");
  return {
    method,
    path: prefix + (query === undefined ? path : addQuery(path, query)),
    headers: {
      authorization: `Bearer ${token.reveal()}`,
      accept: "application/json",
      ...(type === undefined ? {} : { "content-type": type }),
      ...request.headers,
    },
    body: content?.bytes ?? json,
  };
}

function addQuery(path: string, query: Readonly<Record<string, QueryValue>>): string {
  let text = path;
  let separator = path.includes("?") ? "&" : "?";
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const item of typeof value === "object" ? value : [String(value)]) {
      text += `${separator}${name}=${encodeURIComponent(item)}`;
      separator = "&";
    }
  }
  return text;
}

/** Whatever is not JSON, whole, is no answer: never "nothing there". */
function readAnswer({ answer = "json" }: GoogleRequest, body: Buffer, status: number): TryResult {
  if (answer === "nothing" && body.length === 0) return { ok: true, value: undefined };
  try {
    const value: unknown = JSON.parse(body.toString());
    return { ok: true, value: answer === "nothing" ? undefined : value };
  } catch {
    const detail = `${status} with a body that is not JSON (${body.length} bytes)`;
    return { ok: false, failure: { kind: "transient", detail }, status };
  }
}

function faultOf({ code, isUnsent }: HttpFault): GoogleFailure {
  if (code !== "TOO_LARGE") return { kind: "transient", detail: code, ...(isUnsent ? { isUnsent } : {}) };
  return { kind: "rejected", status: 200, reason: "too_large", detail: "the answer is too large to be read" };
}

function tokenFault(failure: GoogleFailure, status: number | null): RefusedToken["because"] | undefined {
  if (status === 401 && failure.kind === "grant-revoked") return "expired";
  return failure.kind === "scope-missing" ? "scope" : undefined;
}

function backoff(attempt: number): number {
  return Math.min(BACKOFF_CAP_MS, BACKOFF_MS * 2 ** attempt);
}

function failed({ call }: GoogleRequest, failure: GoogleFailure): GoogleCallFailed {
  return new GoogleCallFailed(call, failure);
}
