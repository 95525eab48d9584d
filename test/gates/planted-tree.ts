/** A small clean project beside ours, with our own gates; a test plants one fault in it and runs a gate. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../..");

const CONFIG = [
  "package.json",
  "tsconfig.json",
  "tsconfig.base.json",
  "contract/tsconfig.json",
  "addon/tsconfig.json",
  "backend/tsconfig.json",
  "dev/tsconfig.json",
  "dev/sidebar/page/tsconfig.json",
  "test/tsconfig.json",
  "eslint.config.js",
  ".prettierrc.json",
  ".dependency-cruiser.js",
  "dev/gates/boundaries.ts",
];

const CLEAN: Readonly<Record<string, string>> = {
  "contract/thing.ts":
    'export interface Thing {\n  readonly id: string;\n}\n\nexport const nothing: Thing = { id: "" };\n',
  "addon/src/main.ts":
    'import type { Thing } from "../../contract/thing.ts";\n\nexport function idOf(thing: Thing): string {\n  return thing.id;\n}\n',
  "backend/src/main.ts":
    'import { nothing } from "../../contract/thing.ts";\n\nexport const id = nothing.id;\n',
  "dev/sidebar/page/page.ts": "export const title = document.title;\n",
  "test/thing.test.ts": 'import { nothing } from "../contract/thing.ts";\n\nexport const tested = nothing;\n',
};

export interface GateRun {
  readonly status: number | null;
  readonly output: string;
}

/** Gives what the gate said about the clean tree with `planted` on top; a planted null removes the file. */
export function runGate(
  command: readonly string[],
  planted: Readonly<Record<string, string | null>> = {},
): GateRun {
  const tree = mkdtempSync(path.join(tmpdir(), "rapport-gate-"));
  try {
    for (const file of CONFIG) cpSync(path.join(ROOT, file), path.join(tree, file));
    symlinkSync(path.join(ROOT, "node_modules"), path.join(tree, "node_modules"));
    for (const [file, text] of Object.entries({ ...CLEAN, ...planted })) {
      if (text === null) continue;
      mkdirSync(path.dirname(path.join(tree, file)), { recursive: true });
      writeFileSync(path.join(tree, file), text);
    }
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: tree, encoding: "utf8" });
    return { status, output: stdout + stderr };
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}
