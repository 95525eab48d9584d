/** The thread that makes HTTP requests while the one that asked stands still (see sync-http.ts). */
import { Agent as HttpAgent, request as httpRequest } from "node:http";
import type { IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { workerData } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import type { Batch, WireAnswer, WireRequest } from "./sync-http.ts";

const { port, doneFlag } = workerData as { port: MessagePort; doneFlag: Int32Array };
const httpAgent = new HttpAgent({ keepAlive: true });
const httpsAgent = new HttpsAgent({ keepAlive: true });

port.on("message", ({ id, requests }: Batch<WireRequest>) => {
  void Promise.all(requests.map(timed)).then((answers) => {
    port.postMessage({ id, requests: answers } satisfies Batch<WireAnswer>);
    Atomics.store(doneFlag, 0, id);
    Atomics.notify(doneFlag, 0);
  });
});

async function timed(request: WireRequest): Promise<WireAnswer> {
  const start = performance.now();
  try {
    return { ...(await send(request)), ms: performance.now() - start };
  } catch (error) {
    return { failure: failureOf(error), ms: performance.now() - start };
  }
}

async function send(
  request: WireRequest,
): Promise<{ status: number; headers: [string, string][]; body: Uint8Array }> {
  const url = new URL(request.url);
  const isHttps = url.protocol === "https:";
  const outgoing = (isHttps ? httpsRequest : httpRequest)(url, {
    method: request.method,
    headers: request.headers,
    agent: isHttps ? httpsAgent : httpAgent,
    signal: AbortSignal.timeout(Math.max(1, Math.ceil(request.timeoutMs))),
  });
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.on("response", resolve).on("error", reject);
    outgoing.end(request.body ?? undefined);
  });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > request.mostBytes) {
      answer.destroy();
      throw Object.assign(new Error("the answer is too large"), { code: "TOO_LARGE" });
    }
    chunks.push(chunk);
  }
  const body = decompress(Buffer.concat(chunks), answer.headers["content-encoding"] ?? "", request.mostBytes);
  return { status: answer.statusCode ?? 0, headers: pairs(answer.rawHeaders), body };
}

function decompress(body: Buffer, encoding: string, mostBytes: number): Uint8Array {
  const options = { maxOutputLength: mostBytes };
  if (body.length === 0) return body;
  switch (encoding) {
    case "gzip":
      return gunzipSync(body, options);
    case "deflate":
      return inflateSync(body, options);
    case "br":
      return brotliDecompressSync(body, options);
    default:
      return body;
  }
}

function pairs(raw: readonly string[]): [string, string][] {
  return raw.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name, raw[index + 1] ?? ""]] : [],
  );
}

function failureOf(error: unknown): "timeout" | "dns" | "tls" | "too-large" | "unavailable" {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError"))
    return "timeout";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "dns";
  if (code === "TOO_LARGE" || code === "ERR_BUFFER_TOO_LARGE") return "too-large";
  if (code.includes("CERT") || code.includes("TLS") || code.includes("SSL") || code === "EPROTO")
    return "tls";
  return "unavailable";
}
