/** Starts the page: reads the session, then follows the address bar. */
import { AddonPanel } from "./addon-panel.ts";
import { execute, fetchSession } from "./api.ts";
import { ComposeDesk } from "./compose-desk.ts";
import { CalendarView } from "./calendar-view.ts";
import type { HostApp, OpenItem } from "./event-object.ts";
import { MailView } from "./mail-view.ts";
import { PulseWatch } from "./pulse-watch.ts";
import { inbox, parseRoute, routeHash } from "./route.ts";
import type { Route } from "./route.ts";
import type { HostAppAction } from "./script-result.ts";
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
    execute: async (user, call) => {
      const execution = await execute(user, call);
      // It may have sent a mail or booked a meeting.
      pulse.lookNow();
      return execution;
    },
    onClose: () => {
      shell.setPanelOpen(false);
    },
    onHostAction: async (action) => {
      await doForAddon(action);
    },
  });
  const desk = new ComposeDesk({
    user: rep,
    addon,
    onChange: () => {
      pulse.lookNow();
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
    onCompose: () => void desk.write(),
    onCreate: () => {
      calendar.create();
    },
    desk: desk.element,
  });
  const doForAddon = async (action: HostAppAction): Promise<void> => {
    if ("calendarAction" in action) {
      const emails = action.calendarAction.addAttendeesAction?.addAttendeeEmails;
      if (emails === undefined) throw new Error("This calendar only takes guests from an add-on.");
      calendar.addGuests(emails);
    } else if ("openCreatedDraftAction" in action.gmailAction) {
      await desk.openDraft(action.gmailAction.openCreatedDraftAction.draftId);
    } else {
      throw new Error("No draft is open to be changed.");
    }
  };
  let beside = "";
  const onOpen = (hostApp: HostApp, open: OpenItem | undefined): void => {
    const key = keyOf(hostApp, open);
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
    onAnswer: (message, subject, how) => void desk.answer(message, subject, how),
    onResume: (messageId) => void desk.resume(messageId),
  });
  const calendar = new CalendarView({
    user: rep,
    go,
    onOpen: (open) => {
      onOpen("CALENDAR", open);
    },
    onChange: (open) => {
      beside = keyOf("CALENDAR", open);
      panel.update({ user: rep.email, hostApp: "CALENDAR", open });
    },
  });
  const pulse = new PulseWatch(rep.email, {
    onMail: () => void mail.refresh(),
    onCalendar: () => void calendar.refresh(),
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

/** Two places with the same key are the same to an add-on. */
function keyOf(hostApp: HostApp, open: OpenItem | undefined): string {
  return JSON.stringify([hostApp, open]);
}
