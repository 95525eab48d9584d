/** The built bundle in Apps Script for Node, between a fake backend and a fake Google. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildAddon } from "../../addon/build.ts";
import type { ActionResponse, Card, ScriptResult } from "../../dev/apps-script/card-json.ts";
import type { Execution, User } from "../../dev/apps-script/execution.ts";
import { createRuntimeInWorker, loadProject } from "../../dev/apps-script/runtime.ts";
import { startFakeServer } from "./fake-servers.ts";
import type { FakeServer } from "./fake-servers.ts";

export const publicUrl = "https://crm.northwind.example";

export const ben: User = {
  email: "ben@northwind.example",
  locale: "en-GB",
  timeZone: "Europe/London",
  identityToken: "identity.token.of-ben",
};

export interface Harness {
  readonly backend: FakeServer;
  readonly google: FakeServer;
  /** Starts with what was asked before this run forgotten. */
  run(functionName: string, event: object, user?: User): Promise<Execution>;
  clearCache(): Promise<void>;
  close(): Promise<void>;
}

export async function startHarness(): Promise<Harness> {
  const dir = mkdtempSync(path.join(tmpdir(), "addon-"));
  await buildAddon({ publicUrl, outDir: dir });
  const [backend, google] = await Promise.all([startFakeServer(), startFakeServer()]);
  const runtime = await createRuntimeInWorker({
    project: loadProject(dir),
    network: { origins: { [publicUrl]: backend.url } },
    google: { gmailBaseUrl: google.url, calendarBaseUrl: google.url, accessToken: () => "google-token" },
  });
  return {
    backend,
    google,
    run: async (functionName, event, user = ben) => {
      backend.requests.length = 0;
      return await runtime.run({ functionName, event, user });
    },
    clearCache: async () => {
      await runtime.clearCache();
    },
    close: async () => {
      await runtime.close();
      await Promise.all([backend.close(), google.close()]);
      rmSync(dir, { recursive: true });
    },
  };
}

export interface EventParts {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, readonly string[]>>;
  readonly locale?: string;
}

const commonOf = (hostApp: string, { parameters, form, locale = "en-GB" }: EventParts) => ({
  hostApp,
  platform: "WEB",
  userLocale: locale,
  timeZone: { id: "Europe/London", offset: "0" },
  ...(parameters === undefined ? {} : { parameters }),
  ...(form === undefined
    ? {}
    : {
        formInputs: Object.fromEntries(
          Object.entries(form).map(([name, value]) => [name, { stringInputs: { value } }]),
        ),
      }),
});

export function mailEvent(parts: EventParts = {}): object {
  return {
    commonEventObject: commonOf("GMAIL", parts),
    gmail: { messageId: "18f", threadId: "18e", accessToken: "token-of-the-open-mail" },
  };
}

export function calendarEvent(parts: EventParts = {}, calendar: object = {}): object {
  return {
    commonEventObject: commonOf("CALENDAR", parts),
    calendar: {
      id: "ev1_20261123T140000Z",
      calendarId: "ben@northwind.example",
      organizer: { email: "ben@northwind.example" },
      attendees: [
        { email: "ben@northwind.example", self: true, organizer: true, responseStatus: "accepted" },
        { email: "anna@acme.example", displayName: "Anna Schmidt", responseStatus: "needsAction" },
        { email: "room-7@resource.example", resource: true },
      ],
      ...calendar,
    },
  };
}

export function homeEvent(parts: EventParts = {}): object {
  return { commonEventObject: commonOf("GMAIL", parts) };
}

/** A mail as Gmail's API shows it with `format=full`. */
export function gmailMessage(headers: Readonly<Record<string, string>>, text: string): object {
  const data = Buffer.from(text).toString("base64url");
  const allHeaders = Object.entries(headers).map(([name, value]) => ({ name, value }));
  return {
    id: "18f",
    threadId: "18e",
    labelIds: ["INBOX"],
    internalDate: "1795341600000",
    payload: {
      mimeType: "multipart/mixed",
      headers: allHeaders,
      parts: [
        { mimeType: "text/plain", filename: "", headers: [], body: { size: text.length, data } },
        {
          mimeType: "application/pdf",
          filename: "plan.pdf",
          headers: [{ name: "Content-Disposition", value: "attachment" }],
          body: { size: 14_200, attachmentId: "att1" },
        },
      ],
    },
  };
}

export function cardOf(result: ScriptResult): Card {
  const card = Array.isArray(result) ? (result as readonly Card[])[0] : lastCard(actionOf(result));
  if (card === undefined) throw new Error(`no card in ${JSON.stringify(result)}`);
  return card;
}

export function actionOf(result: ScriptResult): ActionResponse["renderActions"]["action"] {
  if (result === null || !("renderActions" in result) || !("action" in result.renderActions)) {
    throw new Error(`no action response: ${JSON.stringify(result)}`);
  }
  return result.renderActions.action;
}

/** `["popToRoot", "updateCard"]` */
export function stepsOf(result: ScriptResult): string[] {
  return (actionOf(result).navigations ?? []).flatMap((step) => Object.keys(step));
}

export function noticeOf(result: ScriptResult): string | undefined {
  return actionOf(result).notification?.text;
}

/** Every word of the card that a user sees, for asking whether something is said. */
export function textOf(card: Card): string {
  const unseen = new Set(["function", "parameters", "loadIndicator", "type", "url", "knownIcon", "name"]);
  const words: string[] = [];
  JSON.stringify(card, (key, value: unknown) => {
    if (unseen.has(key)) return undefined;
    if (typeof value === "string") words.push(value);
    return value;
  });
  return words.join("\n");
}

function lastCard({ navigations = [] }: ActionResponse["renderActions"]["action"]): Card | undefined {
  return navigations
    .flatMap(({ pushCard, updateCard }) => [pushCard, updateCard])
    .findLast((card) => card !== undefined);
}
