/**
 * One HTTP request and its whole answer, within a time and a size. Straight on undici's dispatcher: its `request` makes a
 * stream of each body, and collecting that costs as much as parsing it (docs/adr/0016).
 */
import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface HttpLimits {
  /** From the first byte sent to the last one received, in milliseconds. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** There is no answer, or too much of one. `code` is Node's, undici's, or one of ours: TIMEOUT, TOO_LARGE, TOO_LATE. */
export class HttpFault extends Error {
  readonly code: string;
  /** Not a byte of the request went out: it cannot have had any effect. */
  readonly isUnsent: boolean;

  constructor(code: string, isUnsent = false) {
    super(`no usable answer (${code})`);
    this.name = "HttpFault";
    this.code = code;
    this.isUnsent = isUnsent;
  }
}

/**
 * Rejects with an HttpFault.
 * @param mayBegin is asked at the last moment before anything is sent; false: TOO_LATE
 */
export async function exchangeHttp(
  dispatcher: Dispatcher,
  request: HttpRequest,
  limits: HttpLimits,
  mayBegin: () => boolean = () => true,
): Promise<HttpAnswer> {
  return await new Promise((resolve, reject) => {
    dispatcher.dispatch(request, new AnswerReader({ ...limits, mayBegin }, resolve, reject));
  });
}

interface ReaderOptions extends HttpLimits {
  readonly mayBegin: () => boolean;
}

class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #limits: ReaderOptions;
  readonly #resolve: (answer: HttpAnswer) => void;
  readonly #reject: (fault: HttpFault) => void;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  #deadline: NodeJS.Timeout | undefined;
  #hasBegun = false;

  constructor(
    limits: ReaderOptions,
    resolve: (answer: HttpAnswer) => void,
    reject: (fault: HttpFault) => void,
  ) {
    this.#limits = limits;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** The connection is there, or was: waiting for a free one does not count. Nothing has been written to it yet. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    clearTimeout(this.#deadline);
    if (!this.#limits.mayBegin()) {
      controller.abort(new HttpFault("TOO_LATE", true));
      return;
    }
    this.#hasBegun = true;
    this.#deadline = setTimeout(() => {
      controller.abort(new HttpFault("TIMEOUT"));
    }, this.#limits.timeoutMs);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#limits.maxBytes) controller.abort(new HttpFault("TOO_LARGE"));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    clearTimeout(this.#deadline);
    const [first] = this.#chunks;
    const body =
      first !== undefined && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks, this.#bytes);
    this.#resolve({ status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    clearTimeout(this.#deadline);
    // What undici says may name addresses; its code does not.
    this.#reject(error instanceof HttpFault ? error : new HttpFault(codeOf(error), !this.#hasBegun));
  }
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
