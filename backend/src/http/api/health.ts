/** Probes: is the process up, does the database answer. */
import type { Stores } from "../../crm/ports.ts";
import type { Handlers } from "../operation.ts";
import { Refusal } from "../problem.ts";

export function healthHandlers({ ping }: Pick<Stores, "ping">): Pick<Handlers, "getHealth" | "getReadiness"> {
  let pinging: Promise<void> | undefined;
  /** However many ask at once, the database is asked once. */
  async function pingOnce(): Promise<void> {
    pinging ??= ping().finally(() => (pinging = undefined));
    await pinging;
  }

  return {
    getHealth: () => Promise.resolve({ status: 200, body: { status: "ok" } }),
    async getReadiness() {
      try {
        await pingOnce();
      } catch (cause) {
        throw new Refusal("unavailable", "The database does not answer.", {
          headers: { "retry-after": "5" },
          cause,
        });
      }
      return { status: 200, body: { status: "ok" } };
    },
  };
}
