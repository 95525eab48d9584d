/** Names that begin to match while the user types. */
import type { Request } from "../request.ts";

const MIN_LETTERS = 2;

export function suggest({ crm, input }: Request): readonly string[] {
  const words = input.form.text("q").slice(0, 200);
  if (words.length < MIN_LETTERS) return [];
  const names = crm.contacts({ q: words, limit: 8 }).items.map(({ name }) => name);
  return [...new Set(names)];
}
