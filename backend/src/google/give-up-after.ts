/** Calls that somebody waits for. */
import { GoogleCallFailed } from "../sync/google-failure.ts";

/** What is given up goes on at Google: whether it was done is unclear. */
export async function giveUpAfter<T>(ms: number, call: string, work: Promise<T>): Promise<T> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => {
      reject(new GoogleCallFailed(call, { kind: "transient", detail: `no answer within ${ms} ms` }));
    },
    Math.max(0, ms),
  );
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
