/** The network address a request comes from. */
import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import type { AppEnv } from "./access-log.ts";

/** Hono gives no bindings to requests made in process; without a socket all strangers are one. */
export function clientAddress(context: Context<AppEnv>): string {
  const bindings = context.env as Partial<HttpBindings> | undefined;
  return bindings?.incoming?.socket.remoteAddress ?? "";
}
