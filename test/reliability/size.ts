/** How much of everything: what fits into `npm test`, or with `npm run test:long` the full numbers. */
export const IS_LONG = process.env["RELIABILITY"] === "long";

export function sized(short: number, long: number): number {
  return IS_LONG ? long : short;
}

/** For Jest. */
export const SUITE_TIMEOUT_MS = IS_LONG ? 60 * 60_000 : 120_000;
