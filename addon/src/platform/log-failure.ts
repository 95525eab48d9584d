/** The add-on's only log, read in the Cloud console: what failed and where, never data, never the event object. */
import type { Failure } from "../failure.ts";

/** An error's message may quote what it stumbled over, so only its name and the frames of its stack are written. */
export function logFailure({ kind, details }: Failure): void {
  const { status, requestId, cause } = details;
  const fault = cause instanceof Error ? { name: cause.name, at: framesOf(cause) } : {};
  const entry = JSON.stringify({ failure: kind, status, requestId, ...fault });
  if (kind === "unexpected") console.error(entry);
  else console.warn(entry);
}

function framesOf({ stack }: Error): readonly string[] {
  return (stack ?? "")
    .split("\n")
    .flatMap((line) => (/^\s+at \S/.test(line) ? [line.trim()] : []))
    .slice(0, 10);
}
