/**
 * Builds the add-on: one Code.js with real top-level functions, and the manifest with the public URL in it.
 * Apps Script finds entry points by reading top-level `function` declarations, so each export of src/main.ts gets one
 * that calls into the bundle. Faults that Google would show only to users stop the build here.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import type { BuildOptions, Metafile } from "esbuild";
import { publicUrlFromEnvironment } from "./environment.ts";
import { manifestProblems, functionsNamedIn, renderManifest } from "./manifest.ts";

export interface AddonBuild {
  /** Where users and the script reach the backend, e.g. `https://crm.example.com`. */
  readonly publicUrl: string;
  /** The folder that is pushed; emptied first. */
  readonly outDir?: string;
  /** Square PNG, at least 128 pixels; default `PUBLIC_URL/logo-128.png`. */
  readonly logoUrl?: string;
  /** Only for tests of the checks below. */
  readonly entryPoint?: string;
  readonly manifest?: string;
}

export interface BuiltAddon {
  readonly outDir: string;
  /** Entry points: the functions that the manifest or a button can name. */
  readonly functions: readonly string[];
  /** Of Code.js. */
  readonly bytes: number;
}

/**
 * The bundle is read and run anew on every click, which takes half a millisecond (P13 of the benchmarks): this is to
 * notice a package that slips in. A third of it are the texts in two languages.
 */
const MAX_BYTES = 100_000;
const here = import.meta.dirname;

