import type { EmailAddress } from "../crm/ids.ts";

/** Add-on tokens carry no name: `ada.lindqvist@…` reads as Ada Lindqvist until a sign-in on the web tells better. */
export function nameFromAddress(address: EmailAddress): string {
  const words = address
    .slice(0, address.lastIndexOf("@"))
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ") || address;
}
