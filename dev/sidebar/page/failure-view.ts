/** The cards Google shows instead of the add-on's own when an execution ends badly or lacks a permission. */
import type { ScriptError } from "../../apps-script/execution.ts";
import { el, icon } from "./dom.ts";

export function errorCard(error: ScriptError): HTMLElement {
  return el(
    "article",
    { class: "card failure", attributes: { tabindex: "-1", role: "alert" } },
    icon("error_outline", "failure-icon"),
    el("p", { text: "Something went wrong when executing the add-on." }),
    el(
      "details",
      {},
      el("summary", { text: "Details" }),
      el("p", { class: "failure-message", text: `${error.name}: ${error.message}`, dir: "auto" }),
      error.stack !== "" && el("pre", { text: error.stack }),
    ),
  );
}

export function authorizationCard(addonName: string, resource: string, onAuthorize: () => void): HTMLElement {
  return el(
    "article",
    { class: "card failure", attributes: { tabindex: "-1" } },
    icon("vpn_key", "failure-icon"),
    el("p", { text: `${addonName} needs your permission to access ${resource}.`, dir: "auto" }),
    el("button", {
      class: "button filled",
      text: "Authorize access",
      attributes: { type: "button" },
      on: { click: onAuthorize },
    }),
  );
}
