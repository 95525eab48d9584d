/** What a handler of an operation of the contract is given and must give back. */
import type { z } from "zod";
import type { ActivitySource } from "../../../contract/activities.ts";
import type { operations, OperationName } from "../../../contract/api.ts";
import type { Viewer } from "../crm/ports.ts";
import type { Language } from "../crm/words.ts";

type OperationOf<N extends OperationName> = (typeof operations)[N];
type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;
type PartOf<N extends OperationName, Part extends "params" | "query" | "body"> =
  OperationOf<N> extends Readonly<Record<Part, infer S>> ? Parsed<S> : undefined;

export interface Caller {
  readonly viewer: Viewer;
  /** How an activity came in that this caller logs. */
  readonly source: ActivitySource;
}

/** One request, authenticated and checked against the contract. */
export interface Call<N extends OperationName> {
  readonly caller: OperationOf<N>["caller"] extends "user" ? Caller : undefined;
  readonly params: PartOf<N, "params">;
  readonly query: PartOf<N, "query">;
  readonly body: PartOf<N, "body">;
  /** The client's name for this request, the same when it tries again. */
  readonly idempotencyKey: OperationOf<N> extends { readonly idempotent: true } ? string : undefined;
  /** The caller's. */
  readonly language: Language;
  readonly now: Date;
}

type AnswersOf<N extends OperationName> = OperationOf<N>["answers"];

type Answer<N extends OperationName> = {
  [S in keyof AnswersOf<N>]: {
    readonly status: S;
    readonly body: AnswersOf<N>[S] extends z.ZodType ? z.output<AnswersOf<N>[S]> : null;
  };
}[keyof AnswersOf<N>];

type Handler<N extends OperationName> = (call: Call<N>) => Promise<Answer<N>>;

/** A missing handler does not compile. */
export type Handlers = { readonly [N in OperationName]: Handler<N> };
