/** Gives overlapping events of a day lanes beside each other. */

export interface Placed<T> {
  readonly event: T;
  readonly lane: number;
  /** How many lanes the event's cluster of overlapping events has. */
  readonly lanes: number;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

export function arrange<T extends Span>(events: readonly T[]): readonly Placed<T>[] {
  const sorted = [...events].sort((a, b) => a.start - b.start || b.end - a.end);
  const placed: Placed<T>[] = [];
  let cluster: { event: T; lane: number }[] = [];
  let laneEnds: number[] = [];
  const finish = (): void => {
    placed.push(...cluster.map((entry) => ({ ...entry, lanes: laneEnds.length })));
    cluster = [];
    laneEnds = [];
  };
  for (const event of sorted) {
    if (laneEnds.every((end) => end <= event.start)) finish();
    const free = laneEnds.findIndex((end) => end <= event.start);
    const lane = free === -1 ? laneEnds.length : free;
    laneEnds[lane] = event.end;
    cluster.push({ event, lane });
  }
  finish();
  return placed;
}
