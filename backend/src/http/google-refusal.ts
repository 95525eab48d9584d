/** What the caller is told when Google fails us. */
import { explainReconnect } from "../sync/connection.ts";
import type { GoogleCallFailed } from "../sync/google-failure.ts";
import { Refusal } from "./problem.ts";

export function googleRefusal(error: GoogleCallFailed, now: Date): Refusal {
  const { failure } = error;
  switch (failure.kind) {
    case "grant-revoked":
      return new Refusal("google_reconnect_required", explainReconnect(failure.reason));
    case "scope-missing":
      return new Refusal("google_reconnect_required", explainReconnect("scope_missing"));
    case "rate-limited":
      return unavailable(error, Math.ceil((failure.until.getTime() - now.getTime()) / 1_000));
    case "transient":
    case "rejected":
    case "cursor-expired":
    case "gone":
      return unavailable(error, 60);
  }
}

function unavailable(cause: GoogleCallFailed, seconds: number): Refusal {
  return new Refusal("google_unavailable", "Google did not answer just now. Try again in a minute.", {
    headers: { "retry-after": String(Math.max(1, seconds)) },
    cause,
  });
}
