/** Partial responses: the `fields` parameter, `a,b(c,d),e/f`, applied to an answer. */
import { GoogleError } from "./google-error.ts";

/** https://developers.google.com/workspace/gmail/api/guides/performance#partial */
export function applyFieldMask(resource: object, mask: string | null): object {
  return mask === null || mask === "" ? resource : pickFrom(resource, parseFieldMask(mask));
}

/** Names to keep, each with what to keep below it; none below means everything. */
type Mask = Map<string, Mask>;

function parseFieldMask(text: string): Mask {
  if (text.length > 4096) throw invalidSelection(text.slice(0, 50));
  const position = { index: 0 };
  const mask = readList(text, position, 0);
  if (position.index < text.length) throw invalidSelection(text);
  return mask;
}

function readList(text: string, position: { index: number }, depth: number): Mask {
  const mask: Mask = new Map<string, Mask>();
  do readPath(text, position, mask, depth);
  while (text[position.index] === "," && ++position.index > 0);
  return mask;
}

function readPath(text: string, position: { index: number }, mask: Mask, depth: number): void {
  const [name = ""] = /^\s*(?:[\w-]+|\*)\s*/.exec(text.slice(position.index)) ?? [];
  if (name === "" || depth > 20) throw invalidSelection(text);
  position.index += name.length;
  const key = name.trim();
  const inner: Mask = mask.get(key) ?? new Map<string, Mask>();
  mask.set(key, inner);
  const next = text[position.index];
  if (next === "/") {
    position.index += 1;
    readPath(text, position, inner, depth + 1);
  } else if (next === "(") {
    position.index += 1;
    for (const [child, below] of readList(text, position, depth + 1)) inner.set(child, below);
    if (text[position.index] !== ")") throw invalidSelection(text);
    position.index += 1;
  }
}

function pick(value: unknown, mask: Mask): unknown {
  if (mask.size === 0) return value;
  if (Array.isArray(value)) return value.map((entry: unknown) => pick(entry, mask));
  return typeof value === "object" && value !== null ? pickFrom(value, mask) : value;
}

function pickFrom(resource: object, mask: Mask): object {
  const picked: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(resource)) {
    const below = mask.get(key) ?? mask.get("*");
    if (below !== undefined && entry !== undefined) picked[key] = pick(entry, below);
  }
  return picked;
}

function invalidSelection(text: string): GoogleError {
  return new GoogleError(400, "invalidParameter", `Invalid field selection ${text}`, {
    status: "INVALID_ARGUMENT",
    location: { location: "fields", locationType: "parameter" },
  });
}
