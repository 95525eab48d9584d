/** What went wrong, for a browser: the same sentence the API gives. */
import { html } from "hono/html";
import { layout } from "./layout.ts";
import type { Html } from "./layout.ts";

export interface PageProblem {
  readonly title: string;
  readonly detail: string;
  readonly requestId: string;
}

export function problemPage({ title, detail, requestId }: PageProblem): Html {
  return layout({
    title: `${title} · Rapport`,
    body: html`<section class="card narrow">
      <h1>${title}</h1>
      <p>${detail}</p>
      <p class="actions"><a class="button" href="/settings/integrations">To Rapport</a></p>
      <p class="hint">Request <code>${requestId}</code></p>
    </section>`,
  });
}
