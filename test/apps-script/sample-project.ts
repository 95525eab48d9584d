/** Small Apps Script projects for tests, written to a folder of their own. */
import { afterAll } from "@jest/globals";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Card, ScriptResult } from "../../dev/apps-script/card-json.ts";
import type { Execution, User } from "../../dev/apps-script/execution.ts";
import { createRuntime, loadProject } from "../../dev/apps-script/runtime.ts";
import type { Runtime } from "../../dev/apps-script/runtime.ts";

export const auth = "https://www.googleapis.com/auth/";

export const ann: User = {
  email: "ann@northwind.example",
  locale: "en-GB",
  timeZone: "Europe/London",
  identityToken: "a.b.c",
};

export const allScopes = [
  "openid",
  ...[
    "userinfo.email",
    "script.external_request",
    "script.locale",
    "gmail.addons.execute",
    "gmail.addons.current.message.readonly",
    "gmail.addons.current.message.metadata",
    "gmail.addons.current.action.compose",
    "calendar.addons.execute",
    "calendar.addons.current.event.read",
    "calendar.addons.current.event.write",
    "calendar.readonly",
    "calendar.events.readonly",
  ].map((name) => auth + name),
];

export const sampleManifest = {
  timeZone: "Etc/UTC",
  runtimeVersion: "V8",
  oauthScopes: allScopes,
  urlFetchWhitelist: ["https://crm.northwind.example/"],
  dependencies: {
    enabledAdvancedServices: [{ userSymbol: "Calendar", serviceId: "calendar", version: "v3" }],
  },
  addOns: {
    common: {
      name: "Sample",
      logoUrl: "https://crm.northwind.example/logo.png",
      openLinkUrlPrefixes: ["https://crm.northwind.example/"],
    },
  },
};

/** An add-on in the compose window and in open events; its one function is onTest. */
export const hostManifest = {
  ...sampleManifest,
  addOns: {
    ...sampleManifest.addOns,
    gmail: {
      composeTrigger: {
        draftAccess: "METADATA",
        selectActions: [{ text: "Insert", runFunction: "onTest" }],
      },
    },
    calendar: { currentEventAccess: "READ_WRITE", eventOpenTrigger: { runFunction: "onTest" } },
  },
};

export const composeEvent = {
  commonEventObject: { hostApp: "GMAIL", platform: "WEB" },
  gmail: { toRecipients: ["bob@client.example"], ccRecipients: [], bccRecipients: [] },
};

export const openEvent = {
  commonEventObject: { hostApp: "CALENDAR", platform: "WEB" },
  calendar: { id: "ev1", calendarId: "primary", capabilities: { canAddAttendees: true } },
};

const written: string[] = [];
afterAll(() => {
  for (const dir of written) rmSync(dir, { recursive: true });
});

/** @param files file name → source, or the source of Code.js */
export function writeProject(
  files: string | Record<string, string>,
  manifest: object = sampleManifest,
): string {
  const dir = mkdtempSync(join(tmpdir(), "apps-script-"));
  written.push(dir);
  const sources = typeof files === "string" ? { "Code.js": files } : files;
  for (const [name, source] of Object.entries(sources)) writeFileSync(join(dir, name), source);
  writeFileSync(join(dir, "appsscript.json"), JSON.stringify(manifest));
  return dir;
}

/** A runtime in this thread, for scripts that need no server. */
export function runtimeFor(
  files: string | Record<string, string>,
  options: { manifest?: object; timeLimitMs?: number } = {},
): Runtime {
  return createRuntime({
    project: loadProject(writeProject(files, options.manifest)),
    network: { origins: {} },
    google: {
      gmailBaseUrl: "http://127.0.0.1:9",
      calendarBaseUrl: "http://127.0.0.1:9",
      accessToken: () => "user-token",
    },
    ...(options.timeLimitMs === undefined ? {} : { timeLimitMs: options.timeLimitMs }),
  });
}

/** Runs statements as the body of an entry point. */
export function runBody(body: string, options: { manifest?: object; user?: User } = {}): Execution {
  const runtime = runtimeFor(`function onTest(e) { ${body} }`, options);
  try {
    return runtime.run({ functionName: "onTest", event: {}, user: options.user ?? ann });
  } finally {
    runtime.close();
  }
}

/** The value of an expression inside the realm, by way of the log. */
export function evaluate(expression: string, options: { manifest?: object; user?: User } = {}): unknown {
  const { error, logs } = runBody(`console.log(JSON.stringify({ value: ${expression} }));`, options);
  if (error !== undefined) throw new Error(`${error.name}: ${error.message}`);
  const parsed = JSON.parse(logs.at(-1)?.text ?? "{}") as { value?: unknown };
  return parsed.value;
}

export function cardsOf(result: ScriptResult): readonly Card[] {
  if (!Array.isArray(result)) throw new Error(`no cards: ${JSON.stringify(result)}`);
  return result as readonly Card[];
}

/** `Name: message` of what the script ended with. */
export function errorOf({ error }: Execution): string {
  return error === undefined ? "no error" : `${error.name}: ${error.message}`;
}
