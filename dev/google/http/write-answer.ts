/** Puts an answer onto a connection, whole, or in the ways in which answers get lost. */
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../faults/fault-rule.ts";
import type { ApiAnswer } from "./api-request.ts";

export function writeAnswer(response: ServerResponse, { status, headers, body }: ApiAnswer): void {
  response.writeHead(status, status === 204 ? headers : { ...headers, "Content-Length": body.length });
  response.end(body);
}

/** As the client of a machine that died sees it. */
export function breakConnection(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

/** What a fault makes of an answer on its way. */
export async function writeFaultily(
  response: ServerResponse,
  answer: ApiAnswer,
  fault: Fault | undefined,
  closing: AbortSignal,
): Promise<void> {
  if (fault?.kind === "lost-answer") breakConnection(response);
  else if (fault?.kind === "trickle") await trickle(response, answer, fault, closing);
  else if (fault?.kind === "cut") cut(response, answer, fault.breaks ?? false);
  else writeAnswer(response, answer);
}

function cut(response: ServerResponse, { status, headers, body }: ApiAnswer, breaks: boolean): void {
  const half = body.subarray(0, body.length >> 1);
  if (!breaks) {
    writeAnswer(response, { status, headers, body: half });
    return;
  }
  response.writeHead(status, { ...headers, "Content-Length": body.length });
  response.write(half, () => {
    breakConnection(response);
  });
}

async function trickle(
  response: ServerResponse,
  { status, headers, body }: ApiAnswer,
  { pieces = 10, everyMs = 100 }: { pieces?: number | undefined; everyMs?: number | undefined },
  closing: AbortSignal,
): Promise<void> {
  response.writeHead(status, { ...headers, "Content-Length": body.length });
  const size = Math.max(1, Math.ceil(body.length / pieces));
  for (let at = 0; at < body.length && !response.destroyed; at += size) {
    response.write(body.subarray(at, at + size));
    await sleep(everyMs, undefined, { signal: closing });
  }
  response.end();
}
