/** Posts notifications to whoever asked for them, tries again where Google would, and lets them go wrong when told to. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Faults } from "../faults/faults.ts";

export interface PushOptions {
  /** The wait before a second attempt; it doubles up to the longest. Google's are 10 and 600 seconds. */
  readonly minBackoffMs?: number;
  readonly maxBackoffMs?: number;
  /** How long an endpoint may take to answer. */
  readonly ackDeadlineMs?: number;
}

export interface Push {
  readonly method: "push.gmail" | "push.calendar";
  readonly user: string;
  readonly url: string;
  /** Made anew for each attempt: signatures age. */
  readonly headers: () => Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether an answer (undefined: there was none) makes another attempt. */
  readonly isTriedAgain: (status: number | undefined) => boolean;
}

export class PushSender {
  readonly #faults: Faults;
  readonly #closing: AbortSignal;
  readonly #options: Required<PushOptions>;
  /** Held back until the next one has gone out. */
  #overtaken: Push[] = [];

  constructor(parts: { faults: Faults; closing: AbortSignal; options: PushOptions | undefined }) {
    this.#faults = parts.faults;
    this.#closing = parts.closing;
    this.#options = { minBackoffMs: 1000, maxBackoffMs: 60_000, ackDeadlineMs: 10_000, ...parts.options };
  }

  send(push: Push): void {
    let copies = 1;
    let delayMs = 0;
    const call = { method: push.method, target: push.url, user: () => push.user };
    for (const fault of this.#faults.strike(call)) {
      if (fault.kind === "push-lost") return;
      if (fault.kind === "push-repeated") copies += fault.copies;
      if (fault.kind === "push-late") delayMs += fault.milliseconds;
      if (fault.kind === "latency") delayMs += this.#faults.delay(fault);
      if (fault.kind === "push-reordered") {
        this.#overtaken.push(push);
        return;
      }
    }
    const overtaken = this.#overtaken;
    this.#overtaken = [];
    this.#deliverAll(push, { copies, delayMs, overtaken }).catch((error: unknown) => {
      if (!this.#closing.aborted) console.error("The local Google could not push:", error);
    });
  }

  async #deliverAll(
    push: Push,
    { copies, delayMs, overtaken }: { copies: number; delayMs: number; overtaken: readonly Push[] },
  ): Promise<void> {
    if (delayMs > 0) await sleep(delayMs, undefined, { signal: this.#closing });
    await Promise.all(Array.from({ length: copies }, () => this.#deliver(push)));
    for (const late of overtaken) await this.#deliver(late);
  }

  async #deliver(push: Push): Promise<void> {
    let waitMs = this.#options.minBackoffMs;
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      if (!push.isTriedAgain(await this.#post(push))) return;
      await sleep(waitMs, undefined, { signal: this.#closing });
      waitMs = Math.min(waitMs * 2, this.#options.maxBackoffMs);
    }
  }

  async #post({ url, headers, body }: Push): Promise<number | undefined> {
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: headers(),
        body,
        redirect: "manual",
        signal: AbortSignal.any([this.#closing, AbortSignal.timeout(this.#options.ackDeadlineMs)]),
      });
      await response.arrayBuffer();
      return response.status;
    } catch (error) {
      if (this.#closing.aborted) throw error;
      return undefined;
    }
  }
}

/** Enough for the seven days Pub/Sub keeps a message at its longest backoff. */
const maxAttempts = 1000;
