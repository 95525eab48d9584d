/** `/` for somebody who is signed in: whether the sync is well, how far it is, and where to go. */
import { html } from "hono/html";
import type { Connection } from "../../../contract/me.ts";
import type { Sync } from "../../../contract/sync.ts";
import type { Session } from "../http/sessions.ts";
import { googleButton, layout, notice } from "./layout.ts";
import type { Html } from "./layout.ts";
import { reconnectNotice } from "./reconnect-notice.ts";
import { syncView } from "./sync-view.ts";

export interface HomeView {
  readonly session: Session;
  readonly connection: Connection;
  readonly sync: Sync;
  readonly now: Date;
}

export function homePage({ session, connection, sync, now }: HomeView): Html {
  const [firstName] = session.viewer.name.split(" ");
  return layout({
    title: "Rapport",
    session,
    script: "live.js",
    body: html`<div class="page">
      <h1>Hello ${firstName}</h1>
      <div class="stack" data-live="/api/v1/sync" data-status="${connection.status}">
        ${connectionSection(connection, sync)}
        ${
          connection.features.includes("mail") && connection.status !== "none"
            ? html`<section class="card">
                <header>
                  <h2>Your mailbox</h2>
                  <a class="button" href="/settings/integrations">Settings</a>
                </header>
                <div data-region="mailbox-status">${syncView(sync.email, { what: "mailbox", now })}</div>
              </section>`
            : ""
        }
        <section class="card">
          <h2>Where you work with Rapport</h2>
          <p>
            In the side panel of Gmail and Google Calendar: open a mail or an event, and the card is on the
            right. Here are its settings: <a href="/settings/integrations">Integrations</a>.
          </p>
        </section>
      </div>
    </div>`,
  });
}

function connectionSection(connection: Connection, sync: Sync): Html {
  switch (connection.status) {
    case "reconnect":
      return reconnectNotice(connection, sync);
    case "none":
      return notice(
        "warn",
        "Your mailbox and calendar are not connected, so only what you log by hand is on the timelines.",
        googleButton("Connect Gmail and Calendar", ["mail", "calendar"]),
      );
    case "connected":
      return notice("good", html`<b>${connection.email ?? ""}</b> is connected.`);
  }
}
