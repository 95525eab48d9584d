/** The one exception a callback throws on purpose: the host then asks the user to authorize a third party's service. */
import { string } from "../checks.ts";
import { chain, defineType, on } from "../define.ts";
import { exception } from "../exception.ts";

interface Authorization {
  authorizationUrl: string;
  resourceDisplayName: string;
  customUiCallback?: string;
}

/** Errors that stand for an exception object, so that the outcome can tell what was thrown. */
const thrown = new WeakMap<object, Authorization>();

export const AuthorizationException = defineType<Authorization>("CardService.AuthorizationException", {
  setAuthorizationUrl: chain([string], (state: Authorization, url: string) => {
    state.authorizationUrl = url;
  }),
  setResourceDisplayName: chain([string], (state: Authorization, name: string) => {
    state.resourceDisplayName = name;
  }),
  setCustomUiCallback: chain([string], (state: Authorization, callback: string) => {
    state.customUiCallback = callback;
  }),
  printJson: on([], (state: Authorization) => JSON.stringify(state)),
  throwException: on([], (state: Authorization) => {
    if (state.authorizationUrl === "")
      throw exception("Invalid AuthorizationException: setAuthorizationUrl is required.");
    if (state.resourceDisplayName === "") {
      throw exception("Invalid AuthorizationException: setResourceDisplayName is required.");
    }
    const error = exception(
      `Authorization is required: ${state.resourceDisplayName}`,
      "AuthorizationException",
    );
    thrown.set(error, { ...state });
    throw error;
  }),
});

export function newAuthorizationException(): object {
  return AuthorizationException.create({ authorizationUrl: "", resourceDisplayName: "" });
}

/** What a caught value asks the user to authorize; undefined for every other error. */
export function authorizationOf(value: unknown): Authorization | undefined {
  return typeof value === "object" && value !== null ? thrown.get(value) : undefined;
}
