/** A calendar API on loopback for one person, with the official client pointed at it. */
import { createServer } from "node:http";
import { serve } from "@hono/node-server";
import { calendar } from "@googleapis/calendar";
import type { calendar_v3 } from "@googleapis/calendar";
import { Hono } from "hono";
import type { AccessGrant } from "../../dev/google/access.ts";
import { CalendarBook } from "../../dev/google/calendar/calendar-book.ts";
import { createCalendarRoutes } from "../../dev/google/calendar/routes.ts";
import { Mailbox } from "../../dev/google/gmail/mailbox.ts";
import { GoogleError } from "../../dev/google/google-error.ts";
import { createWorld } from "../../dev/google/world.ts";

export const NOW = Date.UTC(2026, 10, 23, 9);

export interface CalendarServer {
  readonly book: CalendarBook;
  readonly client: calendar_v3.Calendar;
  /** A client whose token carries these scopes only (short names). */
  clientWith(...scopes: string[]): calendar_v3.Calendar;
  stop(): Promise<void>;
}

/** The account is ada@northwind.example in Europe/Berlin, at nine o'clock UTC on Monday, 23 November 2026. */
export async function startCalendarServer(): Promise<CalendarServer> {
  const now = (): number => NOW;
  const owner = { email: "ada@northwind.example", name: "Ada Lindqvist", timeZone: "Europe/Berlin" };
  const book = new CalendarBook(owner, now);
  const account = {
    ...owner,
    sub: "104512345678901234567",
    locale: "en-GB",
    hd: "northwind.example",
    emailVerified: true,
    mailbox: new Mailbox(owner),
    calendars: book,
  };
  const app = new Hono();
  app.onError((error) => {
    if (!(error instanceof GoogleError)) throw error;
    return new Response(JSON.stringify(error), {
      status: error.code,
      headers: { ...error.headers, "Content-Type": "application/json" },
    });
  });
  app.route(
    "/",
    createCalendarRoutes(createWorld(now), (request): AccessGrant => {
      const token = request.headers.get("authorization")?.replace("Bearer ", "");
      if (token === undefined) throw new GoogleError(401, "authError", "Invalid Credentials");
      const scopes = token.split("+").map((name) => `https://www.googleapis.com/auth/${name}`);
      return { account, scopes: new Set(scopes) };
    }),
  );
  const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1", createServer });
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server listens on no port.");
  const clientWith = (...scopes: string[]): calendar_v3.Calendar =>
    calendar({
      version: "v3",
      rootUrl: `http://127.0.0.1:${address.port}/`,
      headers: { authorization: `Bearer ${scopes.join("+")}` },
      retry: false,
    });
  return {
    book,
    client: clientWith("calendar.readonly"),
    clientWith,
    stop: async () => {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
