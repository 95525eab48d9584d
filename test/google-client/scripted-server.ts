/** A bare HTTP server that answers each request as the test says, down to the bytes on the wire. */
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface ReceivedRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export type Answer = (response: ServerResponse, request: ReceivedRequest) => void;

export interface ScriptedServer {
  readonly url: string;
  readonly requests: ReceivedRequest[];
  /** How many TCP connections there were. */
  readonly connections: () => number;
  /** Replaces what is answered from now on. */
  answer: Answer;
  close(): Promise<void>;
}

export async function startScriptedServer(answer: Answer): Promise<ScriptedServer> {
  const requests: ReceivedRequest[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const received = {
        method: request.method ?? "",
        target: request.url ?? "",
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      requests.push(received);
      scripted.answer(response, received);
    });
  });
  server.on("connection", () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const scripted: ScriptedServer = {
    url: `http://127.0.0.1:${port}`,
    requests,
    connections: () => connections,
    answer,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return scripted;
}

export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json; charset=UTF-8", ...headers });
    response.end(JSON.stringify(value));
  };
}

/** Google's error envelope. */
export function googleError(
  code: number,
  reason: string,
  message = reason,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return json({ error: { code, message, errors: [{ message, domain: "global", reason }] } }, code, headers);
}

export const broken = {
  reset: (response) => void response.socket?.resetAndDestroy(),
  hang: () => undefined,
  cutShort: (response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
    response.write('{"messages":[{"id":"1"');
    setImmediate(() => response.destroy());
  },
  cutButWhole: (response) => {
    response.writeHead(200, { "content-type": "application/json" }).end('{"messages":[{"id":"1"');
  },
  trickle: (response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const timer = setInterval(() => response.write(" "), 10);
    response.on("close", () => {
      clearInterval(timer);
    });
  },
  htmlPage: (response) => {
    response.writeHead(200, { "content-type": "text/html" }).end("<!DOCTYPE html><title>Sign in</title>");
  },
  htmlNotFound: (response) => {
    response.writeHead(404, { "content-type": "text/html" }).end("<!DOCTYPE html><title>404</title>");
  },
  empty: (response) => {
    response.writeHead(200, { "content-type": "application/json" }).end();
  },
  notHttp: (response) => {
    response.socket?.end("HTTP/1.1 200 OK\r\nno header this is\r\n\r\n{}");
  },
} as const satisfies Readonly<Record<string, Answer>>;
