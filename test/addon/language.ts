/** English and German, with fixed time and zone, for building cards in tests. */
import { createFormats } from "../../addon/src/format.ts";
import type { Language } from "../../addon/src/request.ts";
import { textsFor } from "../../addon/src/texts/texts-for.ts";
import { now } from "./samples.ts";

// The build writes it into the bundle; here the sources run as they are.
Object.assign(globalThis, { PUBLIC_URL: "https://crm.northwind.example" });

export function languageFor(locale: string, timeZone = "Europe/Berlin"): Language {
  const { language, texts } = textsFor(locale);
  const plainDate = (date: Date) => date.toISOString();
  return { texts, formats: createFormats({ locale, language, timeZone, now, plainDate }) };
}

export const english = languageFor("en-GB");
export const german = languageFor("de-DE");
