import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { inbox, parseRoute, routeHash } from "../../dev/sidebar/page/route.ts";
import type { Route } from "../../dev/sidebar/page/route.ts";

const id = fc.string({ minLength: 1, unit: "grapheme" });
const routes: fc.Arbitrary<Route> = fc.oneof(
  id.map((folder): Route => ({ view: "threads", folder, search: "" })),
  id.map((search): Route => ({ view: "threads", folder: "", search })),
  fc
    .tuple(id, fc.option(id, { nil: undefined }))
    .map(([threadId, messageId]): Route => ({ view: "thread", threadId, messageId })),
  fc.option(id, { nil: undefined }).map((day): Route => ({ view: "calendar", day })),
  id.map((eventId): Route => ({ view: "event", eventId })),
);

test("every place has an address that leads back to it", () => {
  fc.assert(
    fc.property(routes, (route) => {
      expect(parseRoute(routeHash(route))).toEqual(route);
    }),
  );
});

test.each(["", "#", "#/", "#/nowhere/at/all", "#/mail", "#/%E0%A4%A"])("%j leads to the inbox", (hash) => {
  expect(parseRoute(hash)).toEqual(inbox);
});
