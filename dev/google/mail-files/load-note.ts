/** What is told about mail that could not be loaded. */

export interface LoadNote {
  /** The file, and for an mbox the number of the mail in it. */
  readonly path: string;
  readonly reason: string;
}

/** For what the file system threw. */
export function unreadable(path: string, error: unknown): LoadNote {
  const isError = typeof error === "object" && error !== null && "message" in error;
  return { path, reason: `cannot be read: ${String(isError ? error.message : error)}` };
}
