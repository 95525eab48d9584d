/** PostgreSQL refuses to run as root: which account runs it, and which directories that account can get into. */
import { chown, readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";

export interface ServerAccount {
  readonly uid: number;
  readonly gid: number;
}

/** Undefined: as whoever we are. Root takes the owner of what is there already, else a system account. */
export async function findServerAccount(dataPath: string): Promise<ServerAccount | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(dataPath).catch(() => undefined);
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const accounts = parsePasswd(await readFile("/etc/passwd", "utf8"));
  for (const name of ["postgres", "node", "nobody"]) {
    const account = accounts.get(name);
    if (account !== undefined && account.uid !== 0) return account;
  }
  throw new Error(
    "PostgreSQL does not run as root, and there is no account postgres, node or nobody to run it as: " +
      "start Rapport as an ordinary user or set DATABASE_URL",
  );
}

/** Whether the account can walk to `target` and enter it. By mode bits: access lists are not looked at. */
export async function isReachable(target: string, account: ServerAccount): Promise<boolean> {
  for (let directory = path.resolve(target); ; directory = path.dirname(directory)) {
    const { mode, uid, gid } = await stat(directory);
    const execute = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & execute) === 0) return false;
    if (directory === path.dirname(directory)) return true;
  }
}

/** Gives a directory and all in it to the account. */
export async function giveTo(account: ServerAccount | undefined, target: string): Promise<void> {
  if (account === undefined) return;
  for (const entry of await readdir(target, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink())
      await chown(path.join(entry.parentPath, entry.name), account.uid, account.gid);
  }
  await chown(target, account.uid, account.gid);
}

function parsePasswd(text: string): ReadonlyMap<string, ServerAccount> {
  const accounts = new Map<string, ServerAccount>();
  for (const line of text.split("\n")) {
    const [name, , uid, gid] = line.split(":");
    if (name !== undefined && uid !== undefined && gid !== undefined)
      accounts.set(name, { uid: Number(uid), gid: Number(gid) });
  }
  return accounts;
}
