/** What a handler says should happen: cards and steps as plain data. Platform/ turns it into Google's objects. */
import type { CardSpec } from "./cards/card-spec.ts";
import type { Request } from "./request.ts";

/** A trigger shows a card; a click moves in the stack of cards. */
export type Trigger = (request: Request) => CardSpec;
export type Action = (request: Request) => ActionAnswer;

export interface ActionAnswer {
  /** In this order. Unset: the card stays as it is. */
  readonly steps?: readonly Step[] | undefined;
  /** A toast. */
  readonly notice?: string | undefined;
  /** Addresses to invite to the open event. Google takes nothing else in the same answer. */
  readonly addGuests?: readonly string[] | undefined;
  /** Cards below in the stack show old data and are to be drawn anew when the user returns. */
  readonly stateChanged?: boolean | undefined;
  /** Into the mail that is being written; the compose window then closes the cards. */
  readonly draft?: DraftChange | undefined;
}

export interface DraftChange {
  readonly html: string;
  /** In place of the draft's own. */
  readonly subject?: string | undefined;
}

export type Step =
  | { readonly push: CardSpec }
  /** In place of the card on top. */
  | { readonly update: CardSpec }
  | { readonly pop: "card" | "root" };

/** The card goes on top. */
export function push(card: CardSpec): ActionAnswer {
  return { steps: [{ push: card }] };
}

export function update(card: CardSpec): ActionAnswer {
  return { steps: [{ update: card }] };
}

/** Down to the root of the stack, which is drawn anew. */
export function updateRoot(card: CardSpec): ActionAnswer {
  return { steps: [{ pop: "root" }, { update: card }] };
}

/** Something was done: a toast says so, and the cards below show old data. */
export function done(notice: string, answer: ActionAnswer): ActionAnswer {
  return { ...answer, notice, stateChanged: true };
}
