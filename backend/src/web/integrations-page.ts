/** `/settings/integrations`: what is connected, what it may do, how far it is, and every switch. */
import { html } from "hono/html";
import type { Visibility } from "../../../contract/activities.ts";
import { Visibility as Visibilities } from "../../../contract/activities.ts";
import type { Connection, Feature } from "../../../contract/me.ts";
import type { CalendarStatus, Sync } from "../../../contract/sync.ts";
import type { Session } from "../http/sessions.ts";
import { csrfField, googleButton, layout, notice } from "./layout.ts";
import type { Html } from "./layout.ts";
import { reconnectNotice } from "./reconnect-notice.ts";
import { syncView } from "./sync-view.ts";
import { FEATURE_WORDS, phaseSentence, SHARE_WORDS } from "./words.ts";

export interface IntegrationsView {
  readonly session: Session;
  readonly connection: Connection;
  readonly sync: Sync;
  /** What was asked for on the way here. */
  readonly asked: readonly Feature[];
  /** What the form before did. */
  readonly done: Done | undefined;
  readonly now: Date;
}

export const DONE_WORDS = {
  saved: "Saved.",
  queued: "A sync was asked for and begins in a moment.",
  paused: "Paused. Nothing is read until you resume.",
  resumed: "Resumed.",
  disconnected: "Disconnected. What was logged is still there.",
  purged: "Disconnected, and what only your account had brought was removed.",
} as const;
export type Done = keyof typeof DONE_WORDS;

export function integrationsPage(view: IntegrationsView): Html {
  return layout({
    title: "Integrations · Rapport",
    session: view.session,
    at: "/settings/integrations",
    script: "live.js",
    body: html`<div class="page">
      <h1>Integrations</h1>
      <div id="notices">
        ${view.done === undefined ? "" : notice("good", DONE_WORDS[view.done])} ${missingNotice(view)}
        ${view.connection.status === "reconnect" ? reconnectNotice(view.connection, view.sync) : ""}
      </div>
      <div class="stack" id="integrations" data-live="/api/v1/sync" data-status="${view.connection.status}">
        ${accountCard(view)} ${mailboxCard(view)} ${calendarCard(view)} ${sendingCard(view)}
      </div>
    </div>`,
  });
}

function missingNotice({ asked, connection }: IntegrationsView): Html {
  const missing = asked.filter((feature) => !connection.features.includes(feature));
  if (missing.length === 0) return html``;
  const words = missing.map((feature) => FEATURE_WORDS[feature]).join("; ");
  return notice(
    "warn",
    `On Google’s page not every box was ticked, so Rapport may not yet: ${words}.`,
    googleButton("Give the missing permission", missing),
  );
}

function accountCard({ session, connection }: IntegrationsView): Html {
  const { status, email, features } = connection;
  return html`<section class="card" id="account">
    <header>
      <h2>Google account</h2>
      ${pill(status)}
    </header>
    ${
      status === "none"
        ? html`<p>
              You are signed in as <b>${session.viewer.email}</b>. Nothing is connected yet: Rapport knows
              your name and address, and reads neither mail nor calendar.
            </p>
            <p class="actions">${googleButton("Connect everything", ["mail", "calendar", "send"])}</p>`
        : html`<p><b>${email ?? session.viewer.email}</b></p>
            ${
              features.length === 0
                ? html`<p>Rapport has no permission that is of use.</p>`
                : html`<p>${status === "connected" ? "Rapport may:" : "Rapport was allowed to:"}</p>
                    <ul class="ticks">
                      ${features.map((feature) => html`<li>${FEATURE_WORDS[feature]}</li>`)}
                    </ul>`
            }
            <p class="actions">
              <a class="button" href="/settings/integrations/disconnect">Disconnect…</a>
            </p>`
    }
  </section>`;
}

function mailboxCard({ session, connection, sync, now }: IntegrationsView): Html {
  const { email } = sync;
  if (!isUsable(connection, "mail")) {
    return offer({
      id: "mailbox",
      title: "Gmail",
      text: "Every mail with a lead or client goes onto the timeline, from whatever device it was read or written. Mails with nobody you know are looked at and not kept.",
      button: "Connect Gmail",
      feature: "mail",
      connection,
    });
  }
  return html`<section class="card" id="mailbox">
    <header>
      <h2>Gmail</h2>
      <div class="actions">
        ${runButton(session, "email", email.enabled && connection.status === "connected")}
        ${pauseButton(session, "email", email.enabled)}
      </div>
    </header>
    <div data-region="mailbox-status">${syncView(email, { what: "mailbox", now })}</div>
    <form class="settings" method="post" action="/settings/integrations/email">
      ${csrfField(session)} ${shareField(email.shareLevel, "these mails")}
      <button>Save</button>
    </form>
  </section>`;
}

