/**
 * POST /batch/gmail/v1: up to 100 calls in one multipart request, each answered by itself.
 * https://developers.google.com/workspace/gmail/api/guides/batch
 */
import { STATUS_CODES } from "node:http";
import { GoogleError } from "../google-error.ts";
import { findField, readHeaderFields } from "../gmail/header-fields.ts";
import { concurrencyError, invalidArgument } from "../google-errors.ts";
import type { ApiAnswer, ApiRequest } from "./api-request.ts";
import { errorAnswer } from "./api-request.ts";

/** The paths that take batches; each serves the API behind it and no other. */
export const batchPaths: ReadonlyMap<string, string> = new Map([
  ["/batch/gmail/v1", "/gmail/v1/"],
  ["/batch/calendar/v3", "/calendar/v3/"],
]);

export interface Batch {
  /** What the paths of its calls begin with. */
  readonly prefix: string;
  readonly contentType: string;
  readonly body: Buffer;
  readonly authorization: string | undefined;
  /** How many of its calls Google works on at once; those beyond are refused. */
  readonly concurrency: number;
}

export function answerBatch(batch: Batch, answer: (request: ApiRequest) => ApiAnswer): ApiAnswer {
  try {
    const calls = readCalls(batch);
    const boundary = `batch_${Buffer.from(`${calls.length}.${batch.body.length}`).toString("base64url")}AAxgH7Q`;
    const parts = calls.map(({ id, request }, index) => {
      const isTooMany = index >= batch.concurrency;
      const answered =
        typeof request === "string"
          ? errorAnswer(invalidArgument(request))
          : isTooMany
            ? errorAnswer(concurrencyError())
            : answer(request);
      return Buffer.concat([Buffer.from(partHead(boundary, id, answered)), answered.body, lineEnd]);
    });
    return {
      status: 200,
      headers: { "Content-Type": `multipart/mixed; boundary=${boundary}`, Vary: "Origin, X-Origin, Referer" },
      body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
    };
  } catch (error) {
    return errorAnswer(error);
  }
}

interface Call {
  readonly id: string | undefined;
  /** What is wrong with it, where it could not be read. */
  readonly request: ApiRequest | string;
}

const maxCalls = 100;
const lineEnd = Buffer.from("\r\n");

function readCalls({ contentType, body, prefix, authorization }: Batch): Call[] {
  const [, quoted, bare] =
    /^multipart\/mixed\s*;.*?boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) {
    throw new GoogleError(400, "badRequest", "Failed to parse batch request, error: missing boundary.");
  }
  const parts = `\r\n${body.toString("utf8").replaceAll(/\r?\n/g, "\r\n")}`
    .split(`\r\n--${boundary}`)
    .slice(1)
    .filter((part) => !part.startsWith("--"));
  if (parts.length === 0) {
    throw new GoogleError(
      400,
      "badRequest",
      "Failed to parse batch request, error: 0 items. Received batch body.",
    );
  }
  if (parts.length > maxCalls) {
    throw new GoogleError(
      400,
      "badRequest",
      `Inner request count exceeds the limit. Received: ${parts.length}, Limit: ${maxCalls}`,
    );
  }
  return parts.map((part) => readCall(part, prefix, authorization));
}

function readCall(part: string, prefix: string, outerAuthorization: string | undefined): Call {
  const [outer = "", ...inner] = part.split("\r\n\r\n");
  const id = /^content-id:\s*(\S.*?)\s*$/im.exec(outer)?.[1];
  if (!/^content-type:\s*application\/http/im.test(outer))
    return { id, request: "Content-Type of a part must be application/http" };
  const nested = inner.join("\r\n\r\n");
  const headEnd = nested.indexOf("\r\n\r\n");
  const head = (headEnd < 0 ? nested : nested.slice(0, headEnd)).trim();
  const [, method, target] = /^([A-Z]+) (\S+)/.exec(head) ?? [];
  if (method === undefined || target === undefined) return { id, request: "Malformed request line" };
  const [path = "", query = ""] = target.split("?", 2);
  // The address is a path: a host there is not looked at by Google, and other APIs have batches of their own.
  if (!path.startsWith(prefix)) return { id, request: `Batch does not serve ${path.slice(0, 100)}` };
  const fields = readHeaderFields(Buffer.from(head.slice(head.indexOf("\n") + 1)));
  return {
    id,
    request: {
      method,
      path,
      query: new URLSearchParams(query),
      authorization: findField(fields, "Authorization") ?? outerAuthorization,
      header: (name) => findField(fields, name),
      body: Buffer.from(headEnd < 0 ? "" : nested.slice(headEnd + 4)),
      emptyPage: false,
    },
  };
}

/** `<item1>` is answered as `<response-item1>`. */
function partHead(boundary: string, id: string | undefined, { status, headers, body }: ApiAnswer): string {
  const responseId = id?.startsWith("<") === true ? `<response-${id.slice(1)}` : `response-${id ?? ""}`;
  return [
    `--${boundary}`,
    "Content-Type: application/http",
    ...(id === undefined ? [] : [`Content-ID: ${responseId}`]),
    "",
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${body.length}`,
    "",
    "",
  ].join("\r\n");
}
