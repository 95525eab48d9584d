/** Results for what was typed; the next page goes on top. */
import type { ActionAnswer } from "../answer.ts";
import { push, update } from "../answer.ts";
import type { SearchPurpose } from "../cards/search-card.ts";
import { searchCard } from "../cards/search-card.ts";
import type { CardSpec } from "../cards/card-spec.ts";
import type { Request } from "../request.ts";

const PAGE = 15;
/** The longest query that the backend takes. */
const MAX_WORDS = 200;

export function search(request: Request): ActionAnswer {
  const card = searchResults(request);
  return request.parameters.find("cursor") ? push(card) : update(card);
}

/** Nothing typed: the contacts that something happened with last. */
export function searchResults(request: Request): CardSpec {
  const { parameters, form, crm } = request;
  const cursor = parameters.find("cursor");
  // A page belongs to the words it was found with, whatever stands in the box meanwhile.
  const typed = cursor ? (parameters.find("q") ?? "") : form.text("q");
  const words = typed.slice(0, MAX_WORDS);
  const sought = words === "" ? ({ sort: "lastEngagement" } as const) : { q: words };
  const results = crm.contacts({ limit: PAGE, cursor, ...sought });
  const purpose = purposeOf(parameters.find("purpose"));
  return searchCard({ purpose, words, note: form.text("note"), results }, request);
}

export function purposeOf(text: string | undefined): SearchPurpose {
  return text === "log" || text === "guest" || text === "schedule" ? text : undefined;
}
