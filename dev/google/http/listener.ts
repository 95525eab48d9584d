/** What comes in on a connection: which part of Google it is for, what goes wrong with it, and who answers. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { faultAnswer } from "../faults/fault-answer.ts";
import { isCarriedOut, isEnd } from "../faults/faults.ts";
import type { Faults } from "../faults/faults.ts";
import { namedError } from "../faults/named-errors.ts";
import { notFound, requestTooLarge } from "../google-errors.ts";
import type { Quota } from "../quota/quota.ts";
import type { Clock } from "../world.ts";
import { errorAnswer } from "./api-request.ts";
import type { ApiAnswer, ApiRequest } from "./api-request.ts";
import type { Api } from "./api.ts";
import { answerBatch, batchPaths } from "./batch.ts";
import type { FoundMethod } from "./method-table.ts";
import { breakConnection, writeAnswer, writeFaultily } from "./write-answer.ts";

export interface ObservedRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** 0 when the client got no whole answer. */
  readonly status: number;
  readonly milliseconds: number;
  /** Whose access token came with it, if anybody's. */
  readonly user: string | undefined;
}

export interface ListenerParts {
  readonly api: Api;
  readonly faults: Faults;
  readonly quota: Quota;
  readonly now: Clock;
  /** Whose token this is, if anybody's. */
  readonly userOf: (authorization: string | undefined) => string | undefined;
  /** Whose tokens a request to the token endpoint asks for. */
  readonly userOfTokenRequest: (form: URLSearchParams) => string | undefined;
  /** Sign-in pages, tokens, and whatever is not found: everything but the APIs. */
  readonly fallback: (request: IncomingMessage, body: Buffer) => Promise<ApiAnswer>;
  readonly onRequest: ((request: ObservedRequest) => void) | undefined;
  readonly closing: AbortSignal;
}

export type Listener = (request: IncomingMessage, response: ServerResponse) => void;

export function createListener(parts: ListenerParts): Listener {
  const { api, faults, userOf, onRequest } = parts;
  return (request, response) => {
    const incoming = new Incoming(request);
    if (onRequest !== undefined) {
      const user = userOf(incoming.authorization);
      observe(response, incoming, (seen) => {
        onRequest({ ...seen, user });
      });
    }
    const found = api.find(incoming.verb, incoming.path);
    if (found !== undefined && incoming.verb === "GET" && faults.isQuiet) {
      // The short way, for the hundreds of thousands of calls of a first sync.
      writeAnswer(response, api.answer(found, incoming.toApiRequest(Buffer.alloc(0), false)));
      return;
    }
    serve(parts, incoming, response, found).catch((error: unknown) => {
      if (response.headersSent || parts.closing.aborted) response.destroy();
      else writeAnswer(response, errorAnswer(error));
    });
  };
}

async function serve(
  parts: ListenerParts,
  incoming: Incoming,
  response: ServerResponse,
  found: FoundMethod | undefined,
): Promise<void> {
  const { quota, faults, closing } = parts;
  const body = await incoming.readBody();
  const method = found?.method.name ?? nameOf(incoming.path);
  const user = parts.userOf(incoming.authorization);
  const leave = user === undefined ? nobodyLeaves : enter(quota, user);
  if (typeof leave !== "function") {
    writeAnswer(response, leave);
    return;
  }
  try {
    const struck = method.startsWith("control.")
      ? []
      : faults.strike({
          method,
          target: incoming.target,
          user: () =>
            method === "oauth.token" ? parts.userOfTokenRequest(new URLSearchParams(body.toString())) : user,
        });
    for (const fault of struck) {
      if (fault.kind === "latency") await sleep(faults.delay(fault), undefined, { signal: closing });
    }
    const fault = struck.find(isEnd);
    const emptyPage = struck.some(({ kind }) => kind === "empty-page");
    const refused = fault === undefined ? undefined : faultAnswer(fault, parts.now());
    const done =
      fault === undefined || isCarriedOut(fault)
        ? await answerCall(parts, incoming, { body, found, emptyPage })
        : undefined;
    if (fault?.kind === "hang") return;
    const answer = refused ?? done;
    if (answer === undefined) breakConnection(response);
    else await writeFaultily(response, answer, fault, closing);
  } finally {
    leave();
  }
}

