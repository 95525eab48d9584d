/** A mail's own words: what stands in the timeline. */
import { withoutHistory } from "./quoted-history.ts";
import { signatureStart } from "./sign-off.ts";
import { isBlank, toTextLines } from "./text-lines.ts";

/**
 * Plain text without quoted history and signature, without control characters, at most one empty line in a row, at most
 * 32 kB of it. Empty when the mail says nothing of its own.
 */
export function cleanBody(text: string): string {
  const own = withoutHistory(toTextLines(text));
  const end = signatureStart(own);
  const kept: string[] = [];
  let isGap = true;
  for (const line of end < own.length ? own.slice(0, end) : own) {
    if (!isGap || !isBlank(line)) kept.push(line);
    isGap = isBlank(line);
  }
  return kept.join("\n").trim();
}
