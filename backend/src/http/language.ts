/** In which language a request is to be answered: RFC 9110 §12.5.4. */
import type { Language } from "../crm/words.ts";

/** The first that is spoken here of those that are liked most; English for whoever does not say. */
export function languageOf(headers: Headers): Language {
  const ranges = (headers.get("accept-language") ?? "").slice(0, MAX_HEADER).split(",");
  const liked = ranges
    .map((range) => {
      const [tag = "", ...parameters] = range.trim().toLowerCase().split(";");
      const weight = parameters.map((text) => /^\s*q=([\d.]+)\s*$/.exec(text)?.[1]).find(Boolean);
      return { language: /^(de|en)(?:-|$)/.exec(tag.trim())?.[1], weight: Number(weight ?? 1) };
    })
    .filter(({ language, weight }) => language !== undefined && weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return liked[0]?.language === "de" ? "de" : "en";
}

const MAX_HEADER = 1_000;
