/** An error that a service raises in the script: it crosses into the realm by name and message. */
export class ScriptException extends Error {
  override readonly name: string;
  readonly details: unknown;

  constructor(message: string, { name = "Exception", details }: { name?: string; details?: unknown } = {}) {
    super(message);
    this.name = name;
    this.details = details;
  }
}
