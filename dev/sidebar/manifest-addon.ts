/** What of an add-on's manifest the host applications act on. */
import type { Manifest } from "../apps-script/manifest.ts";
import type { Addon } from "./page/wire.ts";

const scopePrefix = "https://www.googleapis.com/auth/";

/** Throws for a script project that is no add-on. */
export function addonOf(manifest: Manifest): Addon {
  const { addOns, oauthScopes } = manifest;
  if (addOns === undefined)
    throw new Error("appsscript.json has no addOns: there is nothing to show in the panel");
  const { common, gmail, calendar } = addOns;
  const homepage = triggerOf(common.homepageTrigger);
  const access = calendar?.currentEventAccess ?? "";
  return {
    name: common.name,
    logoUrl: common.logoUrl,
    primaryColor: common.layoutProperties?.primaryColor ?? null,
    universalActions: common.universalActions ?? [],
    sendsLocale: common.useLocaleFromApp === true && oauthScopes.includes(`${scopePrefix}script.locale`),
    gmail:
      gmail === undefined
        ? null
        : {
            homepage: triggerOf(gmail.homepageTrigger) ?? homepage,
            contextual: gmail.contextualTriggers?.[0]?.onTriggerFunction ?? null,
            compose: composeOf(gmail.composeTrigger),
          },
    calendar:
      calendar === undefined
        ? null
        : {
            homepage: triggerOf(calendar.homepageTrigger) ?? homepage,
            eventOpen: calendar.eventOpenTrigger?.runFunction ?? null,
            readsAttendees: access === "READ" || access === "READ_WRITE",
            writesEvents: access === "WRITE" || access === "READ_WRITE",
          },
  };
}

/** Whether events of Gmail carry a token for the open message. */
export function readsOpenMessage(manifest: Manifest): boolean {
  return ["readonly", "metadata", "action"].some((right) =>
    manifest.oauthScopes.includes(`${scopePrefix}gmail.addons.current.message.${right}`),
  );
}

function composeOf(
  trigger: NonNullable<NonNullable<Manifest["addOns"]>["gmail"]>["composeTrigger"],
): NonNullable<Addon["gmail"]>["compose"] {
  const action = trigger?.selectActions[0];
  if (trigger === undefined || action === undefined) return null;
  const { text: label, runFunction } = action;
  return { label, runFunction, readsRecipients: trigger.draftAccess === "METADATA" };
}

function triggerOf(
  trigger: { readonly runFunction: string; readonly enabled?: boolean | undefined } | undefined,
): string | null {
  return trigger === undefined || trigger.enabled === false ? null : trigger.runFunction;
}
