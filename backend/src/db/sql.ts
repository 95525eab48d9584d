/** SQL with parameters: what stands between the backticks is ours, what comes through `${}` never becomes SQL. */
import type pg from "pg";

/** A statement or a part of one. */
export class Sql {
  readonly strings: readonly string[];
  readonly values: readonly unknown[];

  constructor(strings: readonly string[], values: readonly unknown[]) {
    this.strings = strings;
    this.values = values;
  }

  /** With `$1`, `$2` … where the values belong. */
  get text(): string {
    return this.strings.reduce((text, part, index) => `${text}$${index}${part}`);
  }
}

/** A value that is itself a part of SQL is put in as such; every other one becomes a parameter. */
export function sql(strings: TemplateStringsArray, ...values: readonly unknown[]): Sql {
  const parts: string[] = [strings[0] ?? ""];
  const parameters: unknown[] = [];
  for (const [index, value] of values.entries()) {
    const after = strings[index + 1] ?? "";
    if (value instanceof Sql) {
      append(parts, value.strings[0] ?? "");
      parts.push(...value.strings.slice(1));
      parameters.push(...value.values);
      append(parts, after);
    } else {
      parameters.push(storable(value));
      parts.push(after);
    }
  }
  return new Sql(parts, parameters);
}

/**
 * An integer as it stands: for limits, which the planner has to know to choose an index for the first few rows. All
 * plans are made without knowing parameters (`connect.ts`).
 */
export function integer(value: number): Sql {
  if (!Number.isSafeInteger(value)) throw new Error(`${value} is no integer`);
  return new Sql([String(value)], []);
}

/** All of the conditions; with none, everything. */
export function allOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`true` : conditions.reduce((all, next) => sql`${all} and ${next}`);
}

/** For `jsonb` parameters; PostgreSQL's jsonb takes neither NUL nor half a surrogate pair. */
export function json(value: unknown): string {
  const text = JSON.stringify(value);
  // Both are written as escapes, and little else is: only then does each string have to be looked at, at ten times the price.
  return text.includes("\\u") ? JSON.stringify(value, (_key, part: unknown) => storable(part)) : text;
}

/** PostgreSQL's text takes neither NUL nor half a surrogate pair. */
export function storable(value: unknown): unknown {
  return typeof value === "string" ? value.replaceAll("\0", "").toWellFormed() : value;
}

export type Queryable = Pick<pg.Pool, "query"> | Pick<pg.PoolClient, "query">;

/**
 * @param name makes it a prepared statement, planned once a connection: only for texts that are always the same.
 */
export async function query<Row extends object>(
  db: Queryable,
  { text, values }: Pick<Sql, "text" | "values">,
  name?: string,
): Promise<readonly Row[]> {
  const { rows } = await db.query<Row>({
    text,
    values: [...values],
    ...(name === undefined ? {} : { name }),
  });
  return rows;
}

export async function queryOne<Row extends object>(
  db: Queryable,
  statement: Sql,
  name?: string,
): Promise<Row | undefined> {
  return (await query<Row>(db, statement, name))[0];
}

function append(parts: string[], text: string): void {
  parts[parts.length - 1] = `${parts.at(-1) ?? ""}${text}`;
}
