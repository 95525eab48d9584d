/** Loads a built Apps Script project: the manifest, checked, and the sources, compiled once. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Script } from "node:vm";
import { parseManifest } from "./manifest.ts";
import type { Manifest } from "./manifest.ts";
import { topLevelFunctions } from "./source-check.ts";

export interface Project {
  readonly dir: string;
  readonly manifest: Manifest;
  /** In the order of execution: by file name, as Apps Script orders files. */
  readonly files: readonly SourceFile[];
  /** Names of the functions declared at top level: what a trigger or an action can name. */
  readonly functions: readonly string[];
}

export interface SourceFile {
  readonly name: string;
  readonly script: Script;
}

/** @param dir the folder that is pushed: its *.js files and appsscript.json. Throws with every problem found. */
export function loadProject(dir: string): Project {
  const manifestFile = join(dir, "appsscript.json");
  const manifest = parseManifest(readFileSync(manifestFile, "utf8"), manifestFile);
  const names = listSources(dir);
  if (names.length === 0) throw new Error(`${dir} holds no .js or .gs file`);

  const functions: string[] = [];
  const problems: string[] = [];
  const files: SourceFile[] = [];
  for (const name of names) {
    const source = readFileSync(join(dir, name), "utf8");
    const checked = topLevelFunctions(source, name);
    functions.push(...checked.functions);
    problems.push(...checked.problems);
    if (checked.problems.length === 0) compile(source, name, files, problems);
  }
  for (const name of manifest.functionNames) {
    if (!functions.includes(name))
      problems.push(`appsscript.json names the function ${name}, no file declares it`);
    else if (name.endsWith("_"))
      problems.push(`appsscript.json names ${name}: a trailing "_" makes it private`);
  }
  if (problems.length > 0)
    throw new Error(`${dir} is not a project Apps Script would run:\n- ${problems.join("\n- ")}`);
  return { dir, manifest, functions, files };
}

function compile(source: string, name: string, files: SourceFile[], problems: string[]): void {
  try {
    files.push({ name, script: new Script(source, { filename: name }) });
  } catch (error) {
    if (!isSyntaxError(error)) throw error;
    // V8 puts file and line in front of the stack.
    problems.push(`${error.stack?.split("\n", 1).join("") ?? name}: ${error.message}`);
  }
}

function listSources(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(js|gs)$/.test(name))
    .sort();
}

/** By name: under a test runner the error may be of another realm. */
function isSyntaxError(error: unknown): error is SyntaxError {
  return typeof error === "object" && error !== null && "name" in error && error.name === "SyntaxError";
}
