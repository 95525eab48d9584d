/** The name a meeting has at Google before Google hears of it, and what tells two requests apart. */
import { createHash } from "node:crypto";
import type { AccountRef } from "../sync/ports.ts";

/**
 * Of the request alone, so that every try books the same event: base32hex without padding, 52 characters of `a`–`v` and
 * `0`–`9`. https://developers.google.com/workspace/calendar/api/v3/reference/events (`id`)
 */
export function eventIdOf({ workspaceId, userId }: AccountRef, idempotencyKey: string): string {
  return base32hex(sha256(["event", workspaceId, userId, idempotencyKey]));
}

/** The same for the same request, in whatever order its fields came. */
export function requestHashOf(request: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(request).filter(([, value]) => value !== undefined);
  return sha256(fields.sort(([a], [b]) => (a < b ? -1 : 1))).toString("base64url");
}

/** JSON keeps the parts apart. */
function sha256(parts: readonly unknown[]): Buffer {
  return createHash("sha256").update(JSON.stringify(parts)).digest();
}

const DIGITS = "0123456789abcdefghijklmnopqrstuv";

/** RFC 4648 §7. */
function base32hex(bytes: Buffer): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += DIGITS[(held >> (bits - 5)) & 31] ?? "";
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + (DIGITS[(held << (5 - bits)) & 31] ?? "");
}
