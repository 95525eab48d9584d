/** The frame of every page. No script, one stylesheet: the content security policy allows nothing else. */
import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

export function layout({ title, body }: { readonly title: string; readonly body: Html }): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/rapport.css" />
      </head>
      <body>
        <header class="top">
          <a class="brand" href="/"><img src="/favicon.svg" alt="" width="28" height="28" />Rapport</a>
          <nav>
            <a href="/api/docs">API</a>
            <a href="/privacy">Privacy</a>
          </nav>
        </header>
        <main>${body}</main>
      </body>
    </html>`;
}
