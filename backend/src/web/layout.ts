/** The frame of every page. One stylesheet and no inline script: the content security policy allows nothing else. */
import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import type { Session } from "../http/sessions.ts";

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

export interface Page {
  readonly title: string;
  readonly body: Html;
  /** Undefined: nobody is signed in, or the page is the same for everybody. */
  readonly session?: Session | undefined;
  /** Which entry of the navigation it belongs to. */
  readonly at?: string;
  /** A file of `assets/`. */
  readonly script?: string;
}

export function layout({ title, body, session, at, script }: Page): Html {
  const link = ([path, name]: readonly [string, string]) =>
    html`<a href="${path}" ${path === at ? html`aria-current="page"` : ""}>${name}</a>`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/rapport.css" />
        ${script === undefined ? "" : html`<script src="/${script}" type="module"></script>`}
      </head>
      <body>
        <header class="top">
          <a class="brand" href="/"><img src="/favicon.svg" alt="" width="28" height="28" />Rapport</a>
          <nav>${session === undefined ? "" : OWN.map(link)} ${EVERYBODYS.map(link)}</nav>
          ${
            session === undefined
              ? ""
              : html`<form class="who" method="post" action="/api/auth/logout">
                  ${csrfField(session)}<a href="/settings/me" title="${session.viewer.email}"
                    >${session.viewer.name}</a
                  >
                  <button class="plain">Sign out</button>
                </form>`
          }
        </header>
        <main>${body}</main>
      </body>
    </html>`;
}

/** The pages of somebody signed in. */
const OWN = [
  ["/outbox", "Outbox"],
  ["/settings/templates", "Templates"],
  ["/settings/integrations", "Integrations"],
  ["/settings/me", "My settings"],
] as const;

const EVERYBODYS = [
  ["/api/docs", "API"],
  ["/privacy", "Privacy"],
] as const;

/** Below a field; the API's messages go on from the field's name. */
export function fieldError(label: string, message: string | undefined): Html | string {
  return message === undefined ? "" : html`<span class="error" role="alert">${label} ${message}</span>`;
}

/** Every form that changes something has it. */
export function csrfField({ csrfToken }: Session): Html {
  return html`<input type="hidden" name="csrf" value="${csrfToken}" />`;
}

export type Tone = "good" | "warn" | "bad" | "quiet";

export function notice(tone: Tone, text: Html | string, action: Html | string = ""): Html {
  return html`<div class="notice ${tone}" role="status">
    <p>${text}</p>
    ${action}
  </div>`;
}

/** Google's rules for the button: its own words, and neither too small nor hidden. */
export function googleButton(
  text: string,
  features: readonly string[] = [],
  weight: "primary" | "" = "primary",
): Html {
  const query = features.length === 0 ? "" : `?features=${features.join(",")}`;
  return html`<a class="button ${weight}" href="/api/auth/google${query}">${text}</a>`;
}
