/** Text into the character sets mail used before UTF-8, by turning the platform's own decoders round. */

export type LegacyCharset = "iso-2022-jp" | "windows-1252";

export function encodeLegacy(text: string, charset: LegacyCharset): Buffer {
  return charset === "iso-2022-jp" ? encodeIso2022Jp(text) : encodeWindows1252(text);
}

const TO_JIS = "\u001b$B";
const TO_ASCII = "\u001b(B";

/** RFC 1468: two-byte runs between escape sequences, every line back in ASCII at its end. */
function encodeIso2022Jp(text: string): Buffer {
  const table = jisX0208();
  let inJis = false;
  let out = "";
  for (const character of text) {
    const code = table.get(character);
    if (code === undefined && character > "\u007f") throw new Error(`ISO-2022-JP has no "${character}".`);
    if ((code !== undefined) !== inJis) {
      inJis = code !== undefined;
      out += inJis ? TO_JIS : TO_ASCII;
    }
    out += code ?? character;
  }
  return Buffer.from(out + (inJis ? TO_ASCII : ""), "latin1");
}

let jisTable: ReadonlyMap<string, string> | undefined;

function jisX0208(): ReadonlyMap<string, string> {
  if (jisTable !== undefined) return jisTable;
  const decoder = new TextDecoder("iso-2022-jp");
  const table = new Map<string, string>();
  for (let row = 0x21; row <= 0x7e; row += 1) {
    for (let cell = 0x21; cell <= 0x7e; cell += 1) {
      const code = String.fromCharCode(row, cell);
      const character = decoder.decode(Buffer.from(TO_JIS + code + TO_ASCII, "latin1"));
      if (character !== "\ufffd" && !table.has(character)) table.set(character, code);
    }
  }
  jisTable = table;
  return table;
}

function encodeWindows1252(text: string): Buffer {
  const decoder = new TextDecoder("windows-1252");
  const table = new Map<string, number>();
  for (let byte = 0; byte < 256; byte += 1) table.set(decoder.decode(Uint8Array.of(byte)), byte);
  return Buffer.from(
    Array.from(text, (character) => {
      const byte = table.get(character);
      if (byte === undefined) throw new Error(`windows-1252 has no "${character}".`);
      return byte;
    }),
  );
}
