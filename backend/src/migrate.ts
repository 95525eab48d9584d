/** `npm run db:migrate`: applies the missing migrations. The backend does the same when it starts. */
import { readDatabaseConfig, readEnvironment } from "./config.ts";
import { openDatabase } from "./db/open-database.ts";

const { databaseUrl, dataDir } = readDatabaseConfig(readEnvironment());
const say = (message: string) => process.stdout.write(`${message}\n`);
const database = await openDatabase({ url: databaseUrl?.reveal(), dataDir, log: say });
await database.close();
say("the database is up to date");
