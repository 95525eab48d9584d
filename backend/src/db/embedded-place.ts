/** Where the embedded database's data stands: below DATA_DIR, or elsewhere when root's server account cannot get in. */
import { createHash } from "node:crypto";
import { chmod, chown, cp, mkdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { findServerAccount, giveTo, isReachable } from "./server-account.ts";
import type { ServerAccount } from "./server-account.ts";

export interface DataPlace {
  /** An absolute directory that the server's account owns. */
  readonly base: string;
  readonly account: ServerAccount | undefined;
}

export interface DataPlaceOptions {
  readonly dataDir: string;
  readonly fallbackDir?: string;
  readonly log: (message: string) => void;
}

export async function findDataPlace(options: DataPlaceOptions): Promise<DataPlace> {
  const dataDir = path.resolve(options.dataDir);
  const wanted = path.join(dataDir, "postgres");
  await mkdir(dataDir, { recursive: true });
  const account = await findServerAccount(path.join(wanted, "data"));
  if (account === undefined) {
    await mkdir(wanted, { recursive: true });
    await refuseForeignData(wanted);
    return { base: wanted, account };
  }
  // The directory is ours, and secrets in it are readable by us alone: that others may walk through it shows nothing.
  const { mode } = await stat(dataDir);
  await chmod(dataDir, mode | 0o111);
  if (await isReachable(dataDir, account)) {
    await mkdir(wanted, { recursive: true });
    await own(wanted, account);
    return { base: wanted, account };
  }
  const name = createHash("sha256").update(dataDir).digest("hex").slice(0, 12);
  const base = path.join(options.fallbackDir ?? "/var/lib/rapport", name);
  await mkdir(base, { recursive: true });
  await own(base, account);
  if (!(await isReachable(base, account)))
    throw new Error(
      `PostgreSQL does not run as root, and its account gets neither into ${dataDir} nor into ${base}: ` +
        "set DATA_DIR to a directory others may enter, or set DATABASE_URL",
    );
  options.log(`PostgreSQL's account cannot get into ${dataDir}: the embedded database is kept in ${base}`);
  await moveData(wanted, base, account);
  return { base, account };
}

/** What an earlier start left at the unreachable place goes along, once. */
async function moveData(from: string, to: string, account: ServerAccount): Promise<void> {
  if (!(await exists(path.join(from, "data"))) || (await exists(path.join(to, "data")))) return;
  const half = path.join(to, `data.init-${process.pid}`);
  await cp(path.join(from, "data"), half, { recursive: true });
  await rm(path.join(half, "postmaster.pid"), { force: true });
  await chmod(half, 0o700);
  await giveTo(account, half);
  await cp(path.join(from, "password"), path.join(to, "password"));
  await rename(half, path.join(to, "data"));
  await rename(path.join(from, "data"), path.join(from, "data.moved"));
}

async function own(directory: string, account: ServerAccount): Promise<void> {
  await chown(directory, account.uid, account.gid);
  await chmod(directory, 0o755);
}

async function refuseForeignData(base: string): Promise<void> {
  const owner = await stat(path.join(base, "data")).catch(() => undefined);
  const me = process.getuid?.();
  if (owner !== undefined && me !== undefined && owner.uid !== me)
    throw new Error(
      `the embedded database in ${base} belongs to the user with the id ${owner.uid}: ` +
        "start Rapport as that user or as root, or set another DATA_DIR",
    );
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}
