/** `/privacy`: what is kept and who sees it. It says what the code does; a change there belongs here too. */
import { html } from "hono/html";
import { layout } from "./layout.ts";
import type { Html } from "./layout.ts";

export function privacyPage(): Html {
  return layout({
    title: "Privacy · Rapport",
    at: "/privacy",
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
      <h2>When you connect your mailbox or calendar</h2>
      <p>
        Rapport then looks at your mails and events by itself. Those with a lead or client on them are stored
        like the ones you log. Of all others only Google's id, the date and the reason why they were not
        stored are kept, so that nothing is looked at twice. Mails of colleagues among themselves, drafts,
        spam and trash are never stored, and neither is what a never-log rule of yours or of your workspace is
        about. You choose what colleagues see, you can pause at any time, and when you disconnect you choose
        whether what only your account brought is removed. The permission Google gave is kept encrypted, and
        given back to Google when you disconnect.
      </p>
      <h2>When you send mails or book meetings from Rapport</h2>
      <p>
        A mail goes out through your own Gmail and stays in your Sent mail; its text is stored until and after
        it went, and a header in it says that Rapport sent it. A meeting stands in your own Google Calendar
        and in the CRM. To offer free times, Google is asked when you and the colleagues you name are busy,
        not with what; nothing of that is stored.
      </p>
      <h2>About you</h2>
      <p>
        Your Google account's id, e-mail address, name and language, to know you when the add-on calls or you
        sign in. One cookie keeps you signed in on these pages, another one lives for the minutes of a
        sign-in; there are no others.
      </p>
      <h2>What never happens</h2>
      <p>
        Data of one workspace is never shown to another. Texts of mails and sign-in tokens are never written
        to the server's log. Nothing is sold, and nothing is used for advertising.
      </p>
    `,
  });
}
