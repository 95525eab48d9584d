/**
 * `npm run addon:explain < log`: names file and line of the source behind each frame of a stack trace in the add-on's log.
 * The map is the last build's, so build the commit that was pushed.
 */
import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import type { SourceMapPayload } from "node:module";
import path from "node:path";

/** `Ze (Code:2:345)` becomes `Ze (src/cards/message-card.ts:42:7)`; what the map does not know stays as it is. */
export function explainStack(text: string, payload: SourceMapPayload): string {
  const map = new SourceMap(payload);
  return text.replace(/\bCode(?:\.js|\.gs)?:(\d+):(\d+)/g, (frame, line: string, column: string) => {
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
    return "originalSource" in entry
      ? `${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
      : frame;
  });
}

if (import.meta.main) {
  const file = path.join(import.meta.dirname, "dist/Code.js.map");
  const payload = JSON.parse(readFileSync(file, "utf8")) as SourceMapPayload;
  process.stdout.write(explainStack(readFileSync(process.stdin.fd, "utf8"), payload));
}
