/** From configuration to a database that is ready: started if it is the embedded one, migrated, connected. */
import { applyMigrations } from "./apply-migrations.ts";
import { connect } from "./connect.ts";
import type { Database } from "./connect.ts";
import { startEmbeddedPostgres } from "./embedded-postgres.ts";

export interface OpenDatabaseOptions {
  /** Undefined: the embedded database below `dataDir`. */
  readonly url: string | undefined;
  readonly dataDir: string;
  readonly log: (message: string) => void;
  readonly poolSize?: number;
}

/** `close` disconnects and leaves the embedded database, which stops when nobody else uses it. */
export async function openDatabase({ url, ...options }: OpenDatabaseOptions): Promise<Database> {
  if (url !== undefined) {
    await applyMigrations({ url, log: options.log });
    return connect({ url, ...options });
  }
  const server = await startEmbeddedPostgres(options);
  try {
    await applyMigrations({ url: server.url, log: options.log });
    const database = connect({ url: server.url, ...options });
    return {
      ...database,
      async close() {
        await database.close();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
