/** Every HTTP request of one execution passes here: it is timed, counted and cut off at the deadline. */
import type { HttpCall } from "./execution.ts";
import type { SyncHttp, WireAnswer, WireRequest } from "./sync-http.ts";

export interface OutgoingRequest {
  readonly service: HttpCall["service"];
  /** What the record shows. */
  readonly publicUrl: string;
  /** Where it really goes. */
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
}

export interface HttpGateway {
  readonly sendAll: (requests: readonly OutgoingRequest[]) => readonly WireAnswer[];
  readonly calls: readonly HttpCall[];
}

/** Google's limit for what UrlFetchApp takes in and gives out. */
export const mostBytes = 50 * 1024 * 1024;

/** @param remainingMs what is left of the execution */
export function createHttpGateway(http: SyncHttp, remainingMs: () => number): HttpGateway {
  const calls: HttpCall[] = [];
  return {
    calls,
    sendAll: (requests) => {
      const timeoutMs = Math.max(1, remainingMs());
      const answers = http.sendAll(
        requests.map(({ url, method, headers, body }): WireRequest => ({
          url,
          method,
          headers,
          body,
          timeoutMs,
          mostBytes,
        })),
      );
      answers.forEach((answer, index) => {
        const request = requests[index];
        if (request === undefined) return;
        const { service, method, publicUrl } = request;
        calls.push({ service, method, url: publicUrl, ms: answer.ms, ...sizeOf(answer) });
      });
      return answers;
    },
  };
}

function sizeOf(answer: WireAnswer): { status: number; bytes: number } {
  return "failure" in answer ? { status: 0, bytes: 0 } : { status: answer.status, bytes: answer.body.length };
}
