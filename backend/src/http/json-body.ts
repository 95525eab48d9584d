/** Reads a request's JSON: bounded, UTF-8, of sane shape, with text the database can hold. */
import { words } from "../crm/words.ts";
import type { Words } from "../crm/words.ts";
import { Refusal } from "./problem.ts";

/** Deeper than any body of the contract, shallower than any stack. */
const MAX_DEPTH = 20;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** @throws Refusal that says what is wrong with the body. */
export async function readJsonBody(request: Request, maxBytes: number): Promise<unknown> {
  requireJson(request.headers.get("content-type"));
  const bytes = await readBytes(request, maxBytes);
  if (bytes.length === 0) throw wrongBody(words("is empty; send JSON", "ist leer; JSON senden"));
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    throw wrongBody(words("is not valid UTF-8", "ist kein gültiges UTF-8"));
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message quotes the body, which belongs in no log.
    throw wrongBody(words("is not valid JSON", "ist kein gültiges JSON"));
  }
  return storable(value, "", 0);
}

/** Without NUL and lone surrogates, which PostgreSQL refuses in text and in JSON. */
export function storableText(text: string): string {
  return (text.includes("\0") ? text.replaceAll("\0", "") : text).toWellFormed();
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal(
    "payload_too_large",
    `The body may have at most ${maxBytes.toLocaleString("en")} bytes.`,
  );
}

function requireJson(contentType: string | null): void {
  const [type, ...parameters] = (contentType ?? "").toLowerCase().split(";");
  const charset = parameters
    .map((parameter) => /^\s*charset\s*=\s*"?([^"\s]*)"?\s*$/.exec(parameter)?.[1])
    .find(Boolean);
  if (type?.trim() !== "application/json") {
    throw new Refusal("unsupported_media_type", "Send the body as application/json.");
  }
  if (charset !== undefined && charset !== "utf-8" && charset !== "utf8") {
    throw new Refusal("unsupported_media_type", "Send the body in UTF-8.");
  }
}

/** @throws Refusal when there are more. */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const stated = request.headers.get("content-length");
  if (Number(stated ?? 0) > maxBytes) throw tooLarge(maxBytes);
  // The listener hands out no more than the stated length, and at once: as a stream it costs a third of a small request.
  const bytes =
    stated === null ? await readStream(request, maxBytes) : new Uint8Array(await request.arrayBuffer());
  if (bytes.length > maxBytes) throw tooLarge(maxBytes);
  return bytes;
}

/** A body without a stated length is cut off as soon as it is too long. */
async function readStream(request: Request, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const stream: AsyncIterable<Uint8Array> | undefined = request.body ?? undefined;
  if (stream === undefined) return new Uint8Array();
  for await (const chunk of stream) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** `__proto__` has no business in a body: it is refused before anything copies its keys. */
function storable(value: unknown, path: string, depth: number): unknown {
  if (typeof value === "string") return storableText(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth === MAX_DEPTH) throw wrongBody(words("is nested too deeply", "ist zu tief verschachtelt"));
  if (Array.isArray(value)) return value.map((item, at) => storable(item, `${path}.${at}`, depth + 1));
  const entries = Object.entries(value).map(([key, item]) => {
    const at = path === "" ? key : `${path}.${key}`;
    if (key === "__proto__") {
      const name = JSON.stringify(at.slice(0, 200));
      throw wrongBody(words(`has the forbidden key ${name}`, `enthält den verbotenen Schlüssel ${name}`));
    }
    return [key, storable(item, at, depth + 1)];
  });
  return Object.fromEntries(entries);
}

function wrongBody({ en, de }: Words): Refusal {
  return new Refusal("invalid_input", words(`The body ${en}.`, `Der Inhalt ${de}.`), {
    errors: [{ path: "", message: words(`body ${en}`, `Inhalt ${de}`) }],
  });
}
