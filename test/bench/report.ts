/** What a bench gives back, and how it is printed: a table for people, JSON for programs. */
export interface Measurement {
  /** `P11`, as the list of bars numbers them. */
  readonly id: string;
  readonly measure: string;
  readonly value: number;
  readonly unit: string;
  /** Values above it miss the bar. */
  readonly bar: number;
}

export interface Report {
  readonly database: string;
  readonly node: string;
  readonly measurements: readonly Measurement[];
}

export function printReport({ database, node, measurements }: Report): void {
  console.log(`\n${database}, Node ${node}\n`);
  const rows = measurements.map(({ id, measure, value, unit, bar }) => [
    id,
    measure,
    `${rounded(value)} ${unit}`.trim(),
    `≤ ${bar} ${unit}`.trim(),
    value <= bar ? "met" : "MISSED",
  ]);
  const widths = [0, 1, 2, 3, 4].map((i) => Math.max(...rows.map((row) => (row[i] ?? "").length)));
  for (const row of rows) console.log(row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  "));
  console.log(`\n${JSON.stringify({ database, node, measurements })}`);
}

/** The p-th part of the values, 0.5 the median. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))];
  if (value === undefined) throw new Error("no values");
  return value;
}

function rounded(value: number): number {
  return value >= 100 ? Math.round(value) : Math.round(value * 100) / 100;
}