async function answerCall(
  parts: ListenerParts,
  incoming: Incoming,
  call: { body: Buffer; found: FoundMethod | undefined; emptyPage: boolean },
): Promise<ApiAnswer> {
  const { body, found, emptyPage } = call;
  if (found !== undefined) {
    return parts.api.answer(found, incoming.toApiRequest(body, emptyPage));
  }
  const prefix = incoming.verb === "POST" ? batchPaths.get(incoming.path) : undefined;
  if (prefix === undefined) return await parts.fallback(incoming.request, body);
  const batch = {
    prefix,
    body,
    contentType: incoming.request.headers["content-type"] ?? "",
    authorization: incoming.authorization,
    concurrency: parts.quota.limits.concurrentRequests ?? Infinity,
  };
  return answerBatch(batch, (request) => answerPart(parts, request));
}

/** A call of a batch has faults of its own; one that would break the connection is a failure of this call only. */
function answerPart({ api, faults, now, userOf }: ListenerParts, request: ApiRequest): ApiAnswer {
  const found = api.find(request.method, request.path);
  if (found === undefined) return errorAnswer(notFound());
  if (faults.isQuiet) return api.answer(found, request);
  const query = request.query.toString();
  const struck = faults.strike({
    method: found.method.name,
    target: query === "" ? request.path : `${request.path}?${query}`,
    user: () => userOf(request.authorization),
  });
  const fault = struck.find(isEnd);
  const emptyPage = struck.some(({ kind }) => kind === "empty-page");
  if (fault === undefined) return api.answer(found, { ...request, emptyPage });
  if (isCarriedOut(fault)) api.answer(found, request);
  return faultAnswer(fault, now()) ?? errorAnswer(namedError("unavailable", now()));
}

/** One request as it came in, its address taken apart. */
class Incoming {
  readonly request: IncomingMessage;
  readonly verb: string;
  readonly target: string;
  readonly path: string;
  readonly startedAt = performance.now();

  constructor(request: IncomingMessage) {
    this.request = request;
    this.verb = request.method ?? "GET";
    this.target = request.url ?? "/";
    const question = this.target.indexOf("?");
    this.path = question < 0 ? this.target : this.target.slice(0, question);
  }

  get authorization(): string | undefined {
    return this.request.headers.authorization;
  }

  toApiRequest(body: Buffer, emptyPage: boolean): ApiRequest {
    const { verb: method, path, authorization } = this;
    const query = new URLSearchParams(this.target.slice(path.length + 1));
    const { headers } = this.request;
    const header = (name: string): string | undefined => headers[name]?.toString();
    return { method, path, query, authorization, header, body, emptyPage };
  }

  async readBody(): Promise<Buffer> {
    if (this.verb === "GET") return Buffer.alloc(0);
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of this.request) {
      if (!Buffer.isBuffer(chunk)) continue;
      size += chunk.length;
      if (size > maxBodyBytes) throw requestTooLarge();
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }
}

/** More than the largest mail that Gmail takes. */
const maxBodyBytes = 50 * 1024 * 1024;

function observe(
  response: ServerResponse,
  { verb, target, startedAt }: Incoming,
  onRequest: (request: Omit<ObservedRequest, "user">) => void,
): void {
  const report = (status: number): void => {
    onRequest({ method: verb, target, status, milliseconds: performance.now() - startedAt });
  };
  response.once("finish", () => {
    report(response.statusCode);
  });
  response.once("close", () => {
    if (!response.writableFinished) report(0);
  });
}

function enter(quota: Quota, user: string): (() => void) | ApiAnswer {
  try {
    return quota.enter(user);
  } catch (error) {
    return errorAnswer(error);
  }
}

function nobodyLeaves(): void {
  // Without a user there is nobody to count for.
}

/** What is no method of an API has a name too, for rules of faults. */
function nameOf(path: string): string {
  if (path.startsWith("/_control")) return "control.call";
  if (batchPaths.has(path)) return path.includes("gmail") ? "gmail.batch" : "calendar.batch";
  const name = oauthNames.get(path);
  return name ?? "other";
}

const oauthNames = new Map([
  ["/.well-known/openid-configuration", "oauth.discovery"],
  ["/oauth2/v3/certs", "oauth.certs"],
  ["/oauth2/v1/certs", "oauth.certs"],
  ["/o/oauth2/v2/auth", "oauth.authorize"],
  ["/o/oauth2/consent", "oauth.consent"],
  ["/token", "oauth.token"],
  ["/revoke", "oauth.revoke"],
  ["/v1/userinfo", "oauth.userinfo"],
  ["/oauth2/v3/userinfo", "oauth.userinfo"],
  ["/tokeninfo", "oauth.tokeninfo"],
  ["/oauth2/v3/tokeninfo", "oauth.tokeninfo"],
]);
