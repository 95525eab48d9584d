/** Starts the page: reads the session, then follows the address bar. */
import { AddonPanel } from "./addon-panel.ts";
import { execute, fetchSession } from "./api.ts";
import { CalendarView } from "./calendar-view.ts";
import type { HostApp, OpenItem } from "./event-object.ts";
import { MailView } from "./mail-view.ts";
import { inbox, parseRoute, routeHash } from "./route.ts";
import type { Route } from "./route.ts";
import { Shell } from "./shell.ts";
import type { Rep, Session } from "./wire.ts";

void start();

async function start(): Promise<void> {
  const session = await fetchSession().catch((error: unknown) => String(error));
  if (typeof session === "string") {
    document.body.textContent = `The page could not be started. ${session}`;
    return;
  }
  const wanted = new URLSearchParams(window.location.search).get("user");
  const rep = session.reps.find(({ email }) => email === wanted) ?? session.reps[0];
  if (rep === undefined) {
    document.body.textContent = "There is no user whose mailbox could be shown.";
    return;
  }
  run(session, rep);
}

function run({ reps, addon }: Session, rep: Rep): void {
  const go = (route: Route): void => {
    window.location.hash = routeHash(route);
  };
  const panel = new AddonPanel({
    addon,
    execute,
    onClose: () => {
      shell.setPanelOpen(false);
    },
  });
  const shell = new Shell({
    reps,
    rep,
    addon,
    panel: panel.element,
    go,
    onReload: () => {
      follow();
    },
  });
  let beside = "";
  const onOpen = (hostApp: HostApp, open: OpenItem | undefined): void => {
    const key = JSON.stringify([hostApp, open]);
    if (key === beside) return;
    beside = key;
    void panel.visit({ user: rep.email, hostApp, open });
  };
  const mail = new MailView({
    user: rep,
    go,
    onOpen: (open) => {
      onOpen("GMAIL", open);
    },
  });
  const calendar = new CalendarView({
    user: rep,
    go,
    onOpen: (open) => {
      onOpen("CALENDAR", open);
    },
  });
  const follow = (): void => {
    const route = parseRoute(window.location.hash);
    const isMail = route.view === "threads" || route.view === "thread";
    shell.show(route, isMail ? mail.element : calendar.element);
    if (route.view === "threads" || route.view === "thread") void mail.show(route);
    else void calendar.show(route);
  };
  document.body.replaceChildren(shell.element);
  window.addEventListener("hashchange", follow);
  if (window.location.hash === "") window.history.replaceState(null, "", routeHash(inbox));
  follow();
}
