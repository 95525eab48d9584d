/** Places in a list, opaque to the client: the sort key and id of the last row that was given out. */
import { z } from "zod";
import { InvalidCursor } from "../crm/invalid-cursor.ts";

const Place = z.tuple([z.string(), z.union([z.string().max(1_000), z.int()]), z.uuid()]);

export interface ListPlace {
  /** Which order the list had: a cursor of another order means nothing. */
  readonly order: string;
  readonly key: string | number;
  readonly id: string;
}

export function encodeCursor({ order, key, id }: ListPlace): string {
  return Buffer.from(JSON.stringify([order, key, id])).toString("base64url");
}

/** @throws InvalidCursor */
export function decodeCursor(cursor: string, order: string): Omit<ListPlace, "order"> {
  const place = Place.safeParse(parseJson(Buffer.from(cursor, "base64url").toString("utf8")));
  if (!place.success || place.data[0] !== order) throw new InvalidCursor();
  const [, key, id] = place.data;
  return { key, id };
}

/** The same for a key that is a time. */
export function decodeTimeCursor(cursor: string, order: string): { readonly at: Date; readonly id: string } {
  const { key, id } = decodeCursor(cursor, order);
  const at = new Date(key);
  if (Number.isNaN(at.getTime())) throw new InvalidCursor();
  return { at, id };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
