/** Errors as Google's services throw them: named `Exception`, not `Error`. */
import { toText } from "./to-text.ts";

export function exception(message: string, name = "Exception", details?: unknown): Error {
  const error = new Error(message);
  error.name = name;
  if (details !== undefined) Object.defineProperty(error, "details", { value: details, enumerable: true });
  return error;
}

/** Google's answer to arguments no overload takes. */
export function signatureMismatch(method: string, args: readonly unknown[]): Error {
  return exception(
    `The parameters (${args.map(typeName).join(",")}) don't match the method signature for ${method}.`,
  );
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "string") return "String";
  if (Array.isArray(value)) return `${value.length === 0 ? "Object" : typeName(value[0])}[]`;
  if (typeof value !== "object") return typeof value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return "Object";
  // Objects of the services print as the name of their type.
  return value instanceof Date ? "Date" : toText(value);
}
