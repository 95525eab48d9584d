/** The sprintf of Utilities.formatString and of logging: %s %d %f %x and friends, with width and precision. */
import { exception } from "./exception.ts";

export function formatString(template: string, args: readonly unknown[]): string {
  let next = 0;
  return template.replace(
    /%([-0+ ]*)(\d*)(?:\.(\d+))?([sdifxXc%])/g,
    (_match, flags: string, width: string, precision: string | undefined, kind: string) => {
      if (kind === "%") return "%";
      if (next >= args.length) throw exception(`Format specifier '%${kind}' has no argument.`);
      return pad(one(args[next++], kind, precision, flags.includes("+")), flags, Number(width));
    },
  );
}

function one(value: unknown, kind: string, precision: string | undefined, plus: boolean): string {
  if (kind === "s" || kind === "c")
    return String(value).slice(0, precision === undefined ? undefined : Number(precision));
  const number = Number(value);
  const sign = plus && number >= 0 ? "+" : "";
  switch (kind) {
    case "f":
      return sign + number.toFixed(precision === undefined ? 6 : Number(precision));
    case "x":
      return Math.trunc(number).toString(16);
    case "X":
      return Math.trunc(number).toString(16).toUpperCase();
    default:
      return sign + String(Math.trunc(number));
  }
}

function pad(text: string, flags: string, width: number): string {
  if (flags.includes("-")) return text.padEnd(width);
  return flags.includes("0") && text !== ""
    ? text.replace(
        /^([+-]?)(.*)$/,
        (_all, sign: string, digits: string) => sign + digits.padStart(width - sign.length, "0"),
      )
    : text.padStart(width);
}
