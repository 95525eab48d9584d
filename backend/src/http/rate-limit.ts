/** How much one rep, one workspace and one stranger may ask for. Counted in this process. */
import { isIPv6 } from "node:net";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Viewer } from "../crm/ports.ts";
import { Refusal } from "./problem.ts";

export interface RateLimits {
  /** Opening mails as fast as one can click is about two a second. */
  readonly userPerMinute: number;
  readonly workspacePerMinute: number;
  /** Requests of one network address that no valid token came with. */
  readonly strangerPerMinute: number;
}

export const DEFAULT_RATE_LIMITS: RateLimits = {
  userPerMinute: 600,
  workspacePerMinute: 12_000,
  strangerPerMinute: 120,
};

export interface RateLimiter {
  /** Rejects with a Refusal when the rep or the workspace asked for too much. */
  countViewer(viewer: Viewer): Promise<void>;
  /**
   * Counts what came without a valid token only: reps share addresses (Apps Script calls from Google's), and none of
   * them may be locked out by a neighbour.
   */
  countStranger(address: string): Promise<void>;
}

export function createRateLimiter(limits: RateLimits): RateLimiter {
  const users = perMinute(limits.userPerMinute);
  const workspaces = perMinute(limits.workspacePerMinute);
  const strangers = perMinute(limits.strangerPerMinute);
  return {
    async countViewer({ workspaceId, userId }) {
      await count(users, `${workspaceId}:${userId}`, "You are");
      await count(workspaces, workspaceId, "Your workspace is");
    },
    async countStranger(address) {
      await count(strangers, networkOf(address), "This network is");
    },
  };
}

function perMinute(points: number): RateLimiterMemory {
  return new RateLimiterMemory({ points, duration: 60 });
}

async function count(limiter: RateLimiterMemory, key: string, who: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (rejection) {
    if (!(rejection instanceof RateLimiterRes)) throw rejection;
    const seconds = Math.max(1, Math.ceil(rejection.msBeforeNext / 1_000));
    throw new Refusal("rate_limited", `${who} asking for too much at once. Try again in ${seconds} s.`, {
      headers: { "retry-after": seconds.toString() },
    });
  }
}

/** One household or server has a whole /64 of IPv6 addresses, so those count as one. */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = "", tail = ""] = address.split("::");
  const left = head.split(":").filter((group) => group !== "");
  const right = address.includes("::") ? tail.split(":").filter((group) => group !== "") : [];
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => "0");
  return [...left, ...zeros, ...right].slice(0, 4).join(":");
}
