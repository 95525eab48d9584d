/** Meetings become held when their end has passed. Every minute, so that scores and home cards keep up with the day. */
import type { Logger } from "pino";
import type { ActivityStore } from "../crm/ports.ts";

const INTERVAL_MS = 60_000;

export interface SettleMeetingsOptions {
  readonly activities: Pick<ActivityStore, "settleMeetings">;
  readonly log: Logger;
  readonly now: () => Date;
}

export interface RunningJob {
  /** Resolves when a run under way has ended. */
  stop(): Promise<void>;
}

/** Several processes may do this at once: settling a meeting twice changes nothing. */
export function startSettlingMeetings(options: SettleMeetingsOptions): RunningJob {
  let stopped = false;
  let running = run();
  const timer = setInterval(() => {
    running = running.then(run);
  }, INTERVAL_MS);

  async function run(): Promise<void> {
    const { activities, log, now } = options;
    try {
      let settled = 0;
      let batch = 0;
      do {
        batch = stopped ? 0 : await activities.settleMeetings(now());
        settled += batch;
      } while (batch > 0);
      if (settled > 0) log.info({ settled }, "meetings settled");
    } catch (error) {
      log.warn({ error }, "meetings could not be settled; next try in a minute");
    }
  }

  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
