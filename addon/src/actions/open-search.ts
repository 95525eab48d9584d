/** The search card; with words typed on the card before, their results at once. */
import type { ActionAnswer } from "../answer.ts";
import { push } from "../answer.ts";
import { searchCard } from "../cards/search-card.ts";
import type { CardSpec } from "../cards/card-spec.ts";
import type { Request } from "../request.ts";
import { purposeOf, searchResults } from "./search.ts";

export function openSearch(request: Request): ActionAnswer {
  const { form, parameters } = request;
  // Whom one meets or invites is often whom one was in touch with last.
  const isEmpty = form.text("q") === "" && !["guest", "schedule"].includes(parameters.find("purpose") ?? "");
  return push(isEmpty ? emptySearch(request) : searchResults(request));
}

export function emptySearch(request: Request): CardSpec {
  const purpose = purposeOf(request.parameters.find("purpose"));
  return searchCard({ purpose, words: "", note: request.form.text("note") }, request);
}
