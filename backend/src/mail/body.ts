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
  return own
    .slice(0, signatureStart(own))
    .filter((line, index, lines) => !isBlank(line) || !isBlank(lines[index - 1] ?? ""))
    .join("\n")
    .trim();
}
