/** The catalogue in the user's language; English where there is none. */
import { de } from "./de.ts";
import { en } from "./en.ts";
import type { Texts } from "./en.ts";

/** @param locale BCP 47, e.g. `de-AT`. */
export function textsFor(locale: string): { readonly language: string; readonly texts: Texts } {
  return /^de\b/i.test(locale) ? { language: "de", texts: de } : { language: "en", texts: en };
}
