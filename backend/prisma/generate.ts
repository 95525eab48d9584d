/** Makes the Prisma client when the schema changed since it was made last; else it costs a few milliseconds. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";

const root = path.resolve(import.meta.dirname, "../..");
const output = path.join(root, "backend/src/db/generated");
const stampFile = path.join(output, "made-from.txt");

const schema = await readFile(path.join(root, "backend/prisma/schema.prisma"), "utf8");
const manifest = z
  .object({ devDependencies: z.object({ prisma: z.string() }) })
  .parse(JSON.parse(await readFile(path.join(root, "package.json"), "utf8")));
const stamp = createHash("sha256").update(`${manifest.devDependencies.prisma}\n${schema}`).digest("hex");
if ((await readFile(stampFile, "utf8").catch(() => undefined)) !== stamp) await generate();

/** Two processes may do this at once: each makes the same files, and the stamp is written last. */
async function generate(): Promise<void> {
  await mkdir(output, { recursive: true });
  await promisify(execFile)(process.execPath, [findCli(), "generate"], {
    cwd: root,
    // Prisma would download its native engine, which generating a client has no use for; any program will do.
    // eslint-disable-next-line no-restricted-properties -- the child gets all of ours and one more
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: "1" },
  });
  const fresh = `${stampFile}.${process.pid}`;
  await writeFile(fresh, stamp);
  await rename(fresh, stampFile);
}

function findCli(): string {
  try {
    return createRequire(import.meta.url).resolve("prisma/build/index.js");
  } catch (error) {
    throw new Error(
      "the Prisma client is made by a devDependency: run `npm run db:generate` before leaving those out",
      {
        cause: error,
      },
    );
  }
}
