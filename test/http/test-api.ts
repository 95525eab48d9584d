/** The whole HTTP application on a database of its own, called by people of several teams. Every answer is held against the contract. */
import { randomUUID } from "node:crypto";
import { expect } from "@jest/globals";
import type { Hono } from "hono";
import type { Logger } from "pino";
import type { z } from "zod";
import { operations } from "../../contract/api.ts";
import type { Operation, OperationName } from "../../contract/api.ts";
import { Problem } from "../../contract/problem.ts";
import { createGrantStore } from "../../backend/src/db/grant-store.ts";
import { isDatabaseAway } from "../../backend/src/db/database-away.ts";
import { createStores } from "../../backend/src/db/stores.ts";
import { openGoogle } from "../../backend/src/google-parts.ts";
import { createIdentityVerifier } from "../../backend/src/google/identity.ts";
import type { AppEnv } from "../../backend/src/http/access-log.ts";
import { createApp } from "../../backend/src/http/app.ts";
import type { AppDependencies } from "../../backend/src/http/app.ts";
import { problemsOf } from "../../backend/src/http/openapi.ts";
import { createLog } from "../../backend/src/log.ts";
import { Secret } from "../../backend/src/secret.ts";
import { CLIENT_ID, startOidcIssuer } from "../backend/oidc-issuer.ts";
import type { OidcIssuer } from "../backend/oidc-issuer.ts";
import { createTestDatabase } from "../support/database.ts";
import type { TestDatabase } from "../support/database.ts";

type OperationOf<N extends OperationName> = (typeof operations)[N];
type InputOf<N extends OperationName, Part extends "params" | "query" | "body"> =
  OperationOf<N> extends Readonly<Record<Part, infer S extends z.ZodType>> ? z.input<S> : never;
type BodyOf<N extends OperationName> = OperationOf<N>["answers"] extends infer A
  ? { [S in keyof A]: A[S] extends z.ZodType ? z.output<A[S]> : null }[keyof A]
  : never;

interface Input<N extends OperationName> {
  readonly params?: InputOf<N, "params"> | undefined;
  readonly query?: { readonly [K in keyof InputOf<N, "query">]?: string | number } | undefined;
  readonly body?: InputOf<N, "body"> | undefined;
  /** For operations that take one; another one for each call when left out. */
  readonly idempotencyKey?: string | undefined;
}

interface Person {
  readonly email: string;
  /** Google's `hd`; unset: the domain of the address. Null: a consumer account. */
  readonly hd?: string | null;
  readonly name?: string;
}

export interface Caller {
  readonly token: string;
  /** Expects success and gives the body. */
  ok<N extends OperationName>(name: N, input?: Input<N>): Promise<BodyOf<N>>;
  /** Expects a problem and gives it. */
  problem<N extends OperationName>(name: N, input?: Input<N>): Promise<z.infer<typeof Problem>>;
  /** Any answer, checked against the contract. */
  call(name: OperationName, input?: RawInput): Promise<{ status: number; body: unknown; bytes: number }>;
}

export interface RawInput {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly idempotencyKey?: string | undefined;
  /** Accept-Language. */
  readonly language?: string;
}

export type AppStores = AppDependencies["stores"];

export interface TestApi {
  readonly app: Hono<AppEnv>;
  readonly stores: AppStores;
  readonly database: TestDatabase;
  readonly oidc: OidcIssuer;
  /** Everything logged so far. */
  readonly logged: string[];
  /** What `now` gives; undefined: the real time. */
  setTime(time: Date | undefined): void;
  as(person: Person): Promise<Caller>;
  close(): Promise<void>;
}

