/** Google's refusals in Google's words, for the places that share them. */
import { GoogleError } from "./google-error.ts";

export function notFound(): GoogleError {
  return new GoogleError(404, "notFound", "Requested entity was not found.", { status: "NOT_FOUND" });
}

export function invalidArgument(message: string): GoogleError {
  return new GoogleError(400, "invalidArgument", message, { status: "INVALID_ARGUMENT" });
}

export function requestTooLarge(): GoogleError {
  return new GoogleError(413, "uploadTooLarge", "Request Entity Too Large");
}

/** Gmail's throttling, without a Retry-After header: when to come back stands in the text alone. */
export function rateLimitError(retryAt: number, code: 403 | 429 = 403, of = ""): GoogleError {
  return new GoogleError(
    code,
    "rateLimitExceeded",
    `User-rate limit exceeded.  Retry after ${new Date(retryAt).toISOString()}${of}`,
    { status: code === 403 ? "PERMISSION_DENIED" : "RESOURCE_EXHAUSTED", domain: "usageLimits" },
  );
}

export function usageLimitError(): GoogleError {
  return new GoogleError(403, "rateLimitExceeded", "Rate Limit Exceeded", {
    status: "PERMISSION_DENIED",
    domain: "usageLimits",
  });
}

/** Seen as answered by others: https://github.com/googleapis/google-api-dotnet-client/issues/1982 */
export function concurrencyError(): GoogleError {
  return new GoogleError(429, "rateLimitExceeded", "Too many concurrent requests for user", {
    status: "RESOURCE_EXHAUSTED",
  });
}
