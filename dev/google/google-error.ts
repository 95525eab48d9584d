/** Google's error envelope, thrown anywhere in the local Google and rendered once by the server. */
export class GoogleError extends Error {
  readonly code: number;
  readonly reason: string;
  /** The canonical gRPC status name, where Google sends one (`NOT_FOUND`, `PERMISSION_DENIED`, …). */
  readonly status: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly #options: GoogleErrorOptions;

  constructor(code: number, reason: string, message: string, options: GoogleErrorOptions = {}) {
    super(message);
    this.name = "GoogleError";
    this.code = code;
    this.reason = reason;
    this.status = options.status;
    this.headers = options.headers ?? {};
    this.#options = options;
  }

  toJSON(): object {
    const { domain = "global", entryMessage = this.message, location, details } = this.#options;
    return {
      error: {
        code: this.code,
        message: this.message,
        errors: [{ message: entryMessage, domain, reason: this.reason, ...location }],
        ...(this.status === undefined ? {} : { status: this.status }),
        ...(details === undefined ? {} : { details: [details] }),
      },
    };
  }
}

export interface GoogleErrorOptions {
  readonly status?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly domain?: string;
  /** Where the entry in `errors` is worded otherwise than the error itself. */
  readonly entryMessage?: string;
  readonly location?: { readonly location: string; readonly locationType: string };
  /** A `google.rpc.ErrorInfo` or the like. */
  readonly details?: object;
}
