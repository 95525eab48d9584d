/** The stack of cards an add-on navigates in; Gmail and Calendar keep one for the home page and one for what is open. */
import type { Card, Navigation } from "../../apps-script/card-json.ts";

/** A trigger that returns several cards gets a list of their headers as root. */
export type StackEntry =
  { readonly kind: "card"; readonly card: Card } | { readonly kind: "list"; readonly cards: readonly Card[] };

/** Root first, shown card last; never empty. */
export type CardStack = readonly [StackEntry, ...StackEntry[]];

/** Undefined when the trigger returned no card: there is nothing to show. */
export function stackOf(cards: readonly Card[]): CardStack | undefined {
  const [first] = cards;
  if (first === undefined) return undefined;
  return cards.length === 1 ? [{ kind: "card", card: first }] : [{ kind: "list", cards }];
}

/** Performs the steps in order; each sees what the one before left. */
export function navigate(stack: CardStack, navigations: readonly Navigation[]): CardStack {
  return navigations.reduce(step, stack);
}

export function push(stack: CardStack, card: Card): CardStack {
  return [...stack, { kind: "card", card }];
}

/** The root stays: its stack has no card below it. */
export function pop(stack: CardStack): CardStack {
  const [root, ...rest] = stack;
  return [root, ...rest.slice(0, -1)];
}

export function top(stack: CardStack): StackEntry {
  return stack.at(-1) ?? stack[0];
}

function step(stack: CardStack, navigation: Navigation): CardStack {
  if (navigation.pushCard !== undefined) return push(stack, navigation.pushCard);
  if (navigation.updateCard !== undefined) return replaceTop(stack, navigation.updateCard);
  if (navigation.popToRoot === true) return [stack[0]];
  if (navigation.popToCard !== undefined) return popToCard(stack, navigation.popToCard);
  return navigation.pop === true ? pop(stack) : stack;
}

function replaceTop(stack: CardStack, card: Card): CardStack {
  const [root, ...rest] = stack;
  const entry: StackEntry = { kind: "card", card };
  return rest.length === 0 ? [entry] : [root, ...rest.slice(0, -1), entry];
}

/** The nearest card of that name below the top; an unknown name leaves everything as it is. */
function popToCard(stack: CardStack, name: string): CardStack {
  const index = stack.findLastIndex((entry) => entry.kind === "card" && entry.card.name === name);
  const [root, ...rest] = stack;
  return index === -1 ? stack : [root, ...rest.slice(0, index)];
}
