/** Chance that is the same every time: hexadecimal digits of a text's digest. */
import { createHash } from "node:crypto";

export function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
