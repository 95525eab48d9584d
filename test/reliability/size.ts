/** How much of everything: what fits into `npm test`, or with `npm run test:long` the full numbers. */
const isLong = process.env["RELIABILITY"] === "long";

export function sized(short: number, long: number): number {
  return isLong ? long : short;
}

/** For Jest. */
export const SUITE_TIMEOUT_MS = isLong ? 60 * 60_000 : 60_000;
