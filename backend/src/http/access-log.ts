/** One line a request: which operation, whose, how it ended. Nothing of what was asked or answered. */
import { randomUUID } from "node:crypto";
import type { HttpBindings } from "@hono/node-server";
import type { MiddlewareHandler } from "hono";
import type { Logger } from "pino";
import type { OperationName } from "../../../contract/api.ts";
import type { ProblemCode } from "../../../contract/problem.ts";
import type { Viewer } from "../crm/ports.ts";

/** What the routes learn about a request and the log tells. */
interface RequestFacts {
  operation?: OperationName;
  viewer?: Viewer;
  problem?: ProblemCode;
}

export interface AppEnv {
  Bindings: HttpBindings;
  Variables: { requestId: string; facts: RequestFacts };
}

const QUIET: ReadonlySet<OperationName | undefined> = new Set(["getHealth", "getReadiness"]);

export function accessLog(log: Logger): MiddlewareHandler<AppEnv> {
  return async (context, next) => {
    const requestId = randomUUID();
    const facts: RequestFacts = {};
    context.set("requestId", requestId);
    context.set("facts", facts);
    const startedAt = performance.now();
    await next();
    // Not by context.header(), which would make the answer a stream first.
    context.res.headers.set("X-Request-Id", requestId);
    const { operation, viewer, problem } = facts;
    const { status } = context.res;
    const line = {
      requestId,
      method: context.req.method,
      // Not the path: of an unknown one nobody knows what is in it.
      operation: operation ?? null,
      status,
      problem,
      durationMs: Math.round((performance.now() - startedAt) * 10) / 10,
      workspaceId: viewer?.workspaceId,
      userId: viewer?.userId,
    };
    if (QUIET.has(operation) && status < 400) log.debug(line, "request");
    else log.info(line, "request");
  };
}
