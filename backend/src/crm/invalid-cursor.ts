/** A list was asked to go on from a place that none of its pages gave: the caller's mistake, not ours. */
export class InvalidCursor extends Error {
  constructor() {
    super("is not a cursor of this list");
    this.name = "InvalidCursor";
  }
}
