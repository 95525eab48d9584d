/** What a page of somebody's own says to whoever is not signed in. */
import { html } from "hono/html";
import { googleButton, layout } from "./layout.ts";
import type { Html } from "./layout.ts";

export function signInPage(): Html {
  return layout({
    title: "Sign in · Rapport",
    body: html`<section class="card narrow">
      <h1>Sign in to Rapport</h1>
      <p>
        Use the Google account you work with. Signing in tells Rapport your name and address; whether it may
        read mail or calendar is asked separately.
      </p>
      <p class="actions">${googleButton("Sign in with Google")}</p>
    </section>`,
  });
}