function calendarCard({ session, connection, sync, now }: IntegrationsView): Html {
  const { calendar, calendars } = sync;
  const chosen = calendars.filter((one) => one.chosen);
  if (!isUsable(connection, "calendar")) {
    return offer({
      id: "calendar",
      title: "Google Calendar",
      text: "Meetings with leads and clients go onto the timeline, and count once they were held. You choose the calendars.",
      button: "Connect Calendar",
      feature: "calendar",
      connection,
    });
  }
  return html`<section class="card" id="calendar">
    <header>
      <h2>Google Calendar</h2>
      <div class="actions">
        ${runButton(session, "calendar", calendar.enabled && connection.status === "connected")}
        ${pauseButton(session, "calendar", calendar.enabled)}
      </div>
    </header>
    <div data-region="calendar-status">
      ${calendar.enabled ? "" : html`<p class="phase"><span class="dot quiet"></span>Paused. Nothing is read until you resume.</p>`}
      ${calendars.length === 0 ? html`<p>Your calendars are being listed.</p>` : ""}
      ${chosen.map((one) => calendarStatus(one, chosen.length, now))}
    </div>
    <form class="settings" method="post" action="/settings/integrations/calendar">
      ${csrfField(session)}
      ${
        calendars.length === 0
          ? ""
          : html`<fieldset>
              <legend>Calendars</legend>
              ${calendars.map(
                ({ calendarId, name, primary, chosen }) =>
                  html`<label class="check">
                    <input type="checkbox" name="calendar" value="${calendarId}" ${chosen ? "checked" : ""} />
                    <span>${name}${primary ? html` <small>your own</small>` : ""}</span>
                  </label>`,
              )}
            </fieldset>`
      }
      ${shareField(calendar.shareLevel, "these meetings")}
      <button>Save</button>
    </form>
  </section>`;
}

function sendingCard({ connection }: IntegrationsView): Html {
  if (!isUsable(connection, "send")) {
    return offer({
      id: "sending",
      title: "Sending",
      text: "Answer leads and clients from the card beside a mail, now or later. Every mail goes through your own Gmail, stands in your Sent folder, and is on the timeline at once.",
      button: "Allow sending",
      feature: "send",
      connection,
    });
  }
  return html`<section class="card" id="sending">
    <header>
      <h2>Sending</h2>
      ${pill(connection.status)}
    </header>
    <p>
      Mails you write in Rapport go through your own Gmail. What waits and what was not sent is in your
      <a href="/outbox">outbox</a>.
    </p>
    ${
      isUsable(connection, "mail")
        ? ""
        : html`<p class="hint">
            Without Gmail connected above, Rapport may not read your mail: mails go without your signature,
            answers may stand apart from what they answer, and a mail that Gmail leaves unclear is not looked
            for and not sent again.
          </p>`
    }
  </section>`;
}

function calendarStatus(status: CalendarStatus, of: number, now: Date): Html {
  const view = syncView(status, { what: "calendar", now });
  if (of === 1) return html`${view}`;
  return html`<details class="one" ${status.primary ? "open" : ""}>
    <summary><b>${status.name}</b> <small>${phaseSentence(status, "calendar", now)}</small></summary>
    ${view}
  </details>`;
}

function offer(what: {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly button: string;
  readonly feature: Feature;
  readonly connection: Connection;
}): Html {
  const { connection, feature } = what;
  const isWaiting = connection.status === "reconnect" && connection.features.includes(feature);
  // As long as nothing is connected, the one button for everything is the first choice.
  const weight = connection.status === "none" ? "" : "primary";
  return html`<section class="card" id="${what.id}">
    <header>
      <h2>${what.title}</h2>
      ${isWaiting ? pill("reconnect") : html`<span class="pill quiet">Not connected</span>`}
    </header>
    <p>${what.text}</p>
    <p class="actions">${googleButton(isWaiting ? "Connect again" : what.button, [feature], weight)}</p>
  </section>`;
}

/** Also while it has to be connected again: the numbers stay, and so do the switches. */
function isUsable({ status, features }: Connection, feature: Feature): boolean {
  return status !== "none" && features.includes(feature);
}

function pill(status: Connection["status"]): Html {
  switch (status) {
    case "connected":
      return html`<span class="pill good">Connected</span>`;
    case "reconnect":
      return html`<span class="pill bad">Access lost</span>`;
    case "none":
      return html`<span class="pill quiet">Not connected</span>`;
  }
}

function runButton(session: Session, what: "email" | "calendar", canRun: boolean): Html {
  if (!canRun) return html``;
  return html`<form method="post" action="/settings/integrations/${what}/run">
    ${csrfField(session)}<button>Sync now</button>
  </form>`;
}

function pauseButton(session: Session, what: "email" | "calendar", enabled: boolean): Html {
  return html`<form method="post" action="/settings/integrations/${what}/switch">
    ${csrfField(session)}<input type="hidden" name="enabled" value="${enabled ? "false" : "true"}" />
    <button>${enabled ? "Pause" : "Resume"}</button>
  </form>`;
}

function shareField(chosen: Visibility, what: string): Html {
  return html`<label class="field"
    >What colleagues see of ${what}
    <select name="shareLevel">
      ${Visibilities.options.map(
        (level) =>
          html`<option value="${level}" ${level === chosen ? "selected" : ""}>${SHARE_WORDS[level]}</option>`,
      )}
    </select>
  </label>`;
}
