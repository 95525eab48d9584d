/** After Google's consent page when nothing came of it: what happened, and a button. */
import { html } from "hono/html";
import type { Feature } from "../../../contract/me.ts";
import type { FlowFault } from "../http/auth/finish-flow.ts";
import type { Session } from "../http/sessions.ts";
import { csrfField, googleButton, layout } from "./layout.ts";
import type { Html } from "./layout.ts";

export interface SignInFailure {
  readonly fault: FlowFault;
  /** What was asked for, to be asked for again. */
  readonly features: readonly Feature[];
  readonly session: Session | undefined;
}

export function signInFailedPage({ fault, features, session }: SignInFailure): Html {
  const { title, text } = explain(fault, session);
  return layout({
    title: `${title} · Rapport`,
    session,
    body: html`<section class="card narrow">
      <h1>${title}</h1>
      <p>${text}</p>
      <p class="actions">
        ${googleButton(features.length === 0 ? "Sign in with Google" : "Try again", features)}
        ${
          session === undefined
            ? html`<a class="button" href="/">Back to the start</a>`
            : html`<a class="button" href="/settings/integrations">Back to the integrations</a>`
        }
      </p>
      ${
        fault.kind === "other_account" && session !== undefined
          ? html`<form method="post" action="/api/auth/logout">
              ${csrfField(session)}
              <p class="hint">
                To use ${fault.email} instead, <button class="link">sign out</button> and sign in with it.
              </p>
            </form>`
          : ""
      }
    </section>`,
  });
}

function explain(fault: FlowFault, session: Session | undefined): { title: string; text: string } {
  switch (fault.kind) {
    case "consent_denied":
      return {
        title: "Nothing was connected",
        text: "You said no on Google’s page, so Rapport was given nothing. You can do it again whenever you like.",
      };
    case "admin_policy":
      return {
        title: "Your administrator has to allow this",
        text: "Your organisation’s Google administrator does not allow Rapport. Ask the administrator to trust the app, then try again.",
      };
    case "bad_code":
      return {
        title: "This sign-in was used already",
        text: "A sign-in works once and for a few minutes. Please begin again.",
      };
    case "state_mismatch":
      return {
        title: "This sign-in did not begin here",
        text: "It was begun in another browser or more than ten minutes ago, or cookies are blocked. Please begin again.",
      };
    case "bad_answer":
      return {
        title: "Google did not say who you are",
        text: "Google’s answer could not be accepted: it was not made for this sign-in, or the address of the account is not verified. Please try again.",
      };
    case "nothing_lasting":
      return {
        title: "Google gave no lasting permission",
        text: "Without it Rapport could read for an hour at most. Remove Rapport at myaccount.google.com/connections, then connect again.",
      };
    case "misconfigured":
      return {
        title: "Rapport is not set up right",
        text: "Google refused this server: its client id, client secret or redirect address are not as registered. Please tell whoever runs it.",
      };
    case "google_away":
      return {
        title: "Google cannot be reached",
        text: "Google did not answer just now. Nothing is lost; please try again in a minute.",
      };
    case "other_account":
      return {
        title: "That is another account",
        text: `You are signed in as ${session?.viewer.email ?? "somebody else"}, and on Google’s page you chose ${fault.email}. Choose the account you are signed in with: a mailbox can only be connected by its owner.`,
      };
    case "no_account":
      return {
        title: "No account here",
        text: `${fault.email} has no account here. Ask an admin of your team to invite this address, or choose another account.`,
      };
  }
}
