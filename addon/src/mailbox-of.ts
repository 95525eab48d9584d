/** Finds one person in an address header, to send that part alone to the backend, which parses it properly. */

/** `"Lee, Ann" <ann@x.test>` out of a list; undefined when the address is not in it. */
export function mailboxOf(header: string, address: string): string | undefined {
  const at = header.toLowerCase().indexOf(address.toLowerCase());
  if (at === -1) return undefined;
  const start = lastSeparatorBefore(header, at);
  const end = header.indexOf(",", at + address.length);
  return header.slice(start, end === -1 ? header.length : end).trim();
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
