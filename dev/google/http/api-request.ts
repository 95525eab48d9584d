/** A request to an API and its answer as plain values: one call of a batch is answered by the code that answers a connection's. */
import { GoogleError } from "../google-error.ts";

export interface ApiRequest {
  readonly method: string;
  /** As sent, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  /** A header field by its name in lower case. */
  readonly header: (name: string) => string | undefined;
  readonly body: Buffer;
  /** A listing gives no items this time, but says there are more. */
  readonly emptyPage: boolean;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Without a resource there is nothing to say: 204. Bytes are JSON already. */
export function resourceAnswer(resource: object | undefined): ApiAnswer {
  if (resource === undefined) return { status: 204, headers: {}, body: nothing };
  const body = Buffer.isBuffer(resource) ? resource : Buffer.from(JSON.stringify(resource));
  const etag = "etag" in resource && typeof resource.etag === "string" ? { ETag: resource.etag } : {};
  return { status: 200, headers: { ...jsonType, ...etag }, body };
}

/** A fault of ours is shown as one of Google's, and said aloud for whoever develops against this. */
export function errorAnswer(error: unknown): ApiAnswer {
  if (!(error instanceof GoogleError)) console.error("The local Google failed:", error);
  const problem =
    error instanceof GoogleError
      ? error
      : new GoogleError(500, "backendError", "Internal error encountered.", { status: "INTERNAL" });
  return {
    status: problem.code,
    headers: { ...jsonType, ...problem.headers },
    body: Buffer.from(JSON.stringify(problem)),
  };
}

const nothing = Buffer.alloc(0);
const jsonType = { "Content-Type": "application/json; charset=UTF-8" };
