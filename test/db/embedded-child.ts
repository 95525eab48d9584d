/** A process of its own that uses the embedded database: says where it is, leaves it when told so on its input. */
import { startEmbeddedPostgres } from "../../backend/src/db/embedded-postgres.ts";

const [dataDir = ""] = process.argv.slice(2);
const server = await startEmbeddedPostgres({ dataDir, log: () => undefined });
process.stdout.write(`${server.url}\n`);
process.stdin.once("data", () => {
  void server.stop().then(() => process.exit(0));
});
