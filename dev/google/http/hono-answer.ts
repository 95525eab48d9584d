/** Answers of a Hono application as plain values, so that they can go wrong on their way like all others. */
import type { IncomingMessage } from "node:http";
import type { Hono } from "hono";
import type { ApiAnswer } from "./api-request.ts";

export async function honoAnswer(
  app: Hono,
  origin: string,
  request: IncomingMessage,
  body: Buffer,
): Promise<ApiAnswer> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === "string") headers.set(name, value);
  }
  const method = request.method ?? "GET";
  const hasBody = method !== "GET" && method !== "HEAD";
  const response = await app.fetch(
    new Request(new URL(request.url ?? "/", origin), {
      method,
      headers,
      ...(hasBody ? { body: new Uint8Array(body) } : {}),
    }),
  );
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  };
}
