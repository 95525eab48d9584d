/**
 * Apps Script for Node: runs one entry point of a built project in a fresh realm, as Gmail or Calendar would.
 * `createRuntime` blocks the calling thread while the script waits for HTTP; a backend in the same process would
 * never answer, so servers and tests use `createRuntimeInWorker`.
 */
import { randomUUID } from "node:crypto";
import { types } from "node:util";
import { createContext, constants, Script } from "node:vm";
import type { Context } from "node:vm";
import { placeProblem } from "./answer-place.ts";
import type { RealmSettings, Surface } from "./bridge-protocol.ts";
import type { Execution, LogEntry, RunRequest, ScriptError, User } from "./execution.ts";
import { isRecord } from "./google-api.ts";
import { createHost } from "./host.ts";
import { createHttpGateway } from "./http-gateway.ts";
import type { Manifest } from "./manifest.ts";
import type { Project } from "./project.ts";
import { realmScript } from "./realm-script.ts";
import type { Realm } from "./realm/main.ts";
import { grantedScopes } from "./runtime-worker.ts";
import { createScriptStores } from "./script-stores.ts";
import { createSyncHttp } from "./sync-http.ts";

export { loadProject } from "./project.ts";
export { createRuntimeInWorker } from "./runtime-worker.ts";

export interface RuntimeOptions {
  readonly project: Project;
  readonly network: Network;
  readonly google: GoogleAccess;
  /** Default 30 s, Google's limit for add-ons. */
  readonly timeLimitMs?: number;
}

export interface Network {
  /**
   * Where a public https origin really listens: `{"https://crm.example.com": "http://127.0.0.1:3000"}`.
   * Any other origin does not resolve, whatever the manifest allows.
   */
  readonly origins: Readonly<Record<string, string>>;
}

/** Where Google's own APIs are, and tokens for them. */
export interface GoogleAccess {
  /** Root of `/gmail/v1`. */
  readonly gmailBaseUrl: string;
  /** Root of `/calendar/v3`. */
  readonly calendarBaseUrl: string;
  /** The access token of this user for these scopes: those of the manifest that the user granted. */
  readonly accessToken: (scopes: readonly string[], user: User) => string;
}

export interface Runtime {
  /** Never throws for what the script does: errors of the script are data. */
  run(request: RunRequest): Execution;
  /** Empties the script's caches, as Google may at any time. */
  clearCache(): void;
  /** Ends the thread that fetches. */
  close(): void;
  /** What the services offer, for comparing with the published types. */
  surface(): Surface;
}

/** https://developers.google.com/workspace/add-ons/concepts/workspace-restrictions */
const addOnTimeLimitMs = 30_000;
/** The realm's function waits under this name, which no script can guess, for the moment before it is called. */
const entryName = `entry_${randomUUID().replaceAll("-", "")}`;
// `this` is the global object also when a script has put something else under `globalThis`.
const callEntryPoint = new Script(
  `(() => { const run = this.${entryName}; delete this.${entryName}; return run(); })()`,
);

export function createRuntime({
  project,
  network,
  google,
  timeLimitMs = addOnTimeLimitMs,
}: RuntimeOptions): Runtime {
  const http = createSyncHttp();
  const stores = createScriptStores();
  const { manifest } = project;
  // Bundled and compiled now, so that the first click does not wait for it.
  realmScript();

  return {
    run: ({ functionName, event, user }) => {
      const start = performance.now();
      const remainingMs = (): number => timeLimitMs - (performance.now() - start);
      const logs: LogEntry[] = [];
      const gateway = createHttpGateway(http, remainingMs);
      const settings = settingsFor(project, user);
      const host = createHost({
        manifest,
        scriptId: settings.scriptId,
        email: user.email,
        origins: network.origins,
        gmailBaseUrl: google.gmailBaseUrl,
        calendarBaseUrl: google.calendarBaseUrl,
        accessToken: () => google.accessToken(settings.grantedScopes, user),
        stores,
        gateway,
        logs,
        remainingMs,
      });
      const answered =
        project.functions.includes(functionName) && !functionName.endsWith("_")
          ? execute({ project, host, settings, functionName, event, remainingMs })
          : { error: failure("ReferenceError", `Script function not found: ${functionName}`) };
      const outcome = answered.error === undefined ? placed(answered.result, event, manifest) : answered;
      const ended = { logs, httpCalls: gateway.calls, ms: performance.now() - start };
      return outcome.error === undefined
        ? { result: outcome.result, ...ended }
        : { result: null, ...ended, error: outcome.error };
    },
    clearCache: stores.clearCache,
    close: http.close,
    surface: () => {
      const user = { email: "", locale: "en", timeZone: "Etc/UTC", identityToken: null };
      const settings = { ...settingsFor(project, user), advancedServices: { Calendar: "calendar" } };
      return JSON.parse(newRealm(() => "", settings).realm.surface()) as Surface;
    },
  };
}

