/** Where the visitor is, as the address bar says it: every mail, event and search can be linked. */

export type Route =
  | { readonly view: "threads"; readonly folder: string; readonly search: string }
  | { readonly view: "thread"; readonly threadId: string; readonly messageId: string | undefined }
  | { readonly view: "calendar"; readonly day: string | undefined }
  | { readonly view: "event"; readonly eventId: string };

export const inbox: Route = { view: "threads", folder: "inbox", search: "" };

export function parseRoute(hash: string): Route {
  const [view = "", first, second] = hash.replace(/^#\/?/, "").split("/").map(decodePart);
  switch (view) {
    case "mail":
      return first === undefined ? inbox : { view: "thread", threadId: first, messageId: second };
    case "folder":
      return { view: "threads", folder: first ?? "inbox", search: "" };
    case "search":
      return { view: "threads", folder: "", search: first ?? "" };
    case "calendar":
      return { view: "calendar", day: first };
    case "event":
      return first === undefined ? { view: "calendar", day: undefined } : { view: "event", eventId: first };
    default:
      return inbox;
  }
}

export function routeHash(route: Route): string {
  return `#/${partsOf(route).map(encodeURIComponent).join("/")}`;
}

function partsOf(route: Route): readonly string[] {
  switch (route.view) {
    case "threads":
      if (route.search !== "") return ["search", route.search];
      return route.folder === "inbox" ? ["mail"] : ["folder", route.folder];
    case "thread":
      return ["mail", route.threadId, ...(route.messageId === undefined ? [] : [route.messageId])];
    case "calendar":
      return ["calendar", ...(route.day === undefined ? [] : [route.day])];
    case "event":
      return ["event", route.eventId];
  }
}

/** A hand-typed address may hold a lone percent sign. */
function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
