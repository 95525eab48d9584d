/** JavaScript's own conversion, for values of which nothing is known. */
export const toText: (value: unknown) => string = String;
