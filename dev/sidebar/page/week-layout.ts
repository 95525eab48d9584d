/** Gives overlapping events of a day lanes beside each other. */

export interface Placed<T> {
  readonly span: T;
  readonly lane: number;
  /** How many lanes its cluster of overlapping ones has. */
  readonly lanes: number;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

export function arrange<T extends Span>(spans: readonly T[]): readonly Placed<T>[] {
  const sorted = [...spans].sort((a, b) => a.start - b.start || b.end - a.end);
  const placed: Placed<T>[] = [];
  let cluster: { span: T; lane: number }[] = [];
  let laneEnds: number[] = [];
  const finish = (): void => {
    placed.push(...cluster.map((entry) => ({ ...entry, lanes: laneEnds.length })));
    cluster = [];
    laneEnds = [];
  };
  for (const span of sorted) {
    if (laneEnds.every((end) => end <= span.start)) finish();
    const free = laneEnds.findIndex((end) => end <= span.start);
    const lane = free === -1 ? laneEnds.length : free;
    laneEnds[lane] = span.end;
    cluster.push({ span, lane });
  }
  finish();
  return placed;
}
