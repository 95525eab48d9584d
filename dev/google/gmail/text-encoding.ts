/** From bytes on the wire to Unicode: transfer encodings and character sets, without ever failing. */
import { TextDecoder } from "node:util";

/** Undoes a Content-Transfer-Encoding; an unknown one is taken as it is. */
export function decodeTransfer(bytes: Buffer, encoding: string): Buffer {
  switch (encoding) {
    case "base64":
      return Buffer.from(bytes.toString("latin1"), "base64");
    case "quoted-printable":
      return decodeQuotedPrintable(bytes);
    default:
      return bytes;
  }
}

/**
 * Text of a declared or absent charset. What is not declared, or not known, is UTF-8 where it can be and windows-1252
 * otherwise, which is also how `us-ascii` with 8-bit bytes in it is read.
 */
export function decodeText(bytes: Uint8Array, charset: string | undefined): string {
  const decoder = charset === undefined ? undefined : findDecoder(charset);
  if (decoder !== undefined) return decoder.decode(bytes);
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return windows1252.decode(bytes);
  }
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });
const windows1252 = new TextDecoder("windows-1252");

/** Names in use that the WHATWG Encoding Standard does not list; `undefined` means: guess. */
const aliases: ReadonlyMap<string, string | undefined> = new Map([
  ["us-ascii", undefined],
  ["ascii", undefined],
  ["ansi_x3.4-1968", undefined],
  ["cp932", "shift_jis"],
  ["windows-932", "shift_jis"],
  ["cp936", "gbk"],
  ["cp949", "euc-kr"],
  ["cp950", "big5"],
  ["cp874", "windows-874"],
  ["iso-2022-jp-1", "iso-2022-jp"],
  ["iso-2022-jp-2", "iso-2022-jp"],
  ["iso-2022-jp-ms", "iso-2022-jp"],
  ["cp50220", "iso-2022-jp"],
  ["cp50221", "iso-2022-jp"],
  ["eucjp", "euc-jp"],
  ["latin-1", "windows-1252"],
]);

/** Grows only by names that are real encodings, so a hostile mail cannot fill it. */
const decoders = new Map<string, TextDecoder>();

function findDecoder(charset: string): TextDecoder | undefined {
  const label = charset.trim().toLowerCase();
  const known = decoders.get(label);
  if (known !== undefined) return known;
  const name = aliases.has(label) ? aliases.get(label) : label;
  if (name === undefined || name.length > 40) return undefined;
  try {
    const decoder = new TextDecoder(name);
    decoders.set(label, decoder);
    return decoder;
  } catch {
    return undefined;
  }
}

function decodeQuotedPrintable(bytes: Buffer): Buffer {
  const out = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte !== equalsSign) {
      out[length++] = byte;
      continue;
    }
    const softBreak = softBreakLength(bytes, i + 1);
    if (softBreak > 0) {
      i += softBreak;
      continue;
    }
    const high = hexDigit(bytes[i + 1]);
    const low = hexDigit(bytes[i + 2]);
    if (high < 0 || low < 0) {
      out[length++] = byte;
    } else {
      out[length++] = high * 16 + low;
      i += 2;
    }
  }
  return out.subarray(0, length);
}

const equalsSign = 0x3d;

/** How many bytes after "=" belong to a soft line break: blanks, then a line end; 0 when it is none. */
function softBreakLength(bytes: Buffer, from: number): number {
  let end = from;
  while (end - from < 80 && (bytes[end] === 0x20 || bytes[end] === 0x09)) end++;
  if (bytes[end] === 0x0d && bytes[end + 1] === 0x0a) return end + 2 - from;
  return bytes[end] === 0x0a ? end + 1 - from : 0;
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
