/** What a part of a query selects: messages an index names, a question to ask of each, or both. */
import type { Message } from "./message.ts";
import type { MessageSet } from "./message-set.ts";

export interface Matcher {
  /** Undefined for all there are. */
  readonly candidates: MessageSet | undefined;
  readonly test: ((message: Message) => boolean) | undefined;
}

export const everything: Matcher = { candidates: undefined, test: undefined };

export function among(candidates: MessageSet): Matcher {
  return { candidates, test: undefined };
}

export function only(test: (message: Message) => boolean): Matcher {
  return { candidates: undefined, test };
}

export function matches({ candidates, test }: Matcher, message: Message): boolean {
  return (candidates?.has(message) ?? true) && (test?.(message) ?? true);
}

/** Looking into sets is cheap, reading a mail for a phrase is not: the sets are cut first. */
export function allOf(matchers: readonly Matcher[]): Matcher {
  let candidates: MessageSet | undefined;
  for (const { candidates: set } of matchers) {
    if (set !== undefined) candidates = candidates === undefined ? set : candidates.intersection(set);
  }
  const tests = matchers.map(({ test }) => test).filter((test) => test !== undefined);
  return {
    candidates,
    test: tests.length === 0 ? undefined : (message) => tests.every((test) => test(message)),
  };
}

/** Hundreds of addresses are one look into one set, not one look into each. */
export function anyOf(matchers: readonly Matcher[]): Matcher {
  const indexed = matchers.filter(({ test }) => test === undefined);
  const asked = matchers.filter(({ test }) => test !== undefined);
  let union: MessageSet | undefined;
  for (const { candidates } of indexed) {
    if (candidates === undefined) return everything;
    union = union === undefined ? candidates : union.union(candidates);
  }
  if (asked.length === 0) return union === undefined ? everything : among(union);
  return only(
    (message) => union?.has(message) === true || asked.some((matcher) => matches(matcher, message)),
  );
}
