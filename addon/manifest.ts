/** The manifest: its template filled in, and what Google would refuse about it only at publishing or at run time. */
import { scopes } from "./scopes.ts";

export interface Manifest {
  readonly oauthScopes?: readonly string[];
  readonly urlFetchWhitelist?: readonly string[];
  readonly addOns?: { readonly common?: { readonly openLinkUrlPrefixes?: readonly string[] } };
}

export interface ManifestValues {
  readonly publicUrl: string;
  readonly logoUrl: string;
}

/** Replaces `{{name}}` in the template's strings. */
export function renderManifest(template: string, values: ManifestValues): Manifest {
  const filled: unknown = JSON.parse(template, (_key, value: unknown) =>
    typeof value === "string"
      ? value.replaceAll("{{publicUrl}}", values.publicUrl).replaceAll("{{logoUrl}}", values.logoUrl)
      : value,
  );
  if (typeof filled !== "object" || filled === null) throw new Error("appsscript.json is not an object");
  return filled;
}

/** Every function that a trigger or a universal action names. */
export function functionsNamedIn(node: unknown): string[] {
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) =>
    (key === "runFunction" || key === "onTriggerFunction") && typeof value === "string"
      ? [value]
      : functionsNamedIn(value),
  );
}

export function manifestProblems(manifest: Manifest): string[] {
  return [
    ...allowListProblems("urlFetchWhitelist", manifest.urlFetchWhitelist),
    ...allowListProblems("openLinkUrlPrefixes", manifest.addOns?.common?.openLinkUrlPrefixes),
    ...scopeProblems(manifest.oauthScopes ?? []),
    ...(JSON.stringify(manifest).includes("{{")
      ? ["appsscript.json holds a {{placeholder}} that nothing fills"]
      : []),
  ];
}

/** https://developers.google.com/apps-script/manifest/allowlist-url */
function allowListProblems(field: string, prefixes: readonly string[] | undefined): string[] {
  if (prefixes === undefined || prefixes.length === 0)
    return [`${field} is empty: a published add-on needs it`];
  return prefixes.flatMap((prefix) => {
    if (!prefix.startsWith("https://")) return [`${field}: ${prefix} must begin with https://`];
    return /^https:\/\/[^/]+\//.test(prefix) ? [] : [`${field}: ${prefix} needs a path, at least /`];
  });
}

function scopeProblems(asked: readonly string[]): string[] {
  const explained = scopes.map(({ scope }) => scope);
  return [
    ...asked
      .filter((scope) => !explained.includes(scope))
      .map((scope) => `scope ${scope} has no reason in addon/scopes.ts`),
    ...explained
      .filter((scope) => !asked.includes(scope))
      .map((scope) => `scope ${scope} has a reason, but the manifest does not ask for it`),
  ];
}
