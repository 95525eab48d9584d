/** Names that begin to match while the user types, or in a field of addresses, theirs. */
import { lastAddress } from "../addresses.ts";
import type { Request } from "../request.ts";

const MIN_LETTERS = 2;
const MAX_WORDS = 200;

export function suggest(request: Request): readonly string[] {
  const field = request.parameters.find("field");
  const { before, typed } =
    field === undefined
      ? { before: [], typed: request.form.text("q") }
      : lastAddress(request.form.text(field));
  if (typed.length < MIN_LETTERS) return [];
  const found = request.crm.contacts({ q: typed.slice(0, MAX_WORDS), limit: 8 }).items;
  // A suggestion takes the place of all that stands in the field.
  const suggestions = found.flatMap(({ name, emails }) =>
    field === undefined ? [name] : emails.slice(0, 1).map((email) => [...before, email].join(", ")),
  );
  return [...new Set(suggestions)];
}
