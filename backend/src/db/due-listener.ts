/** Hears when something became due in the database, in whatever process. A lost connection is made again. */
import pg from "pg";

export const DUE_CHANNEL = "rapport_due";

export interface DueListenerOptions {
  readonly url: string;
  readonly log: (message: string) => void;
}

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 15_000;

/**
 * Notifications are hints: those sent while the connection is away are lost, so `onDue` is also called after each
 * connecting. Resolves once the first attempt was made, whether it came to something or not.
 */
export async function listenForDue(
  { url, log }: DueListenerOptions,
  onDue: () => void,
): Promise<() => Promise<void>> {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let retryMs = FIRST_RETRY_MS;
  let closed = false;

  async function connect(): Promise<void> {
    const made = new pg.Client({
      connectionString: url,
      application_name: "rapport-due",
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
    });
    client = made;
    made.on("notification", onDue);
    let failed = false;
    const onFault = (error?: Error) => {
      if (failed || closed) return;
      failed = true;
      log(`the listening connection was lost: ${error?.message ?? "closed"}`);
      void made.end().catch(() => undefined);
      timer = setTimeout(() => void connect(), retryMs);
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
    };
    made.on("error", onFault);
    made.on("end", onFault);
    try {
      await made.connect();
      await made.query(`listen ${DUE_CHANNEL}`);
      retryMs = FIRST_RETRY_MS;
      onDue();
    } catch (error) {
      onFault(error instanceof Error ? error : new Error(String(error)));
    }
  }

  await connect();
  return async () => {
    closed = true;
    clearTimeout(timer);
    await client?.end().catch(() => undefined);
  };
}
