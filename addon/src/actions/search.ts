/** Results for what was typed; the next page goes on top. */
import type { ActionAnswer } from "../answer.ts";
import type { SearchPurpose } from "../cards/search-card.ts";
import { searchCard } from "../cards/search-card.ts";
import type { CardSpec } from "../cards/card-spec.ts";
import type { Request } from "../request.ts";

const PAGE = 15;
/** The longest query that the backend takes. */
const MAX_WORDS = 200;

export function search(request: Request): ActionAnswer {
  const card = searchResults(request);
  return {
    steps: [request.input.parameters.find("cursor") === undefined ? { update: card } : { push: card }],
  };
}

/** Nothing typed: the contacts that something happened with last. */
export function searchResults({ crm, input, language }: Request): CardSpec {
  const cursor = input.parameters.find("cursor");
  // A page belongs to the words it was found with, whatever stands in the box meanwhile.
  const words = (cursor === undefined ? input.form.text("q") : (input.parameters.find("q") ?? "")).slice(
    0,
    MAX_WORDS,
  );
  const results = crm.contacts({
    limit: PAGE,
    ...(words === "" ? { sort: "lastEngagement" } : { q: words }),
    ...(cursor === undefined ? {} : { cursor }),
  });
  return searchCard(
    { purpose: purposeOf(input.parameters.find("purpose")), words, note: input.form.text("note"), results },
    language,
  );
}

export function purposeOf(text: string | undefined): SearchPurpose {
  return text === "log" ? "log" : undefined;
}
