/** The round letter that stands for a person without a picture. */
import { el } from "./dom.ts";

/** Google's own palette for such letters; white text is readable on each. */
const colors = [
  "#1967d2",
  "#b3261e",
  "#7b1fa2",
  "#00796b",
  "#c2410c",
  "#455a64",
  "#5d4037",
  "#3949ab",
  "#00838f",
  "#558b2f",
];

export function avatar(name: string, email: string): HTMLElement {
  const letter = /[\p{L}\p{N}]/u.exec(name)?.[0] ?? /[\p{L}\p{N}]/u.exec(email)?.[0] ?? "?";
  const element = el("span", {
    class: "avatar",
    text: letter.toUpperCase(),
    attributes: { "aria-hidden": "true" },
  });
  let sum = 0;
  for (const char of email.toLowerCase()) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 65_521;
  element.style.backgroundColor = colors[sum % colors.length] ?? "";
  return element;
}
