/** Rules whose mails are never, or always, logged: which one is about an address. */
import { domainOf } from "./email-address.ts";
import type { EmailAddress } from "./ids.ts";

/** The closest word counts: of the address, of its domain, of the domain above. */
export function closestRule<T>(address: EmailAddress, rules: ReadonlyMap<string, T>): T | undefined {
  if (rules.size === 0) return undefined;
  for (const pattern of [address, ...domainsAbove(address)]) {
    const rule = rules.get(pattern);
    if (rule !== undefined) return rule;
  }
  return undefined;
}

/** What a rule about one of the addresses can be written for. */
export function rulePatterns(addresses: Iterable<EmailAddress>): readonly string[] {
  const patterns = new Set<string>();
  for (const address of addresses) {
    patterns.add(address);
    for (const domain of domainsAbove(address)) patterns.add(domain);
  }
  return [...patterns];
}

/** `mail.example.com`, `example.com`, `com`. */
function domainsAbove(address: EmailAddress): readonly string[] {
  const labels = domainOf(address).split(".");
  return labels.map((_, at) => labels.slice(at).join("."));
}
