/** Writing into a calendar while somebody waits for it. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { UserId, WorkspaceId } from "../../backend/src/crm/ids.ts";
import { createCalendarWriters } from "../../backend/src/google/calendar-writer.ts";
import { createTransport } from "../../backend/src/google/transport.ts";
import type { GoogleTransport } from "../../backend/src/google/transport.ts";
import type { CalendarWriter } from "../../backend/src/meetings/ports.ts";
import { Secret } from "../../backend/src/secret.ts";
import { json, startScriptedServer } from "./scripted-server.ts";
import type { ScriptedServer } from "./scripted-server.ts";

const rep = { workspaceId: "w1" as WorkspaceId, userId: "u1" as UserId };
const MINE = "nora@northwind.example";
const TOMORROW = { at: new Date("2026-11-24T09:00:00Z"), timeZone: "Europe/Berlin" };

let server: ScriptedServer;
let transport: GoogleTransport;
let writer: CalendarWriter;
/** Google hands out a token; until then every call waits. */
let handOutToken: () => void;

beforeEach(async () => {
  server = await startScriptedServer(json({ id: MINE, timeZone: "Europe/Berlin" }));
  const { promise: token, resolve } = Promise.withResolvers<Secret>();
  handOutToken = () => {
    resolve(new Secret("token"));
  };
  transport = createTransport({
    gmailBaseUrl: server.url,
    calendarBaseUrl: server.url,
    gmailUnitsPerMinute: 6_000,
    tokens: { get: () => token },
    // One call after the other: when the next is answered, the one before came to its end.
    concurrency: 1,
  });
  writer = createCalendarWriters(transport.request, { writeMs: 30, readMs: 5_000 })(rep, Date.now() + 10_000);
});

afterEach(async () => {
  await transport.close();
  await server.close();
});

const WRITES: Readonly<Record<string, () => Promise<unknown>>> = {
  insert: () =>
    writer.insert(
      MINE,
      {
        id: "e1",
        summary: "Kick-off",
        description: null,
        location: null,
        start: TOMORROW,
        end: TOMORROW,
        guests: [],
        meetLink: false,
      },
      "all",
    ),
  patch: () => writer.patch(MINE, "e1", { summary: "Moved" }, { etag: null, notify: "all" }),
  delete: () => writer.delete(MINE, "e1", { etag: null, notify: "all" }),
};

test.each(Object.keys(WRITES))("an %s given up while it waits does not go out later", async (kind) => {
  await expect(WRITES[kind]?.()).rejects.toMatchObject({ failure: { kind: "transient" } });
  handOutToken();
  expect(await writer.findPrimary()).toEqual({ id: MINE, timeZone: "Europe/Berlin" });
  expect(server.requests.map(({ method }) => method)).toEqual(["GET"]);
});
