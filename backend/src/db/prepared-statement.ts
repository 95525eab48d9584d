/** Statements put together once, not at each call: for those so frequent that it would show. */
import { query, Sql, storable } from "./sql.ts";
import type { Queryable } from "./sql.ts";

/** Runs the statement with a value for each of its parameters. */
export type PreparedStatement<Parameter extends string, Row extends object> = (
  db: Queryable,
  values: Readonly<Record<Parameter, unknown>>,
) => Promise<readonly Row[]>;

/**
 * @param name is what a connection keeps its plan under.
 * @param types of the parameters. Each is sent once, in however many places it stands.
 */
export function prepareStatement<Parameter extends string, Row extends object>(
  name: string,
  types: Readonly<Record<Parameter, string>>,
  build: (places: Readonly<Record<Parameter, Sql>>) => Sql,
): PreparedStatement<Parameter, Row> {
  const parameters = Object.keys(types) as Parameter[];
  const places = parameters.map((parameter, at) => [
    parameter,
    new Sql([`$${at + 1}::${types[parameter]}`], []),
  ]);
  // Its keys are those of `types`.
  const statement = build(Object.fromEntries(places) as Record<Parameter, Sql>);
  if (statement.values.length > 0) throw new Error(`${name} has a value where a parameter belongs`);
  const { text } = statement;
  return async (db, values) =>
    await query<Row>(db, { text, values: parameters.map((parameter) => storable(values[parameter])) }, name);
}
