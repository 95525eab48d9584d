/** Reads fields of Google's answers that have to be there; what is not as promised is no answer, never "nothing there". */
import { GoogleCallFailed } from "../sync/google-failure.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** Says where an answer is not what it has to be; quotes nothing of it. */
export class AnswerShape {
  readonly #call: string;

  constructor(call: string) {
    this.#call = call;
  }

  object(value: unknown, where: string): JsonObject {
    if (typeof value !== "object" || value === null || Array.isArray(value)) this.fail(where, "an object");
    return value as JsonObject;
  }

  /** Google leaves empty lists out. */
  list(value: unknown, where: string): readonly unknown[] {
    if (value === undefined) return [];
    if (!Array.isArray(value)) this.fail(where, "a list");
    return value;
  }

  text(value: unknown, where: string): string {
    if (typeof value !== "string" || value === "") this.fail(where, "text");
    return value;
  }

  optionalText(value: unknown, where: string): string | undefined {
    return value === undefined ? undefined : this.text(value, where);
  }

  number(value: unknown, where: string): number {
    if (typeof value !== "number") this.fail(where, "a number");
    return value;
  }

  /** A uint64, which JSON numbers cannot hold. */
  decimal(value: unknown, where: string): string {
    if (typeof value !== "string" || !/^\d{1,20}$/.test(value)) this.fail(where, "a decimal");
    return value;
  }

  fail(where: string, expected: string): never {
    const detail = `the answer has no ${expected} at ${where}`;
    throw new GoogleCallFailed(this.#call, { kind: "transient", detail });
  }
}
