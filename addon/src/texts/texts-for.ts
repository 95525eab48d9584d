/** The catalogue in the user's language; English where there is none. */
import { de } from "./de.ts";
import { en } from "./en.ts";
import type { Texts } from "./en.ts";

const catalogues: Readonly<Record<"de" | "en", Texts>> = { de, en };

/** @param locale BCP 47, e.g. `de-AT`. */
export function textsFor(locale: string): { readonly language: string; readonly texts: Texts } {
  const language = /^de\b/i.test(locale) ? "de" : "en";
  return { language, texts: catalogues[language] };
}
