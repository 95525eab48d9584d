/** What Rapport asks Google for: one feature at a time, and what a grant covers. */
import { Feature } from "../../../contract/me.ts";

const PREFIX = "https://www.googleapis.com/auth/";

/** Always asked for; without them nobody can be told apart. */
const SIGN_IN_SCOPES = ["openid", "email", "profile"];

/** The narrowest scopes each feature works with. */
const FEATURE_SCOPES: Readonly<Record<Feature, readonly string[]>> = {
  mail: [`${PREFIX}gmail.readonly`],
  send: [`${PREFIX}gmail.send`],
  calendar: [
    `${PREFIX}calendar.events`,
    `${PREFIX}calendar.calendarlist.readonly`,
    `${PREFIX}calendar.freebusy`,
  ],
};

/** Google answers short names with long ones. */
const LONG_NAMES = new Map([
  ["email", `${PREFIX}userinfo.email`],
  ["profile", `${PREFIX}userinfo.profile`],
]);

/** What the consent page is to ask for. */
export function scopesFor(features: readonly Feature[]): readonly string[] {
  return [...SIGN_IN_SCOPES, ...features.flatMap((feature) => FEATURE_SCOPES[feature])];
}

/** A person may untick any scope: a feature is covered when all of its scopes are there. */
export function coveredFeatures(granted: readonly string[]): readonly Feature[] {
  const scopes = new Set(granted.map((scope) => LONG_NAMES.get(scope) ?? scope));
  return Feature.options.filter((feature) => FEATURE_SCOPES[feature].every((scope) => scopes.has(scope)));
}
