/** Google's error envelope, thrown anywhere in the local Google and rendered once by the server. */
export class GoogleError extends Error {
  readonly code: number;
  readonly reason: string;
  /** The canonical gRPC status name, where Google sends one (`NOT_FOUND`, `PERMISSION_DENIED`, …). */
  readonly status: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: number,
    reason: string,
    message: string,
    options: { status?: string; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.name = "GoogleError";
    this.code = code;
    this.reason = reason;
    this.status = options.status;
    this.headers = options.headers ?? {};
  }

  toJSON(): object {
    return {
      error: {
        code: this.code,
        message: this.message,
        errors: [{ message: this.message, domain: "global", reason: this.reason }],
        ...(this.status === undefined ? {} : { status: this.status }),
      },
    };
  }
}
