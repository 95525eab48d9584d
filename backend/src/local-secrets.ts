/** The secrets of an installation that was given none: made once, kept in a file only this user can read. */
import { randomBytes } from "node:crypto";
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const LocalSecrets = z.object({
  TOKEN_KEYS: z.string().min(1),
  SESSION_SECRET: z.string().min(1),
  CRON_SECRET: z.string().min(1),
});
export type LocalSecrets = z.infer<typeof LocalSecrets>;

/** Several processes may start on one directory at once: the first one's file wins, all use it. */
export function readOrMakeLocalSecrets(dataDir: string): LocalSecrets {
  const file = path.join(dataDir, "secrets.json");
  const existing = readSecrets(file);
  if (existing !== undefined) return existing;

  mkdirSync(dataDir, { recursive: true });
  const draft = `${file}.${process.pid.toString()}.${randomBytes(4).toString("hex")}`;
  try {
    writeFileSync(draft, `${JSON.stringify(makeSecrets(), null, 2)}\n`, { mode: 0o600, flag: "wx" });
    // A link, unlike a rename, never replaces what another process has put there meanwhile.
    linkSync(draft, file);
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  const made = readSecrets(file);
  if (made === undefined) throw new Error(`${file} vanished while it was being made`);
  return made;
}

function readSecrets(file: string): LocalSecrets | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
  chmodSync(file, 0o600);
  try {
    return LocalSecrets.parse(JSON.parse(text));
  } catch {
    // The parser's own message could quote the file.
    throw new Error(`${file} is damaged; restore it, or remove it to have new secrets made`);
  }
}

function makeSecrets(): LocalSecrets {
  return {
    TOKEN_KEYS: `local:${randomBytes(32).toString("base64")}`,
    SESSION_SECRET: randomBytes(32).toString("base64url"),
    CRON_SECRET: randomBytes(32).toString("base64url"),
  };
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === code;
}