function placed(result: Execution["result"], event: unknown, manifest: Manifest): Outcome {
  const problem = placeProblem(result, event, manifest);
  return problem === undefined ? { result } : { error: failure("Exception", problem) };
}

interface Call {
  readonly project: Project;
  readonly host: (request: string) => string;
  readonly settings: RealmSettings;
  readonly functionName: string;
  readonly event: unknown;
  readonly remainingMs: () => number;
}

type Outcome =
  { result: Execution["result"]; error?: undefined } | { result?: undefined; error: ScriptError };

function execute({ project, host, settings, functionName, event, remainingMs }: Call): Outcome {
  const { context, realm } = newRealm(host, settings);
  const limited = (script: Script): unknown =>
    script.runInContext(context, { timeout: Math.max(1, Math.ceil(remainingMs())) });
  const within = (run: () => string): string => {
    const placed = Reflect.defineProperty(context, entryName, { value: run, configurable: true });
    return placed ? String(limited(callEntryPoint)) : "";
  };
  try {
    let loading: unknown;
    let loaded = true;
    try {
      for (const { script } of project.files) limited(script);
    } catch (error) {
      if (isTimeout(error)) throw error;
      loaded = false;
      loading = error;
    }
    const eventJson = JSON.stringify(event ?? {});
    return parseOutcome(
      within(() => (loaded ? realm.run(functionName, eventJson) : realm.describe(loading))),
    );
  } catch (error) {
    if (isTimeout(error)) return { error: failure("Exception", "Exceeded maximum execution time") };
    throw error;
  }
}

function newRealm(
  host: (request: string) => string,
  settings: RealmSettings,
): { context: Context; realm: Realm } {
  // A real global object, not a proxy of one of ours; promises are settled before the call returns, within its time.
  const context = createContext(constants.DONT_CONTEXTIFY, { microtaskMode: "afterEvaluate" });
  const install = realmScript().runInContext(context) as (
    host: (request: string) => string,
    settings: string,
  ) => Realm;
  return { context, realm: install(host, JSON.stringify(settings)) };
}

function settingsFor(project: Project, user: User): RealmSettings {
  const { oauthScopes, timeZone, dependencies } = project.manifest;
  return {
    manifestScopes: oauthScopes,
    grantedScopes: grantedScopes(project.manifest, user),
    user: { email: user.email, locale: user.locale, identityToken: user.identityToken },
    fileNames: project.files.map(({ name }) => name),
    scriptTimeZone: timeZone,
    scriptId: "local-apps-script",
    advancedServices: Object.fromEntries(
      (dependencies?.enabledAdvancedServices ?? []).map(({ userSymbol, serviceId }) => [
        userSymbol,
        serviceId,
      ]),
    ),
  };
}

/** The text was written by outcome.ts, inside the realm; a script that bends its own globals can spoil it. */
function parseOutcome(json: string): Outcome {
  try {
    const outcome: unknown = JSON.parse(json);
    if (isRecord(outcome) && ("result" in outcome || isRecord(outcome["error"]))) return outcome as Outcome;
  } catch {
    // Falls through: not JSON at all.
  }
  return {
    error: failure("Exception", "The script has changed its global objects so that its answer is lost."),
  };
}

function failure(name: string, message: string): ScriptError {
  return { name, message, stack: `${name}: ${message}` };
}

/** The error may be the script's own: nothing of it is called, no getter run. */
function isTimeout(error: unknown): boolean {
  if (typeof error !== "object" || error === null || types.isProxy(error)) return false;
  return Object.getOwnPropertyDescriptor(error, "code")?.value === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}
