/** Finds one person in an address header, to send that part alone to the backend, which parses it properly. */

/** `"Lee, Ann" <ann@x.test>` out of a list; undefined when the address is not in it. */
export function mailboxOf(header: string, address: string): string | undefined {
  const at = header.toLowerCase().indexOf(address.toLowerCase());
  if (at === -1) return undefined;
  const start = lastSeparatorBefore(header, at);
  const end = header.indexOf(",", at + address.length);
  return header.slice(start, end === -1 ? header.length : end).trim();
}

/** Whether the address itself stands in the header, not only as the end of a longer one. */
export function hasAddress(header: string, address: string): boolean {
  const [text, wanted] = [header.toLowerCase(), address.toLowerCase()];
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1)) {
    const around = [text[at - 1] ?? " ", text[at + wanted.length] ?? " "];
    if (around.every((sign) => /[\s<>,;:"'()]/.test(sign))) return true;
  }
  return false;
}

/** Behind the last comma outside of quotes; a quote that never closes is none. */
function lastSeparatorBefore(header: string, end: number): number {
  const closable = header.lastIndexOf('"');
  let start = 0;
  let quoted = false;
  for (let index = 0; index < end; index++) {
    const sign = header[index];
    if (sign === "\\") index++;
    else if (sign === '"') quoted = !quoted && index < closable;
    else if (sign === "," && !quoted) start = index + 1;
  }
  return start;
}
