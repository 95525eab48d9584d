/** `/settings/integrations/disconnect`: what it means, and the choice of what stays. */
import { html } from "hono/html";
import type { Session } from "../http/sessions.ts";
import { csrfField, layout } from "./layout.ts";
import type { Html } from "./layout.ts";

export function disconnectPage(session: Session): Html {
  return layout({
    title: "Disconnect · Rapport",
    session,
    at: "/settings/integrations",
    body: html`<section class="card narrow">
      <h1>Disconnect your Google account?</h1>
      <p>
        Rapport gives its permission back to Google and forgets it. Nothing more is read from your mailbox and
        your calendars. You stay signed in, and can connect again at any time.
      </p>
      <form method="post" action="/settings/integrations/disconnect">
        ${csrfField(session)}
        <fieldset>
          <legend>What was logged so far</legend>
          <label class="check">
            <input type="radio" name="purge" value="false" checked />
            <span>Keep it on the team’s timelines</span>
          </label>
          <label class="check">
            <input type="radio" name="purge" value="true" />
            <span>
              Remove what only my mailbox and my calendars brought<br />
              <small>
                What a colleague’s mailbox has too stays, and so does what somebody logged by hand or wrote a
                note on. This cannot be undone.
              </small>
            </span>
          </label>
        </fieldset>
        <p class="actions">
          <button class="danger">Disconnect</button>
          <a class="button" href="/settings/integrations">Cancel</a>
        </p>
      </form>
    </section>`,
  });
}
