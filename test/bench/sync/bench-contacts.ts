/** Addresses for contacts of a bench, several of each company. */
export function contactAddresses(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `contact-${index}@customer-${index % 90}.example`);
}
