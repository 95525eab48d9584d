/** Lists the SQL statements that this process sends, by listening in on the one driver it has. */
import pg from "pg";

export async function countStatements(work: () => Promise<void>): Promise<number> {
  return (await listStatements(work)).length;
}

/** Their names as far as they have one, else their texts. */
export async function listStatements(work: () => Promise<void>): Promise<readonly string[]> {
  const prototype = pg.Client.prototype as unknown as { query: (...args: unknown[]) => unknown };
  const { query } = prototype;
  const statements: string[] = [];
  prototype.query = function (this: unknown, ...args: unknown[]) {
    const [statement] = args as [string | pg.QueryConfig];
    statements.push(typeof statement === "string" ? statement : (statement.name ?? statement.text));
    return query.apply(this, args);
  };
  try {
    await work();
  } finally {
    prototype.query = query;
  }
  return statements;
}
