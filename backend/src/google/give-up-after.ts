/** Calls that somebody waits for. */
import { GoogleCallFailed } from "../sync/google-failure.ts";

/**
 * What had gone out by then goes on at Google: whether it was done is unclear.
 * @param work is to send nothing more once the signal is aborted
 */
export async function giveUpAfter<T>(
  ms: number,
  call: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const givingUp = new AbortController();
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => {
      givingUp.abort();
      reject(new GoogleCallFailed(call, { kind: "transient", detail: `no answer within ${ms} ms` }));
    },
    Math.max(0, ms),
  );
  try {
    return await Promise.race([work(givingUp.signal), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
