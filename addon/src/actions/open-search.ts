/** The search card; with words typed on the card before, their results at once. */
import type { ActionAnswer } from "../answer.ts";
import { searchCard } from "../cards/search-card.ts";
import type { CardSpec } from "../cards/card-spec.ts";
import type { Request } from "../request.ts";
import { purposeOf, searchResults } from "./search.ts";

export function openSearch(request: Request): ActionAnswer {
  const { form } = request.input;
  return { steps: [{ push: form.text("q") === "" ? emptySearch(request) : searchResults(request) }] };
}

export function emptySearch({ input, language }: Request): CardSpec {
  const purpose = purposeOf(input.parameters.find("purpose"));
  return searchCard({ purpose, words: "", note: input.form.text("note") }, language);
}
