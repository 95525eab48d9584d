/** Finds one person in an address header, to send that part alone to the backend, which parses it properly. */

/** `"Lee, Ann" <ann@x.test>` out of a list; undefined when the address is not in it. */
export function mailboxOf(header: string, address: string): string | undefined {
  const wanted = address.toLowerCase();
  return splitList(header).find((mailbox) => mailbox.toLowerCase().includes(wanted));
}

/** At commas outside of quotes. */
function splitList(header: string): readonly string[] {
  return (header.match(/(?:"(?:[^"\\]|\\.)*"|[^",]|"(?!.*"))+/gs) ?? []).map((part) => part.trim());
}
