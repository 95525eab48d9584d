/** An object without its fields that are null or undefined: JSON's null and TypeScript's absence are one here. */
export type Present<T> = { [K in keyof T]?: NonNullable<T[K]> };

export function presentFields<T extends object>(fields: T): Present<T>;
export function presentFields(fields: object): object {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  );
}
