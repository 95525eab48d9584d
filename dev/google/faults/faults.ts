/** The faults in force: rules that are asked with every call, and dice that fall the same way for the same seed. */
import { seededDice } from "../seed/seeded-dice.ts";
import type { Fault, FaultRule } from "./fault-rule.ts";

export interface FaultyCall {
  /** `gmail.messages.get` */
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** Asked only when a rule is for somebody. */
  readonly user: () => string | undefined;
}

export interface RuleInForce {
  readonly id: number;
  readonly rule: FaultRule;
  /** How often a matching call came, and how often the fault struck. */
  readonly seen: number;
  readonly struck: number;
}

export class Faults {
  #rules: Mutable<RuleInForce>[] = [];
  #random: () => number;
  #added = 0;

  constructor(seed = 1) {
    this.#random = seededDice(seed);
  }

  /** The rule stays until it is removed or its `times` are over; gives its id. */
  add(rule: FaultRule): number {
    this.#added += 1;
    this.#rules.push({ id: this.#added, rule, seen: 0, struck: 0 });
    return this.#added;
  }

  remove(id: number): boolean {
    const before = this.#rules.length;
    this.#rules = this.#rules.filter((inForce) => inForce.id !== id);
    return this.#rules.length < before;
  }

  clear(): void {
    this.#rules = [];
  }

  /** From now on the dice fall as they did after this seed before. */
  reseed(seed: number): void {
    this.#random = seededDice(seed);
  }

  list(): readonly RuleInForce[] {
    return this.#rules;
  }

  get isQuiet(): boolean {
    return this.#rules.length === 0;
  }

  /** What strikes this call. It has one end only: rules behind the one that ended it do not see it. */
  strike(call: FaultyCall): Fault[] {
    const struck: Fault[] = [];
    for (const inForce of this.#rules) {
      const { rule } = inForce;
      if (isEnd(rule.fault) && struck.some(isEnd)) continue;
      if (!concerns(rule, call) || inForce.struck >= (rule.times ?? Infinity)) continue;
      inForce.seen += 1;
      if (inForce.seen <= (rule.skip ?? 0)) continue;
      if (rule.probability !== undefined && this.#random() >= rule.probability) continue;
      inForce.struck += 1;
      struck.push(rule.fault);
    }
    return struck;
  }

  /** A delay somewhere between the two bounds. */
  delay({ milliseconds, jitterMs = 0 }: { milliseconds: number; jitterMs?: number | undefined }): number {
    return milliseconds + (jitterMs === 0 ? 0 : this.#random() * jitterMs);
  }
}

/** Whether it decides what the client gets; the others come on top of that. */
export function isEnd({ kind }: Fault): boolean {
  return kind !== "latency" && kind !== "empty-page" && !kind.startsWith("push-");
}

/** Whether Google does what was asked before things go wrong. */
export function isCarriedOut(fault: Fault): boolean {
  if ("done" in fault) return fault.done === true;
  return fault.kind === "lost-answer" || fault.kind === "cut" || fault.kind === "trickle";
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

function concerns({ method, target, user }: FaultRule, call: FaultyCall): boolean {
  if (method !== undefined && !isNamed(method, call.method)) return false;
  if (target !== undefined && !new RegExp(target).test(call.target)) return false;
  return user === undefined || call.user()?.toLowerCase() === user.toLowerCase();
}

function isNamed(pattern: string, method: string): boolean {
  return pattern.endsWith("*") ? method.startsWith(pattern.slice(0, -1)) : pattern === method;
}
