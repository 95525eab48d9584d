/** The bytes of a text part as text. Broken bytes become replacement characters, never an error. */

export interface DecodedText {
  readonly text: string;
  /** There was more than `maxBytes`. */
  readonly truncated: boolean;
}

/** Gmail's `body.data`: base64url of UTF-8. Only as much is decoded as is kept. */
export function decodeData(data: string, maxBytes: number): DecodedText {
  // Four characters are three bytes: a cut between such groups leaves none behind.
  const maxLength = Math.ceil(maxBytes / 3) * 4;
  const truncated = data.length > maxLength;
  const text = Buffer.from(truncated ? data.slice(0, maxLength) : data, "base64url").toString("utf8");
  return { text: truncated ? text.replace(/\uFFFD+$/, "") : text, truncated };
}

/**
 * What lay behind an attachment id. Gmail does not say whether that is UTF-8, as in `body.data`, or still in the part's
 * own charset: what is no UTF-8 is read in the charset it was sent in.
 */
export function decodeBytes(bytes: Uint8Array, charset: string, maxBytes: number): DecodedText {
  const truncated = bytes.length > maxBytes;
  const kept = truncated ? bytes.subarray(0, maxBytes) : bytes;
  return { text: decodeIn(isUtf8(kept, charset) ? "utf-8" : charset, kept), truncated };
}

const ESCAPE = 0x1b;

function isUtf8(bytes: Uint8Array, charset: string): boolean {
  // ISO-2022-JP is made of ASCII bytes alone: any of it is valid UTF-8.
  if (/^iso-2022-/i.test(charset) && bytes.includes(ESCAPE)) return false;
  try {
    // As a stream, because the cut may have gone through a character.
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function decodeIn(charset: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    // A charset nobody knows.
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
