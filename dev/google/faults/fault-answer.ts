/** Faults that are an answer, wherever the answer goes: onto a connection or into a part of a batch. */
import { errorAnswer } from "../http/api-request.ts";
import type { ApiAnswer } from "../http/api-request.ts";
import { GoogleError } from "../google-error.ts";
import type { Fault } from "./fault-rule.ts";
import { namedError, tokenRefusal } from "./named-errors.ts";

/** Undefined where the fault is not an answer of its own but something that happens to one. */
export function faultAnswer(fault: Fault, now: number): ApiAnswer | undefined {
  if (fault.kind === "error")
    return errorAnswer(namedError(fault.error, now + (fault.retryAfterMs ?? 60_000)));
  if (fault.kind === "token-error") {
    const { status, body } = tokenRefusal(fault.error);
    return { status, headers: jsonType, body: Buffer.from(JSON.stringify(body)) };
  }
  if (fault.kind === "status") {
    const { status, reason = "backendError", message = "Backend Error" } = fault;
    return errorAnswer(new GoogleError(status, reason, message));
  }
  if (fault.kind === "html") {
    const headers = { "Content-Type": "text/html; charset=UTF-8" };
    return { status: fault.status ?? 502, headers, body: Buffer.from(errorPage) };
  }
  if (fault.kind === "empty") return { status: 200, headers: jsonType, body: Buffer.alloc(0) };
  return undefined;
}

const jsonType = { "Content-Type": "application/json; charset=UTF-8" };

const errorPage = `<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Error 502 (Server Error)!!1</title>
<p><b>502.</b> That’s an error.<p>The server encountered a temporary error and could not complete your request.<p>Please try again in 30 seconds.</html>`;
