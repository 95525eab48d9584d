/** How the text of a setting becomes its value; undefined where it cannot. */
import { domainToASCII } from "node:url";
import { Secret } from "./secret.ts";

export interface TokenKey {
  readonly kid: string;
  /** 32 bytes in base64. */
  readonly key: Secret;
}

export function anyText(text: string): string {
  return text;
}

export function integer(least: number, most: number): (text: string) => number | undefined {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    return value >= least && value <= most ? value : undefined;
  };
}

export function oneOf<const T extends string>(...values: readonly T[]): (text: string) => T | undefined {
  return (text) => values.find((value) => value === text);
}

/** Without the slashes at the end, so that paths can be put behind it. */
export function httpUrl(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || !["http:", "https:"].includes(url.protocol)) return undefined;
  return url.search === "" && url.hash === "" ? text.replace(/\/+$/, "") : undefined;
}

export function postgresUrl(text: string): string | undefined {
  return /^postgres(ql)?:\/\/./.test(text) && URL.canParse(text) ? text : undefined;
}

function list(text: string): readonly string[] {
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

export function nonEmptyList(text: string): readonly string[] | undefined {
  const items = list(text);
  return items.length > 0 ? items : undefined;
}

/** Domains as tokens carry them: lower-case, IDN in ASCII, without the `@` somebody may have put before. */
export function domainList(text: string): readonly string[] | undefined {
  const domains = list(text).map((item) => (item === "*" ? item : domainToASCII(item.replace(/^@/, ""))));
  return domains.every((domain) => domain === "*" || domain.includes(".")) ? domains : undefined;
}

export function longSecret(text: string): string | undefined {
  return text.length >= 32 ? text : undefined;
}

export function tokenKeys(text: string): readonly [TokenKey, ...TokenKey[]] | undefined {
  const keys = list(text).map((item): TokenKey | undefined => {
    const [, kid, key] = /^([\w-]{1,64}):([A-Za-z0-9+/_-]+={0,2})$/.exec(item) ?? [];
    if (kid === undefined || key === undefined) return undefined;
    return Buffer.from(key, "base64").length === 32 ? { kid, key: new Secret(key) } : undefined;
  });
  const [first, ...others] = keys.filter((key) => key !== undefined);
  if (first === undefined || others.length + 1 !== keys.length) return undefined;
  const kids = new Set(keys.map((key) => key?.kid));
  return kids.size === keys.length ? [first, ...others] : undefined;
}

export function smtpUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && ["smtp:", "smtps:"].includes(url.protocol) && url.hostname !== ""
    ? text
    : undefined;
}

/** `Rapport <rapport@example.com>` too. */
export function mailAddress(text: string): string | undefined {
  return /^[^\r\n<>]*<?[^\s<>@]+@[^\s<>@]+>?$/.test(text) ? text : undefined;
}
