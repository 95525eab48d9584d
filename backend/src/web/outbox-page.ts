/** `/outbox`: the rep's mails that go later, that were not sent, and the last that were. */
import { html } from "hono/html";
import type { Email } from "../../../contract/emails.ts";
import { zoneOf } from "../crm/time-zone.ts";
import type { Session } from "../http/sessions.ts";
import { csrfField, layout, notice } from "./layout.ts";
import type { Html, Tone } from "./layout.ts";
import { clockTime, relativeTime } from "./words.ts";

export const OUTBOX = "/outbox";

export interface OutboxView {
  readonly session: Session;
  /** Queued and under way. */
  readonly waiting: readonly Email[];
  /** Failed, or nobody knows yet. */
  readonly unsent: readonly Email[];
  /** The last ones. */
  readonly sent: readonly Email[];
  readonly done: OutboxDone | undefined;
  readonly now: Date;
}

export const OUTBOX_DONE = {
  cancelled: { tone: "good", words: "Cancelled. It is not sent." },
  too_late: { tone: "warn", words: "It was too late: the mail was on its way already." },
} as const satisfies Readonly<Record<string, { readonly tone: Tone; readonly words: string }>>;
export type OutboxDone = keyof typeof OUTBOX_DONE;

export function outboxPage(view: OutboxView): Html {
  const { session, waiting, unsent, sent, done, now } = view;
  const isEmpty = waiting.length + unsent.length + sent.length === 0;
  const zone = zoneOf(session.viewer);
  return layout({
    title: "Outbox · Rapport",
    session,
    at: "/outbox",
    body: html`<div class="page">
      <h1>Outbox</h1>
      ${done === undefined ? "" : notice(OUTBOX_DONE[done].tone, OUTBOX_DONE[done].words)}
      ${
        isEmpty
          ? html`<section class="card empty">
              <h2>Nothing was sent from Rapport yet</h2>
              <p>
                Mails you write from the card beside a mail stand here, and those that go later until they go.
              </p>
            </section>`
          : html`<div class="stack">
              ${part("To be sent", "later", waiting, "Nothing waits to be sent.", (email) => waitingLine(session, email, zone, now))}
              ${part("Not sent", "unsent", unsent, "", (email) => unsentLine(session, email, now))}
              ${part("Sent lately", "sent", sent, "", (email) => sentLine(email, zone, now))}
            </div>`
      }
    </div>`,
  });
}

/** Without words for nothing, nothing is shown of it. */
function part(
  title: string,
  id: string,
  emails: readonly Email[],
  nothing: string,
  line: (email: Email) => Html,
): Html {
  if (emails.length === 0 && nothing === "") return html``;
  return html`<section class="card" id="${id}">
    <h2>${title}</h2>
    ${
      emails.length === 0
        ? html`<p class="hint">${nothing}</p>`
        : html`<ul class="mails">
            ${emails.map((email) => html`<li>${line(email)}</li>`)}
          </ul>`
    }
  </section>`;
}

function waitingLine(session: Session, email: Email, zone: string, now: Date): Html {
  const { sendAt, status } = email;
  const when =
    status === "SENDING"
      ? html`On its way`
      : sendAt === null
        ? html`Goes in a moment`
        : html`Goes <time datetime="${sendAt}">${clockTime(sendAt, zone)}</time>, ${relativeTime(sendAt, now)}`;
  return html`${about(email, when)} ${status === "QUEUED" ? cancelButton(session, email, "Cancel") : ""}`;
}

function unsentLine(session: Session, email: Email, now: Date): Html {
  const why = email.error?.message ?? "Nobody knows why.";
  const what =
    email.status === "UNKNOWN"
      ? html`<span class="warn">Not known whether it was sent.</span> ${why}`
      : html`<span class="bad">Not sent.</span> ${why}`;
  const when = html`${what} <small>Written ${relativeTime(email.createdAt, now)}.</small>`;
  return html`${about(email, when)}
  ${email.status === "FAILED" ? cancelButton(session, email, "Discard") : ""}`;
}

function sentLine(email: Email, zone: string, now: Date): Html {
  const at = email.sentAt ?? email.createdAt;
  return about(
    email,
    html`Sent <time datetime="${at}">${clockTime(at, zone)}</time>, ${relativeTime(at, now)}`,
  );
}

function about({ subject, to, cc, bcc }: Email, line: Html): Html {
  const all = [...to, ...cc, ...bcc];
  const more = all.length > SHOWN ? ` and ${all.length - SHOWN} more` : "";
  return html`<div class="about">
    <b>${subject === "" ? "No subject" : subject}</b>
    <span class="to">To ${all.slice(0, SHOWN).join(", ")}${more}</span>
    <span class="when">${line}</span>
  </div>`;
}

const SHOWN = 3;

function cancelButton(session: Session, { id }: Email, label: string): Html {
  return html`<form method="post" action="${OUTBOX}/${id}/cancel">
    ${csrfField(session)}<button>${label}</button>
  </form>`;
}