export async function startTestApi(
  options: Partial<Omit<AppDependencies, "stores">> & { wrapStores?: (stores: AppStores) => AppStores } = {},
): Promise<TestApi> {
  const [database, oidc] = await Promise.all([createTestDatabase(), startOidcIssuer()]);
  const { wrapStores = (stores: AppStores) => stores, ...overrides } = options;
  const stores = wrapStores(createStores(database.database));
  const logged: string[] = [];
  const log: Logger = createLog("trace", { write: (line) => void logged.push(line) });
  let time: Date | undefined;
  const google = openGoogle(
    {
      google: {
        clientId: CLIENT_ID,
        clientSecret: new Secret("not asked for"),
        redirectUri: "http://localhost:3000/api/auth/google/callback",
        issuer: oidc.issuer,
        gmailBaseUrl: oidc.issuer,
        calendarBaseUrl: oidc.issuer,
        gmailUnitsPerMinute: 6_000,
      },
      tokenKeys: [{ kid: "k", key: new Secret(Buffer.alloc(32).toString("base64")) }],
      sync: { intervalMinutes: 15, firstSyncDays: 365 },
    },
    createGrantStore(database.database),
    log,
  );
  const app = createApp({
    stores,
    verifyIdentity: createIdentityVerifier({ issuer: oidc.issuer, audiences: [CLIENT_ID] }),
    isUnavailable: isDatabaseAway,
    allowedDomains: ["acme.example", "globex.example"],
    publicUrl: "http://localhost:3000",
    sessionSecret: new Secret("s".repeat(32)),
    cronSecret: new Secret("c".repeat(32)),
    consentFlow: google.consentFlow,
    grants: google.grants,
    countInGoogle: google.countInGoogle,
    openCalendar: google.openCalendar,
    findBusy: google.findBusy,
    verifyPubsubToken: null,
    log,
    now: () => time ?? new Date(),
    ...overrides,
  });

  return {
    app,
    stores,
    database,
    oidc,
    logged,
    setTime(to) {
      time = to;
    },
    async as({ email, hd, name = email.split("@")[0] ?? "" }) {
      const hosted = hd === undefined ? email.split("@")[1] : (hd ?? undefined);
      const token = await oidc.sign({ sub: `sub-of-${email}`, email, name, hd: hosted, locale: "en" });
      return callerWith(app, token);
    },
    async close() {
      await google.close();
      await Promise.all([database.drop(), oidc.close()]);
    },
  };
}

export function callerWith(app: Hono<AppEnv>, token: string): Caller {
  const call = async (name: OperationName, given: RawInput = {}) => {
    const { params = {}, query = {}, body, idempotencyKey = randomUUID(), language } = given;
    const operation: Operation = operations[name];
    const path = Object.entries(params as object).reduce(
      (text, [key, value]) => text.replace(`{${key}}`, encodeURIComponent(String(value))),
      operation.path,
    );
    const search = new URLSearchParams(
      Object.entries(query as object).map(([key, value]): [string, string] => [key, String(value)]),
    );
    const response = await app.request(`${path}?${search.toString()}`, {
      method: operation.method,
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        ...(operation.idempotent ? { "idempotency-key": idempotencyKey } : {}),
        ...(language === undefined ? {} : { "accept-language": language }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer: unknown = text === "" ? null : JSON.parse(text);
    expectContract(operation, response, answer);
    return { status: response.status, body: answer, bytes: Buffer.byteLength(text) };
  };
  return {
    token,
    call,
    async ok<N extends OperationName>(name: N, input: Input<N> = {}) {
      const { status, body } = await call(name, input);
      if (status >= 300) throw new Error(`${name} answered ${status}: ${JSON.stringify(body)}`);
      return body as BodyOf<N>;
    },
    async problem<N extends OperationName>(name: N, input: Input<N> = {}) {
      const { status, body } = await call(name, input);
      if (status < 400) throw new Error(`${name} answered ${status}`);
      return Problem.parse(body);
    },
  };
}

/** No field missing, none too many, and only problems the operation names. */
function expectContract(operation: Operation, response: Response, body: unknown): void {
  const schema = operation.answers[response.status];
  if (schema !== undefined) {
    if (schema === null) expect(body).toBeNull();
    else expect(body).toEqual(schema.parse(body));
    return;
  }
  const problem = Problem.parse(body);
  expect(body).toEqual(problem);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(problem.status).toBe(response.status);
  expect(problemsOf(operation)).toContain(problem.code);
}
