/** The only way out of the realm: strings of JSON to the host and back. */
import type { HostAnswer, HostCalls } from "../bridge-protocol.ts";
import { exception } from "./exception.ts";

// Taken before any code of the project runs, so that what it does to its globals does not reach us.
const { parse, stringify } = JSON;
let send: (request: string) => string = () =>
  stringify({ error: { name: "Error", message: "not connected" } });

export function connect(host: (request: string) => string): void {
  send = host;
}

export function call<Name extends keyof HostCalls>(
  name: Name,
  ...args: Parameters<HostCalls[Name]>
): ReturnType<HostCalls[Name]> {
  const answer = parse(reach(stringify([name, args]))) as HostAnswer;
  if ("error" in answer) throw exception(answer.error.message, answer.error.name, answer.error.details);
  return answer.value as ReturnType<HostCalls[Name]>;
}

/** The host answers errors as data; what it throws nevertheless (its stack overflowing) is an object of its realm and stays out. */
function reach(request: string): string {
  try {
    return send(request);
  } catch {
    throw exception("We're sorry, a server error occurred. Please wait a bit and try again.");
  }
}
