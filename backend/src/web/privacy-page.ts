/** `/privacy`: what is kept and who sees it. It says what the code does; a change there belongs here too. */
import { html } from "hono/html";
import { layout } from "./layout.ts";
import type { Html } from "./layout.ts";

export function privacyPage(): Html {
  return layout({
    title: "Privacy · Rapport",
    body: html`
      <h1>Privacy</h1>
      <p>
        What this installation of Rapport keeps, and who sees it. Whoever runs the server is responsible for
        the data on it and answers questions about it.
      </p>
      <h2>When you open a mail or an event</h2>
      <p>
        The add-on sends its sender, recipients, subject, date and ids to this server, which looks for
        contacts among them. Nothing of it is stored.
      </p>
      <h2>When you log one</h2>
      <p>
        Sender, recipients, subject, date, the text without what it quotes, the names and sizes of
        attachments, and your note are stored. The attachments themselves stay in Gmail. Your team sees what
        you logged; you can undo it, and you choose how much of it colleagues see: everything, the subject,
        only who and when, or nothing.
      </p>
      <h2>When you create a contact from a mail</h2>
      <p>The form is filled from the header and the signature. Only what you save is stored.</p>
      <h2>About you</h2>
      <p>Your Google account's id, e-mail address, name and language, to know you when the add-on calls.</p>
      <h2>What never happens</h2>
      <p>
        Data of one workspace is never shown to another. Texts of mails and sign-in tokens are never written
        to the server's log. Nothing is sold, and nothing is used for advertising.
      </p>
    `,
  });
}
