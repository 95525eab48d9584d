/** A backend and Google's two REST APIs that answer what a test tells them to, over real HTTP, and note what they were asked. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly authorization: string | undefined;
  readonly idempotencyKey: string | undefined;
  readonly body: unknown;
}

export interface FakeAnswer {
  readonly status?: number;
  readonly body?: unknown;
  /** Instead of JSON. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The connection is cut instead of answered. */
  readonly cut?: boolean;
}

export interface FakeServer {
  readonly url: string;
  /** Answers by `METHOD /path`; what is not here is 404. A test may change them. */
  readonly answers: Map<string, FakeAnswer>;
  readonly requests: FakeRequest[];
  close(): Promise<void>;
}

export async function startFakeServer(): Promise<FakeServer> {
  const answers = new Map<string, FakeAnswer>();
  const requests: FakeRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const url = new URL(request.url ?? "/", "http://fake");
      const text = Buffer.concat(chunks).toString();
      const method = request.method ?? "";
      requests.push({
        method,
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        authorization: request.headers.authorization,
        idempotencyKey: request.headers["idempotency-key"]?.toString(),
        body: text === "" ? undefined : JSON.parse(text),
      });
      const answer = answers.get(`${method} ${decodeURIComponent(url.pathname)}`) ?? notFound;
      if (answer.cut === true) {
        request.socket.destroy();
        return;
      }
      response.writeHead(answer.status ?? 200, { "content-type": "application/json", ...answer.headers });
      response.end(answer.text ?? (answer.body === undefined ? "" : JSON.stringify(answer.body)));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    answers,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function problem(status: number, code: string, more: object = {}): FakeAnswer {
  return { status, body: { type: "about:blank", title: code, status, code, detail: "In English.", ...more } };
}

const notFound = problem(404, "not_found");
