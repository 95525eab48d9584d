/** Calls the backend as a person's add-on does. */
import type { DemoStack } from "./demo-stack.ts";

export interface ApiRequest {
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: object;
  /** What makes a repeated request known. */
  readonly key?: string;
}

/** The answer is what the contract says for that path; a refusal is thrown in the backend's words. */
export async function callApi<T>(
  stack: Pick<DemoStack, "backend" | "identityToken">,
  user: string,
  { method = "GET", path, body, key }: ApiRequest,
): Promise<T> {
  const response = await fetch(`${stack.backend.url}/api/v1${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${stack.identityToken(user)}`,
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...(key === undefined ? {} : { "Idempotency-Key": key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (text === "" ? undefined : JSON.parse(text)) as T;
}
