/**
 * `npm run test:postgres`: the database tests on a PostgreSQL of this machine instead of the embedded one. It is started
 * in a temporary directory for the run, so it needs the programs only, no server and no rights on one.
 * `PG_BIN` names the directory of the programs; unset: Debian's newest.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { chmod, chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  createCluster,
  findRunning,
  startServer,
  stopServer,
} from "../../backend/src/db/embedded-cluster.ts";
import type { Cluster } from "../../backend/src/db/embedded-cluster.ts";
import { findServerAccount } from "../../backend/src/db/server-account.ts";

const DEBIAN = "/usr/lib/postgresql";

const bin = process.env["PG_BIN"] ?? newestOfDebian();
if (bin === undefined || !existsSync(path.join(bin, "initdb"))) {
  console.log(
    "No PostgreSQL here: set PG_BIN to the directory of initdb, pg_ctl and postgres. Nothing was tested.",
  );
  process.exit(0);
}
const base = await mkdtemp(path.join(tmpdir(), "rapport-postgres-"));
const cluster: Cluster = {
  bin,
  base,
  data: path.join(base, "data"),
  account: await findServerAccount(base),
  password: "test",
  settings: { fsync: "off", max_connections: "200" },
};
await chmod(base, 0o755);
if (cluster.account !== undefined) await chown(base, cluster.account.uid, cluster.account.gid);
await createCluster(cluster);
await startServer(cluster, undefined);
try {
  console.log(`The database tests on the PostgreSQL of ${bin}:`);
  const jest = [
    "--experimental-vm-modules",
    "--disable-warning=ExperimentalWarning",
    "node_modules/jest/bin/jest.js",
  ];
  const tests = process.argv.length > 2 ? process.argv.slice(2) : ["test/db", "test/http"];
  const url = `postgresql://postgres:${cluster.password}@127.0.0.1:${await findRunning(cluster)}/postgres`;
  const { status } = spawnSync(process.execPath, [...jest, ...tests], {
    stdio: "inherit",
    env: { ...process.env, DATABASE_URL: url },
  });
  process.exitCode = status ?? 1;
} finally {
  await stopServer(cluster);
  await rm(base, { recursive: true, force: true });
}

function newestOfDebian(): string | undefined {
  if (!existsSync(DEBIAN)) return undefined;
  const versions = readdirSync(DEBIAN).map(Number).filter(Number.isInteger);
  return versions.length === 0 ? undefined : path.join(DEBIAN, String(Math.max(...versions)), "bin");
}
