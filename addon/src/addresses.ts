/** Addresses as people type them into one field: `ann@x.test, "Lee, Bo" <bo@y.test>`. What is an address the backend decides. */

/** Separated by commas, semicolons or line breaks, but not inside of quotes. */
export function addressesIn(text: string): string[] {
  const parts = text.match(/(?:"(?:\\.|[^"\\])*"|[^,;\n])+/g) ?? [];
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

/** What is being typed, and what stands before it. */
export function lastAddress(text: string): { readonly before: readonly string[]; readonly typed: string } {
  const addresses = addressesIn(text);
  return { before: addresses.slice(0, -1), typed: addresses[addresses.length - 1] ?? "" };
}
