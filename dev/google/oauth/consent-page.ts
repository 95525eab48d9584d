/** The page on which a person picks an account and says yes or no, and the page that says a request was bad. */
import { html } from "hono/html";
import type { Account } from "../world.ts";
import type { AuthorizationProblem, AuthorizationRequest } from "./authorization-request.ts";
import { describeScope, isSignInScope } from "./scopes.ts";

type Html = ReturnType<typeof html>;

/** `ticket` stands for the request, which therefore cannot be changed between the page and the answer. */
export function consentPage(
  request: AuthorizationRequest,
  accounts: readonly Account[],
  ticket: string,
): Html {
  const app = new URL(request.redirectUri).host;
  const optional = request.scopes.filter((scope) => !isSignInScope(scope));
  const hinted = accounts.find(
    ({ email, sub }) => email.toLowerCase() === request.loginHint?.toLowerCase() || sub === request.loginHint,
  );
  const chosen = hinted ?? accounts[0];
  return page(
    `Sign in to ${app}`,
    html`<p class="brand">Sign in with <b>local Google</b></p>
      <h1>${app} wants to access your Google Account</h1>
      <form method="post" action="/o/oauth2/consent">
        <input type="hidden" name="ticket" value="${ticket}" />
        <fieldset>
          <legend>Choose an account</legend>
          ${accounts.map(
            (account) =>
              html`<label class="row">
                <input
                  type="radio"
                  name="account"
                  value="${account.email}"
                  ${account === chosen ? "checked" : ""}
                  required
                />
                <span class="avatar" aria-hidden="true">${account.name.slice(0, 1)}</span>
                <span><b>${account.name}</b><br /><small>${account.email}</small></span>
              </label>`,
          )}
        </fieldset>
        ${
          optional.length === 0
            ? html`<p>${app} will be told your name and email address.</p>`
            : html`<fieldset>
                <legend>Select what ${app} can access</legend>
                ${optional.map(
                  (scope) =>
                    html`<label class="row">
                      <input type="checkbox" name="scope" value="${scope}" checked />
                      <span>${describeScope(scope)}<br /><small>${scope}</small></span>
                    </label>`,
                )}
              </fieldset>`
        }
        <p class="buttons">
          <button name="decision" value="deny" formnovalidate>Cancel</button>
          <button name="decision" value="allow" class="primary">Continue</button>
        </p>
      </form>`,
  );
}

export function authorizationErrorPage(problem: AuthorizationProblem): Html {
  return page(
    "Error",
    html`<p class="brand">Sign in with <b>local Google</b></p>
      <h1>Access blocked: Authorization Error</h1>
      <p>${problem.message}</p>
      <p><b>Error ${problem.status}: ${problem.error}</b></p>`,
  );
}

function page(title: string, body: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          body {
            margin: 0;
            min-height: 100vh;
            display: grid;
            place-items: center;
            background: #f0f4f9;
            color: #1f1f1f;
            font:
              16px/1.5 system-ui,
              sans-serif;
          }
          main {
            background: #fff;
            border-radius: 28px;
            padding: 36px;
            max-width: 520px;
            margin: 24px;
            box-sizing: border-box;
          }
          .brand {
            color: #5f6368;
            margin: 0;
          }
          h1 {
            font-size: 26px;
            font-weight: 400;
            line-height: 1.25;
            margin: 16px 0 24px;
            overflow-wrap: anywhere;
          }
          fieldset {
            border: 1px solid #dadce0;
            border-radius: 12px;
            margin: 0 0 20px;
            padding: 4px 16px 8px;
          }
          legend {
            color: #5f6368;
            font-size: 14px;
            padding: 0 6px;
          }
          .row {
            display: flex;
            gap: 14px;
            align-items: center;
            padding: 10px 0;
            cursor: pointer;
            overflow-wrap: anywhere;
          }
          .row + .row {
            border-top: 1px solid #eceff1;
          }
          .row input {
            flex: none;
            width: 18px;
            height: 18px;
            accent-color: #0b57d0;
          }
          .avatar {
            flex: none;
            width: 34px;
            height: 34px;
            border-radius: 50%;
            display: grid;
            place-items: center;
            background: #0b57d0;
            color: #fff;
          }
          small {
            color: #5f6368;
          }
          .buttons {
            display: flex;
            justify-content: flex-end;
            gap: 12px;
            margin: 24px 0 0;
          }
          button {
            font: inherit;
            font-weight: 500;
            border: 0;
            border-radius: 20px;
            padding: 9px 24px;
            cursor: pointer;
            background: transparent;
            color: #0b57d0;
          }
          button.primary {
            background: #0b57d0;
            color: #fff;
          }
          :focus-visible {
            outline: 3px solid #a8c7fa;
            outline-offset: 2px;
          }
        </style>
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html>`;
}
