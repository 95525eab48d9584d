/**
 * Gate: the generated parts of the docs say what the code says. `npm run docs` writes them, `--check` compares.
 * A generated part stands between `<!-- generated:NAME -->` and `<!-- /generated -->`. Files may be named; unset: all.
 */
import { readFile, writeFile } from "node:fs/promises";
import { cruise } from "dependency-cruiser";
import extractDepcruiseOptions from "dependency-cruiser/config-utl/extract-depcruise-options";
import prettier from "prettier";
import { scopes } from "../../addon/scopes.ts";
import { configTable } from "../../backend/src/config.ts";
import { operations } from "../../contract/api.ts";
import type { Operation } from "../../contract/api.ts";

const parts: Readonly<Record<string, () => string | Promise<string>>> = {
  endpoints: () =>
    table(
      ["endpoint", "what it does", "who"],
      Object.values<Operation>(operations).map(({ method, path, summary, caller }) => [
        `\`${method} ${path}\``,
        summary,
        caller === "user" ? "signed-in user" : "anyone",
      ]),
    ),
  environment: () =>
    table(
      ["name", "default", "meaning"],
      configTable.map((row) => [`\`${row.name}\``, row.default, row.meaning]),
    ),
  scopes: () =>
    table(
      ["scope", "why"],
      scopes.map(({ scope, reason }) => [`\`${scope}\``, reason]),
    ),
  graph: moduleGraph,
};

const FILES = ["ARCHITECTURE.md", "docs/api.md", "docs/operations.md", "docs/security.md", "docs/setup.md"];
const [flags, named] = [
  process.argv.slice(2).filter(isFlag),
  process.argv.slice(2).filter((arg) => !isFlag(arg)),
];
const checkOnly = flags.includes("--check");
const style = await prettier.resolveConfig("ARCHITECTURE.md");

for (const file of named.length > 0 ? named : FILES) {
  const before = await readFile(file, "utf8");
  const after = await prettier.format(await regenerate(before), { ...style, filepath: file });
  if (after === before) continue;
  if (checkOnly) {
    console.error(`${file} does not say what the code says; \`npm run docs\` mends it`);
    process.exitCode = 1;
  } else {
    await writeFile(file, after);
    console.log(`wrote ${file}`);
  }
}

function isFlag(arg: string): boolean {
  return arg.startsWith("--");
}

async function regenerate(text: string): Promise<string> {
  const pieces = text.split(/(<!-- generated:\w+ -->[\s\S]*?<!-- \/generated -->)/);
  const written = await Promise.all(
    pieces.map(async (piece) => {
      const name = /^<!-- generated:(\w+) -->/.exec(piece)?.[1];
      if (name === undefined) return piece;
      const make = parts[name];
      if (make === undefined) throw new Error(`no generator is called ${name}`);
      return `<!-- generated:${name} -->\n\n${await make()}\n\n<!-- /generated -->`;
    }),
  );
  return written.join("");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** The product, folder to folder, as Mermaid draws it: what is inside a folder is its own affair. */
async function moduleGraph(): Promise<string> {
  const { output } = await cruise(
    ["contract", "addon/src", "backend/src"],
    await extractDepcruiseOptions("./.dependency-cruiser.js"),
  );
  if (typeof output === "string") throw new Error("dependency-cruiser gave a text, not its result");
  const edges = new Set<string>();
  for (const { source, dependencies } of output.modules) {
    for (const { resolved } of dependencies) {
      const from = folderOf(source);
      const to = folderOf(resolved);
      if (from !== undefined && to !== undefined && from !== to) edges.add(`  ${from} --> ${to}`);
    }
  }
  return ["```mermaid", "flowchart LR", ...[...edges].sort(), "```"].join("\n");
}

/** `backend/src/crm/ids.ts` → `backend/crm`; undefined for packages and single files that are no part of the product. */
function folderOf(file: string): string | undefined {
  const match = /^(contract|addon|backend)(?:\/src)?(?:\/([^/]+)(?=\/)|\/(main)\.ts)?/.exec(file);
  if (match === null) return undefined;
  const [, half, folder, main] = match;
  if (half === undefined) return undefined;
  return [half, folder ?? main].filter((name) => name !== undefined).join("/");
}
