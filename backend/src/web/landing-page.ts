/** `/`: what Rapport is, for somebody who found the server and not the add-on. */
import { html } from "hono/html";
import { googleButton, layout } from "./layout.ts";
import type { Html } from "./layout.ts";

export function landingPage(): Html {
  return layout({
    title: "Rapport: a CRM inside Gmail and Google Calendar",
    body: html`
      <section class="hero">
        <h1>The CRM that is already open.</h1>
        <p>
          Rapport lives in the side panel of Gmail and Google Calendar. Open a mail and see who it is from,
          what was said before and whose turn it is. One click puts the mail on the team's timeline.
        </p>
        <p class="actions">${googleButton("Sign in with Google")}</p>
      </section>
      <section class="three">
        <div>
          <h2>See who it is</h2>
          <p>Everyone on a mail or an event: lead, client, colleague or somebody new, with their history.</p>
        </div>
        <div>
          <h2>Log it once</h2>
          <p>A mail that five colleagues got is one entry for the team. Logging it twice changes nothing.</p>
        </div>
        <div>
          <h2>Trust the score</h2>
          <p>Engagement is counted from mails and held meetings, and every point names its reason.</p>
        </div>
      </section>
      <section>
        <h2>Where to go from here</h2>
        <p>
          This server is the backend of the add-on. Install Rapport in your Google account, then open any
          mail: the panel is on the right. Whoever builds on it finds the
          <a href="/api/docs">API described here</a>, and what is kept of your mail is on the
          <a href="/privacy">privacy page</a>.
        </p>
      </section>
    `,
  });
}
