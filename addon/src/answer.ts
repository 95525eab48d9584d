/** What a handler says should happen: cards and steps as plain data. Platform/ turns it into Google's objects. */
import type { CardSpec } from "./cards/card-spec.ts";
import type { Request } from "./request.ts";

/** A trigger shows a card; a click moves in the stack of cards; typing asks for suggestions. */
export type Trigger = (request: Request) => CardSpec;
export type Action = (request: Request) => ActionAnswer;
export type Suggester = (request: Request) => readonly string[];

export interface ActionAnswer {
  /** In this order. Empty: the card stays as it is. */
  readonly steps: readonly Step[];
  /** A toast. */
  readonly notice?: string;
  /** Cards below in the stack show old data and are to be drawn anew when the user returns. */
  readonly stateChanged?: boolean;
}

export type Step =
  | { readonly push: CardSpec }
  /** In place of the card on top. */
  | { readonly update: CardSpec }
  | { readonly pop: "card" | "root" };
