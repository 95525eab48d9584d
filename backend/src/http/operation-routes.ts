/** Turns the operations of the contract into routes: caller, limits, input, handler, answer. */
import type { Context, Hono } from "hono";
import { operations } from "../../../contract/api.ts";
import type { Operation, OperationName } from "../../../contract/api.ts";
import { IdempotencyKey } from "../../../contract/emails.ts";
import { wrong } from "../crm/field-problems.ts";
import { StaleViewer } from "../crm/stale-viewer.ts";
import type { AppEnv } from "./access-log.ts";
import { clientAddress } from "./client-address.ts";
import type { Identify } from "./identify.ts";
import { parseInput, queryValues } from "./input.ts";
import { readJsonBody } from "./json-body.ts";
import { languageOf } from "./language.ts";
import type { Call, Caller, Handlers } from "./operation.ts";
import { invalidInput, notFound, Refusal } from "./problem.ts";
import type { RateLimiter } from "./rate-limit.ts";

const SMALL_BODY_BYTES = 64 * 1024;
/** A mail's text and its recipient lists. */
const MAIL_BODY_BYTES = 4 * 1024 * 1024;
const MAIL_BODIES: ReadonlySet<OperationName> = new Set([
  "logActivity",
  "proposeContact",
  "getMessageContext",
  "getEventContext",
  "createEmail",
  "getComposeContext",
]);
/** What probes ask for: never limited, so that a flood does not take the server out of rotation. */
const PROBES: ReadonlySet<OperationName> = new Set(["getHealth", "getReadiness"]);

/** Their one statement checks the caller as well, so he is not looked up before. */
const CHECK_CALLER: ReadonlySet<OperationName> = new Set(["getMessageContext", "getEventContext"]);

export interface RouteDependencies {
  readonly handlers: Handlers;
  readonly identify: Identify;
  readonly rateLimiter: RateLimiter;
  readonly now: () => Date;
  /** Apps Script gives a card 30 s; whoever waits longer than this has given up. */
  readonly deadlineMs: number;
}

export function registerOperations(app: Hono<AppEnv>, dependencies: RouteDependencies): void {
  const methodsByPath = new Map<string, string[]>();
  for (const name of Object.keys(operations) as OperationName[]) {
    const operation: Operation = operations[name];
    const path = operation.path.replace(/\{(\w+)\}/g, ":$1");
    app.on(operation.method, path, async (context) => {
      context.get("facts").operation = name;
      return await withDeadline(dependencies.deadlineMs, answer(context, name, operation, dependencies));
    });
    methodsByPath.set(path, [...(methodsByPath.get(path) ?? []), operation.method]);
  }
  for (const [path, methods] of methodsByPath) {
    const allow = methods.join(", ");
    app.all(path, () => {
      throw new Refusal("method_not_allowed", `Here you can use ${allow}.`, { headers: { allow } });
    });
  }
}

async function answer(
  context: Context<AppEnv>,
  name: OperationName,
  operation: Operation,
  { handlers, identify, rateLimiter, now }: RouteDependencies,
): Promise<Response> {
  const callerOf = async (mayPresume: boolean) =>
    operation.caller === "user"
      ? await identifyCaller(context, identify, rateLimiter, mayPresume)
      : undefined;
  const caller = await callerOf(CHECK_CALLER.has(name));
  if (caller === undefined && !PROBES.has(name)) await rateLimiter.countStranger(clientAddress(context));

  const request = context.req;
  const input = {
    params: readParams(operation, request.param()),
    query: operation.query && parseInput(operation.query, await readQuery(request)),
    body: operation.body && parseInput(operation.body, await readJsonBody(request.raw, bodyLimit(name))),
    idempotencyKey: operation.idempotent && readIdempotencyKey(request.header("idempotency-key")),
    language: languageOf(request.raw.headers),
    now: now(),
  };
  // The contract's schemas have just checked what the handler's type promises; TypeScript cannot follow that by name.
  const handler = handlers[name] as (call: Call<OperationName>) => Promise<{ status: number; body: unknown }>;
  const { status, body } = await withFreshCaller(
    caller,
    () => callerOf(false),
    async (asking) => await handler({ ...input, caller: asking } as Call<OperationName>),
  );
  return body === null ? new Response(null, { status }) : Response.json(body, { status });
}

/** So often in one request nobody changes. */
const MAX_LOOKUPS = 10;

/** Who just connected changes again while he is looked up: when his other addresses are learnt. */
async function withFreshCaller<Answer>(
  first: Caller | undefined,
  lookUp: () => Promise<Caller | undefined>,
  answerTo: (caller: Caller | undefined) => Promise<Answer>,
): Promise<Answer> {
  let caller = first;
  for (let lookups = 0; ; lookups++) {
    try {
      return await answerTo(caller);
    } catch (error) {
      if (!(error instanceof StaleViewer) || lookups === MAX_LOOKUPS) throw error;
      caller = await lookUp();
    }
  }
}

async function identifyCaller(
  context: Context<AppEnv>,
  identify: Identify,
  rateLimiter: RateLimiter,
  mayPresume: boolean,
): Promise<Caller> {
  try {
    const caller = await identify(context.req.raw, mayPresume);
    context.get("facts").viewer = caller.viewer;
    await rateLimiter.countViewer(caller.viewer);
    return caller;
  } catch (error) {
    if (error instanceof Refusal && error.code === "unauthenticated") {
      await rateLimiter.countStranger(clientAddress(context));
    }
    throw error;
  }
}

/** An id that cannot be one does not exist, like any other. */
function readParams(operation: Operation, values: Record<string, string>): unknown {
  if (operation.params === undefined) return undefined;
  const params = operation.params.safeParse(values);
  if (!params.success) throw notFound("page");
  return params.data;
}

/** A DELETE may as well say in a body what belongs into its query. */
async function readQuery(request: Context<AppEnv>["req"]): Promise<unknown> {
  const query = queryValues(request.queries());
  if (request.method !== "DELETE" || !hasBody(request.raw)) return query;
  const body = await readJsonBody(request.raw, SMALL_BODY_BYTES);
  return typeof body === "object" && !Array.isArray(body) ? { ...body, ...query } : query;
}

function hasBody({ headers }: Request): boolean {
  return Number(headers.get("content-length") ?? 0) > 0 || headers.has("transfer-encoding");
}

function readIdempotencyKey(header: string | undefined): string {
  const key = IdempotencyKey.safeParse(header);
  if (key.success) return key.data;
  const message = header === undefined ? wrong.isMissing : wrong.noIdempotencyKey;
  throw invalidInput([{ path: "Idempotency-Key", message }]);
}

function bodyLimit(name: OperationName): number {
  return MAIL_BODIES.has(name) ? MAIL_BODY_BYTES : SMALL_BODY_BYTES;
}

async function withDeadline<T>(deadlineMs: number, work: Promise<T>): Promise<T> {
  const deadline = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    deadline.reject(
      new Refusal("unavailable", "This took too long. Try again.", { headers: { "retry-after": "5" } }),
    );
  }, deadlineMs);
  try {
    return await Promise.race([work, deadline.promise]);
  } finally {
    clearTimeout(timer);
  }
}