/** Throws with every problem found; then nothing is written. */
export async function buildAddon(options: AddonBuild): Promise<BuiltAddon> {
  const publicUrl = normalPublicUrl(options.publicUrl);
  const template = options.manifest ?? readFileSync(path.join(here, "appsscript.json"), "utf8");
  const manifest = renderManifest(template, {
    publicUrl,
    logoUrl: options.logoUrl ?? `${publicUrl}/logo-128.png`,
  });
  const outDir = path.resolve(options.outDir ?? path.join(here, "dist"));

  const { code, map, functions, inputs } = await bundle(
    options.entryPoint ?? path.join(here, "src/main.ts"),
    publicUrl,
  );
  const problems = [
    ...manifestProblems(manifest),
    ...entryPointProblems(functions, functionsNamedIn(manifest), code),
    ...codeProblems(code, inputs),
  ];
  if (problems.length > 0) throw new Error(`The add-on cannot be built:\n- ${problems.join("\n- ")}`);

  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(outDir, { recursive: true });
  writeFileSync(path.join(outDir, "Code.js"), code);
  // clasp leaves it where it is.
  writeFileSync(path.join(outDir, "Code.js.map"), map);
  writeFileSync(path.join(outDir, "appsscript.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  return { outDir, functions, bytes: Buffer.byteLength(code) };
}

/** Google takes https with a full domain only: `localhost`, addresses and plain http never work in the add-on. */
function normalPublicUrl(text: string): string {
  const url = URL.parse(text);
  const problem =
    url === null
      ? "is not a URL"
      : url.protocol !== "https:"
        ? "must begin with https://"
        : !/^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*$/i.test(url.hostname)
          ? "needs a full domain name"
          : url.search !== "" || url.hash !== "" || url.username !== ""
            ? "must be an address without query, fragment or user"
            : undefined;
  if (url === null || problem !== undefined)
    throw new Error(`PUBLIC_URL ${text} ${problem ?? "is not a URL"}: Apps Script reaches nothing else`);
  return url.href.replace(/\/+$/, "");
}

async function bundle(entryPoint: string, publicUrl: string) {
  const options = {
    entryPoints: [entryPoint],
    outfile: "Code.js",
    bundle: true,
    format: "esm",
    // The newest that Apps Script reads whole: later ones keep private and static class members.
    target: "es2020",
    charset: "utf8",
    legalComments: "none",
    platform: "neutral",
    mainFields: ["module", "main"],
    minifySyntax: true,
    minifyWhitespace: true,
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
    define: { PUBLIC_URL: JSON.stringify(publicUrl) },
    absWorkingDir: here,
    metafile: true,
    write: false,
    logLevel: "silent",
  } as const satisfies BuildOptions;
  const named = await build(options);
  const textKeys = textKeysIn(named.outputFiles[0]?.text ?? "");
  const { outputFiles, metafile } = await build({
    ...options,
    minifyIdentifiers: true,
    ...(textKeys.length === 0 ? {} : { mangleProps: new RegExp(`^(?:${textKeys.join("|")})$`) }),
    // Stack traces in the Cloud console are read with it, see explain-stack.ts.
    sourcemap: "external",
  });
  const functions = exportsOf(metafile);
  const [map, module] = outputFiles;
  return {
    code: asScript(module?.text ?? "", functions),
    map: oneLineDown(map?.text ?? "{}"),
    functions,
    inputs: Object.keys(metafile.inputs).map((file) => path.posix.join("addon", file)),
  };
}

/**
 * The names of the texts are a tenth of the bundle. One may be shortened where each mention of it is `texts.name`, or its
 * definition in one of the two languages: then nothing outside, no JSON and no service of Google's, goes by that name.
 */
function textKeysIn(code: string): readonly string[] {
  const mentions = new Map<string, { all: number; asText: number }>();
  for (const [, owner, name = ""] of code.matchAll(/(?<![\w$])(texts\w*\.)?([A-Za-z]\w*)/g)) {
    const count = mentions.get(name) ?? { all: 0, asText: 0 };
    mentions.set(name, { all: count.all + 1, asText: count.asText + (owner === undefined ? 0 : 1) });
  }
  return [...mentions].flatMap(([name, { all, asText }]) =>
    asText > 0 && all === asText + LANGUAGES ? [name] : [],
  );
}

const LANGUAGES = 2;

/**
 * The module inside a function that returns its exports, and one function for each beside it. esbuild's own form of this
 * would take a getter for each export.
 */
function asScript(module: string, functions: readonly string[]): string {
  const [, code = module, names = ""] = /^(.*)export\s*\{([^}]*)\};?\s*$/s.exec(module) ?? [];
  const inside = new Map(
    names.split(",").map((pair) => {
      const [local = "", exported = local] = pair.trim().split(" as ");
      return [exported, local];
    }),
  );
  const entryPoints = functions.map((name, index) => `function ${name}(e){return on_[${index}](e)}`);
  // The trailing underscore hides the bundle's own object from the editor's list of functions.
  return [
    "const on_=(()=>{",
    `${code.trimEnd()}return[${functions.map((name) => inside.get(name)).join()}]})();`,
    ...entryPoints,
    "",
  ].join("\n");
}

/** The map of what stands one line further down now. */
function oneLineDown(sourceMap: string): string {
  return sourceMap.replace('"mappings": "', '"mappings": ";');
}

function exportsOf(metafile: Metafile): string[] {
  return Object.values(metafile.outputs).flatMap((output) => output.exports);
}

/** Names in cards are strings: a wrong one would fail at the user's click, a forgotten one is dead code. */
function entryPointProblems(
  functions: readonly string[],
  inManifest: readonly string[],
  code: string,
): string[] {
  const inCards = [...code.matchAll(/"(on[A-Z]\w*)"/g)].map(([, name]) => name ?? "");
  const named = new Set([...inManifest, ...inCards]);
  return [
    ...[...named]
      .filter((name) => !functions.includes(name))
      .map((name) => `${name} is named, but src/main.ts does not export it`),
    ...functions
      .filter((name) => !named.has(name))
      .map((name) => `${name} is exported, but neither the manifest nor a card names it`),
    ...functions
      .filter((name) => name.endsWith("_"))
      .map((name) => `${name} ends with "_": Apps Script keeps such names private`),
  ];
}

function codeProblems(code: string, inputs: readonly string[]): string[] {
  const packages = inputs.filter((file) => file.includes("node_modules/"));
  const bytes = Buffer.byteLength(code);
  return [
    ...packages.map((file) => `the bundle holds ${file}: import only types from packages and the contract`),
    ...inputs
      .filter((file) => file.startsWith("contract/"))
      .map((file) => `the bundle holds ${file}: import it with "import type"`),
    ...(/(?:^|[;}])\s*(?:import|export)\b/m.test(code) ? ["Code.js holds ES module syntax"] : []),
    ...(/\bimport\(/.test(code) ? ["Code.js holds import()"] : []),
    ...(/(?:^\s*|\bthis\.|[;{]\s*)#\w+/m.test(code) ? ["Code.js holds a private class member (#name)"] : []),
    ...(/(?:^|[;{}])\s*static\s*(?:\{|[\w$]+\s*(?:=|;))/m.test(code)
      ? ["Code.js holds a static field or block"]
      : []),
    ...(bytes > MAX_BYTES ? [`Code.js has ${bytes} bytes, more than ${MAX_BYTES}`] : []),
  ];
}

if (import.meta.main) {
  try {
    const built = await buildAddon({ publicUrl: publicUrlFromEnvironment() });
    process.stdout.write(`${built.outDir}: ${built.bytes} bytes, ${built.functions.length} entry points\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
