/** Why a mail is, or is not, in the CRM, and what the rep can do about it. */
import type { Logged, Person, Why, WhyReason } from "../../../contract/context.ts";
import { WhyReason as WhyReasons } from "../../../contract/context.ts";
import type { Rule } from "../../../contract/rules.ts";
import type { EmailAddress } from "./ids.ts";
import type { LedgerRow, Viewer } from "./ports.ts";
import { closestRule } from "./rules.ts";

export interface WhyFacts {
  readonly viewer: Pick<Viewer, "role">;
  readonly people: readonly Person[];
  /** Index into `people`: whom the card is about. */
  readonly primary: number | null;
  readonly logged: Logged | null;
  /** The address by which a contact was found. */
  readonly matchedAddress: EmailAddress | null;
  /** What the sync of the viewer's own mailbox made of it; null: it has not seen it. */
  readonly ledger: LedgerRow | null;
  /** Those about anybody on it, for this viewer. */
  readonly rules: readonly Rule[];
}

export function whyOf(facts: WhyFacts): Why {
  const verdict = verdictOf(facts);
  const { people, primary } = facts;
  // A rule about colleagues or oneself would be one about everything.
  const candidate = verdict.matchedAddress ?? (primary === null ? null : (people[primary]?.email ?? null));
  const person = people.find(({ email }) => email === candidate);
  const address = person === undefined || isOneOfUs(person) ? null : person.email;
  const rule = ruleAbout(facts, verdict);
  return { ...verdict, actions: actionsFor(facts, verdict, address, rule), address, rule: rule ?? null };
}

type Verdict = Pick<Why, "decision" | "reason" | "matchedAddress">;

function verdictOf({ people, logged, matchedAddress, ledger, rules }: WhyFacts): Verdict {
  if (logged !== null) {
    const byHand = matchedAddress === null ? "logged_by_hand" : "contact_on_it";
    const reason = ledger?.decision === "logged" ? reasonOf(ledger.reason, byHand) : byHand;
    return { decision: "logged", reason, matchedAddress: ledger?.matchedAddress ?? matchedAddress };
  }
  switch (ledger?.decision) {
    case "waiting":
      return { decision: "waiting", reason: "to_be_read", matchedAddress };
    case "quarantined":
      return { decision: "unreadable", reason: "unreadable", matchedAddress };
    case "skipped": {
      const { reason } = ledger;
      if (reason !== "no_contact" && reason !== "internal") {
        return {
          decision: "skipped",
          reason: reasonOf(reason, "no_contact"),
          matchedAddress: ledger.matchedAddress,
        };
      }
      // A first sync does not open mails it has no contact for, so the header tells more; and somebody may have become a
      // contact since: then the sync will come back to it.
      const told = verdictByPeople(people, matchedAddress, rules);
      return told.decision === "would_log" ? told : { ...told, decision: "skipped" };
    }
    case "logged":
    case undefined:
      return verdictByPeople(people, matchedAddress, rules);
  }
}

function verdictByPeople(
  people: readonly Person[],
  matchedAddress: EmailAddress | null,
  rules: readonly Rule[],
): Verdict {
  const forbidden = people.find(({ email }) => effectFor(email, rules) === "never");
  if (forbidden !== undefined) {
    return { decision: "would_skip", reason: "never_rule", matchedAddress: forbidden.email };
  }
  if (matchedAddress !== null) return { decision: "would_log", reason: "contact_on_it", matchedAddress };
  return { decision: "would_skip", reason: reasonToSkip(people), matchedAddress: null };
}

function actionsFor(
  { viewer, people, matchedAddress, rules }: WhyFacts,
  { decision, reason }: Verdict,
  address: string | null,
  rule: Rule | undefined,
): Why["actions"] {
  const effect = address === null ? undefined : effectFor(address, rules);
  const actions: Why["actions"] = [];
  if (decision !== "logged" && people.length > 0) actions.push("log");
  // For somebody unknown nothing could be logged: he has to become a contact first.
  const isOfUse = reason === "never_rule" || matchedAddress !== null;
  if (address !== null && effect !== "always" && isOfUse) actions.push("always");
  if (address !== null && effect !== "never") actions.push("never");
  if (rule !== undefined && (rule.scope === "personal" || viewer.role === "admin"))
    actions.push("remove_rule");
  return actions;
}

function ruleAbout({ rules }: WhyFacts, { reason, matchedAddress }: Verdict): Rule | undefined {
  if (matchedAddress === null || !(reason === "never_rule" || reason === "contact_on_it")) return undefined;
  return closestRule(matchedAddress as EmailAddress, byPattern(rules));
}

function effectFor(address: string, rules: readonly Rule[]): Rule["effect"] | undefined {
  return closestRule(address as EmailAddress, byPattern(rules))?.effect;
}

/** The rep's own before the workspace's. */
function byPattern(rules: readonly Rule[]): ReadonlyMap<string, Rule> {
  const map = new Map(rules.filter(({ scope }) => scope === "workspace").map((rule) => [rule.pattern, rule]));
  for (const rule of rules) if (rule.scope === "personal") map.set(rule.pattern, rule);
  return map;
}

function isOneOfUs({ kind }: Person): boolean {
  return kind === "self" || kind === "colleague";
}

/** The ledger's words are the contract's; one that is new there is not. */
function reasonOf(word: string, otherwise: WhyReason): WhyReason {
  const reason = WhyReasons.safeParse(word);
  return reason.success ? reason.data : otherwise;
}

function reasonToSkip(people: readonly Person[]): WhyReason {
  if (people.length === 0) return "no_address";
  return people.every(isOneOfUs) ? "internal" : "no_contact";
}
