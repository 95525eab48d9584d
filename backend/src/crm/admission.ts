/** Where somebody seen for the first time belongs. */
import { domainToASCII } from "node:url";
import { domainOf, isPublicMailDomain } from "./email-address.ts";
import type { Admission, Identity } from "./ports.ts";

/**
 * `allowedDomains` as configured: domains, or `*` for anybody. Google's `hd` speaks for an account before its address
 * does. Accounts of public mail providers have nothing in common with each other: each gets a workspace of its own.
 */
export function decideAdmission(identity: Identity, allowedDomains: readonly string[]): Admission {
  const hosted = identity.hostedDomain === null ? null : toComparable(identity.hostedDomain);
  const domain = hosted ?? domainOf(identity.email);
  if (allowedDomains.some((allowed) => toComparable(allowed) === domain)) return toWorkspaceOf(domain);
  if (allowedDomains.includes("*")) return hosted === null ? { kind: "personal" } : toWorkspaceOf(hosted);
  return { kind: "invited-only" };
}

function toWorkspaceOf(domain: string): Admission {
  return isPublicMailDomain(domain) ? { kind: "personal" } : { kind: "domain", domain };
}

function toComparable(domain: string): string | null {
  const ascii = domainToASCII(domain.trim().toLowerCase());
  return ascii === "" ? null : ascii;
}
