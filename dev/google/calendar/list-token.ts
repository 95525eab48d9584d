/** Page and sync tokens: opaque to clients, bound to the list they were given out for. */
import { GoogleError } from "../google-error.ts";

export interface PagePosition {
  /** The list as it was on the first page. */
  readonly revision: number;
  /** The sort key of the last item already given out. */
  readonly after: string;
}

export function sealPageToken(list: string, { revision, after }: PagePosition): string {
  return seal(["page", list, revision, after]);
}

export function openPageToken(list: string, token: string): PagePosition {
  const [kind, of, revision, after] = open(token);
  if (kind !== "page" || of !== list || typeof revision !== "number" || typeof after !== "string") {
    throw new GoogleError(400, "invalid", "Invalid page token value.");
  }
  return { revision, after };
}

/** `shape` is what else was asked for: a token is good for the same question only. */
export function sealSyncToken(list: string, revision: number, shape = ""): string {
  return seal(["sync", list, revision, shape]);
}

/** The revision a sync token stands for; a damaged, foreign or expired one is a 410 like Google's. */
export function openSyncToken(list: string, token: string, oldestRevision: number, shape = ""): number {
  const [kind, of, revision, askedFor] = open(token);
  if (kind !== "sync" || of !== list || typeof revision !== "number" || revision < oldestRevision) {
    throw new GoogleError(410, "fullSyncRequired", "Sync token is no longer valid, a full sync is required.");
  }
  // Google calls this "undefined behavior"; whoever relies on it shall hear of it.
  if (askedFor !== shape) {
    throw new GoogleError(400, "invalid", "The request does not match the one the sync token was given for.");
  }
  return revision;
}

function seal(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

function open(token: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, "base64url").toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
