/**
 * Google's rules for URL prefixes in a manifest (`urlFetchWhitelist`, `openLinkUrlPrefixes`).
 * https://developers.google.com/apps-script/manifest/allowlist-url
 */

/** Why Google refuses the prefix; undefined when it does not. */
export function allowListProblem(prefix: string): string | undefined {
  if (!prefix.startsWith("https://")) return "must begin with https://";
  const match = /^https:\/\/([^/?#]*)(.*)$/.exec(prefix);
  const host = match?.[1] ?? "";
  const path = match?.[2] ?? "";
  const bare = host.startsWith("*.") ? host.slice(2) : host;
  if (bare.includes("*") || path.includes("*"))
    return "may have a wildcard only as its first label, *.example.com";
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?$/i.test(bare) || /^[\d.]+(:\d+)?$/.test(bare))
    return "needs a full domain";
  if (!path.startsWith("/")) return "needs a path, at least /";
  return undefined;
}

/** The path of the prefix must be the URL's path or a parent of it: `/foo` covers `/foo`, `/foo?x` and `/foo/bar`, not `/foobar`. */
export function isAllowed(url: URL, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => {
    if (prefix === "*") return true;
    const wildcard = prefix.startsWith("https://*.");
    const allowed = new URL(wildcard ? prefix.replace("*.", "") : prefix);
    return (
      url.protocol === "https:" &&
      url.port === allowed.port &&
      (wildcard ? url.hostname.endsWith(`.${allowed.hostname}`) : url.hostname === allowed.hostname) &&
      isWithin(url, allowed)
    );
  });
}

function isWithin(url: URL, allowed: URL): boolean {
  if (allowed.search !== "")
    return url.pathname === allowed.pathname && url.search.startsWith(allowed.search);
  const parent = allowed.pathname.endsWith("/") ? allowed.pathname : `${allowed.pathname}/`;
  return url.pathname === allowed.pathname || url.pathname.startsWith(parent);
}
