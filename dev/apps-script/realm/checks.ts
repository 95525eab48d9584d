/** What a parameter of a method may be. Google's services convert nothing silently that a typed script would not mean. */

export interface Check<T> {
  readonly accepts: (value: unknown) => value is T;
  readonly optional: boolean;
}

export const string = check((value) => typeof value === "string");
export const boolean = check((value) => typeof value === "boolean");
export const number = check((value): value is number => typeof value === "number" && Number.isFinite(value));
export const integer = check(
  (value): value is number => typeof value === "number" && Number.isSafeInteger(value),
);
export const plainObject = check(isPlainObject);
export const date = check((value): value is Date => value instanceof Date && !Number.isNaN(value.getTime()));
export const anything = check((value): value is unknown => value !== undefined);
export const strings = arrayOf(string);
/** Google's bytes are signed; unsigned ones are taken too. */
export const bytes = arrayOf(
  check(
    (value): value is number =>
      typeof value === "number" && Number.isInteger(value) && value >= -128 && value <= 255,
  ),
);
export const stringMap = check(
  (value): value is Record<string, string> =>
    isPlainObject(value) && Object.keys(value).every((key) => typeof value[key] === "string"),
);

export function check<T>(accepts: (value: unknown) => value is T): Check<T> {
  return { accepts, optional: false };
}

/** May be left out; passing `undefined` is still refused. */
export function optional<T>({ accepts }: Check<T>): Check<T | undefined> {
  return { accepts: (value): value is T | undefined => accepts(value), optional: true };
}

export function either<A, B>(a: Check<A>, b: Check<B>): Check<A | B> {
  return check((value): value is A | B => a.accepts(value) || b.accepts(value));
}

export function arrayOf<T>(item: Check<T>): Check<T[]> {
  return check(
    (value): value is T[] => Array.isArray(value) && value.every((element) => item.accepts(element)),
  );
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
