/** Loads a built Apps Script project: the manifest, checked, and the sources, compiled once. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Script } from "node:vm";
import { parseManifest } from "./manifest.ts";
import type { Manifest } from "./manifest.ts";
import { checkSource } from "./source-check.ts";

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
  const sources = names.map((name) => {
    const source = readFileSync(join(dir, name), "utf8");
    const checked = checkSource(source, name);
    functions.push(...checked.functions);
    problems.push(...checked.problems);
    return { name, source };
  });
  for (const name of manifest.functionNames) {
    if (!functions.includes(name))
      problems.push(`appsscript.json names the function ${name}, no file declares it`);
    else if (name.endsWith("_"))
      problems.push(`appsscript.json names ${name}: a trailing "_" makes it private`);
  }
  if (problems.length > 0)
    throw new Error(`${dir} is not a project Apps Script would run:\n- ${problems.join("\n- ")}`);
  const files = sources.map(({ name, source }) => ({ name, script: new Script(source, { filename: name }) }));
  return { dir, manifest, functions, files };
}

function listSources(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(js|gs)$/.test(name))
    .sort();
}
