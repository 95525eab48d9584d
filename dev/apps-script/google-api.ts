/** Calls Google's REST APIs for the services that stand on them, and classifies what they refuse. */
import type { HttpCall } from "./execution.ts";
import type { HttpGateway } from "./http-gateway.ts";
import { ScriptException } from "./script-exception.ts";

export interface GoogleApiRequest {
  readonly service: Exclude<HttpCall["service"], "UrlFetchApp">;
  readonly baseUrl: string;
  /** From the root, already encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly accessToken: string;
  /** Sent as JSON by POST. */
  readonly body?: unknown;
}

export type GoogleApiAnswer =
  | { readonly ok: true; readonly json: unknown }
  | { readonly ok: false; readonly status: number; readonly message: string; readonly error: unknown };

export function callGoogle(gateway: HttpGateway, request: GoogleApiRequest): GoogleApiAnswer {
  const url = new URL(request.baseUrl.replace(/\/$/, "") + request.path);
  for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value);
  const body = request.body === undefined ? null : JSON.stringify(request.body);
  const [answer] = gateway.sendAll([
    {
      service: request.service,
      publicUrl: url.href,
      url: url.href,
      method: body === null ? "GET" : "POST",
      headers: {
        Authorization: `Bearer ${request.accessToken}`,
        ...(body === null ? {} : { "Content-Type": "application/json" }),
      },
      body,
    },
  ]);
  if (answer === undefined || "failure" in answer) {
    throw new ScriptException(`Service unavailable: ${request.service}`);
  }
  const json = parseJson(Buffer.from(answer.body).toString("utf8"));
  if (answer.status < 400) return { ok: true, json };
  const error = isRecord(json) ? json["error"] : undefined;
  const message =
    isRecord(error) && typeof error["message"] === "string" ? error["message"] : `HTTP ${answer.status}`;
  return { ok: false, status: answer.status, message, error };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
