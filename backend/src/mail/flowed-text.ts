/** Plain text whose lines a mail program broke to fit 78 columns, and marked so that they can be joined again. */

/**
 * RFC 3676: a line that ends with a space goes on in the next one. With `delSp` that space is only the mark (§4.2), as
 * languages without spaces need it. Quoted lines stay as they are.
 */
export function unflow(text: string, delSp: boolean): string {
  const lines: string[] = [];
  let goesOn = false;
  for (const written of text.split(/\r?\n/)) {
    const isQuoted = written.startsWith(">");
    // A line that would begin with a space, `>` or `From ` was sent with one space more.
    const line = written.startsWith(" ") ? written.slice(1) : written;
    const isSoft = !isQuoted && line.endsWith(" ") && line !== SIGNATURE;
    const content = isSoft && delSp ? line.slice(0, -1) : line;
    const last = lines.at(-1);
    if (goesOn && !isQuoted && line !== SIGNATURE && last !== undefined)
      lines[lines.length - 1] = last + content;
    else lines.push(content);
    goesOn = isSoft;
  }
  return lines.join("\n");
}

const SIGNATURE = "-- ";
