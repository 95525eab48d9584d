/** ScriptApp, Session and LockService: who runs which script, and alone or not. */
import type { RealmSettings } from "../bridge-protocol.ts";
import { call } from "./bridge.ts";
import { integer } from "./checks.ts";
import { defineGlobal, defineService, defineType, on } from "./define.ts";
import { requireScope } from "./permission.ts";

const User = defineType<{ readonly email: string }>("Base.User", {
  getEmail: on([], ({ email }) => email),
});

/** Executions of one runtime run one after the other, so that a lock is always free. */
const Lock = defineType<{ held: boolean }>("Lock.Lock", {
  hasLock: on([], ({ held }) => held),
  releaseLock: on([], (state) => {
    state.held = false;
  }),
  tryLock: on([integer], (state) => (state.held = true)),
  waitLock: on([integer], (state) => {
    state.held = true;
  }),
});

export function installScriptApp({
  user,
  manifestScopes,
  grantedScopes,
  scriptTimeZone,
  scriptId,
}: RealmSettings): void {
  const scriptApp = defineService("Script.ScriptApp", {
    // Null, not an error, when the manifest does not ask for `openid`.
    getIdentityToken: on([], () =>
      manifestScopes.includes("openid") && grantedScopes.includes("openid") ? user.identityToken : null,
    ),
    getOAuthToken: on([], () => call("oauth.token")),
    getScriptId: on([], () => scriptId),
  });
  const session = defineService("Base.Session", {
    getActiveUser: on([], () => currentUser("Session.getActiveUser")),
    getEffectiveUser: on([], () => currentUser("Session.getEffectiveUser")),
    getActiveUserLocale: on([], () => {
      requireScope("Session.getActiveUserLocale", ["script.locale"]);
      // Google gives the language alone: `en`, also for `en-GB`.
      return user.locale.replace(/[-_].*/, "");
    }),
    getScriptTimeZone: on([], () => scriptTimeZone),
  });
  const lockService = defineService("Lock.LockService", {
    getScriptLock: on([], () => Lock.create({ held: false })),
    getUserLock: on([], () => Lock.create({ held: false })),
    getDocumentLock: on([], () => null),
  });

  function currentUser(method: string): object {
    requireScope(method, ["userinfo.email"]);
    return User.create({ email: user.email });
  }
  defineGlobal("ScriptApp", scriptApp, "Script.ScriptApp");
  defineGlobal("Session", session, "Base.Session");
  defineGlobal("LockService", lockService, "Lock.LockService");
}
