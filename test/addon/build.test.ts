/** The build: what it makes, and that each of its checks stops the fault it is for. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { SourceMapPayload } from "node:module";
import { createContext, runInContext, Script } from "node:vm";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { buildAddon } from "../../addon/build.ts";
import type { AddonBuild } from "../../addon/build.ts";
import { explainStack } from "../../addon/explain-stack.ts";
import { scopes } from "../../addon/scopes.ts";
import { loadProject } from "../../dev/apps-script/runtime.ts";
import { cpuTimeOf } from "../support/cpu-time.ts";

const root = path.join(import.meta.dirname, "../..");
const template = readFileSync(path.join(root, "addon/appsscript.json"), "utf8");
const publicUrl = "https://crm.northwind.example";
let dir: string;

beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), "addon-build-"));
});

afterAll(() => {
  rmSync(dir, { recursive: true });
});

describe("the built add-on", () => {
  test("is a project that Apps Script would run", async () => {
    const outDir = path.join(dir, "good");
    const built = await buildAddon({ publicUrl, outDir });
    const project = loadProject(outDir);
    expect([...project.functions].sort()).toEqual([...built.functions].sort());
    expect(project.manifest.urlFetchWhitelist).toEqual([`${publicUrl}/`]);
    expect(project.manifest.addOns?.common.logoUrl).toBe(`${publicUrl}/logo-128.png`);
  });

  test("is at most 100 kB and loads in at most 30 ms", async () => {
    const outDir = path.join(dir, "small");
    const { bytes } = await buildAddon({ publicUrl, outDir });
    expect(bytes).toBeLessThanOrEqual(100_000);
    const code = readFileSync(path.join(outDir, "Code.js"), "utf8");
    const times = Array.from({ length: 9 }, () => {
      const context = createContext({});
      return cpuTimeOf(() => new Script(code).runInContext(context));
    });
    expect(times.sort((a, b) => a - b)[4]).toBeLessThanOrEqual(30);
  });

  test("brings a map that explains a stack trace", async () => {
    const outDir = path.join(dir, "names");
    await buildAddon({ publicUrl, outDir });
    const code = readFileSync(path.join(outDir, "Code.js"), "utf8");
    const map = JSON.parse(readFileSync(path.join(outDir, "Code.js.map"), "utf8")) as SourceMapPayload;
    const context = createContext({});
    new Script(code, { filename: "Code.js" }).runInContext(context);
    // Outside of Apps Script the first thing that is missing is a service of Google's.
    const stack = String(runInContext("try { onHomepage({}) } catch (error) { error.stack }", context));
    expect(stack).toMatch(/at \w+ \(Code\.js:\d+:\d+\)/);
    const explained = explainStack(stack, map);
    const [, file = "", line] = /\((src\/[\w/-]+\.ts):(\d+):\d+\)/.exec(explained) ?? [];
    const source = readFileSync(path.join(root, "addon", file), "utf8").split("\n");
    expect(source[Number(line) - 1]).toMatch(/CacheService|CardService|Utilities|ScriptApp/);
    expect(explainStack("at x (Other.js:2:3)", map)).toBe("at x (Other.js:2:3)");
  });

  test("takes the address without its trailing slash", async () => {
    const outDir = path.join(dir, "slash");
    await buildAddon({ publicUrl: "https://crm.northwind.example/", outDir });
    expect(readFileSync(path.join(outDir, "Code.js"), "utf8")).toContain('"https://crm.northwind.example"');
  });

  test("explains every scope it asks for", () => {
    const { oauthScopes } = JSON.parse(template) as { oauthScopes: string[] };
    expect(scopes.map(({ scope }) => scope)).toEqual(oauthScopes);
    expect(scopes.every(({ reason }) => reason.length > 20)).toBe(true);
  });
});

describe("the build stops", () => {
  const good = 'export function onA(e) { return { fn: "onB", e }; }\nexport function onB() { return 1; }\n';
  const manifest = (change: (text: string) => string = (text) => text) =>
    change(
      template
        .replace(/"on[A-Z]\w+"/g, '"onA"')
        .replace('"universalActions"', '"ignored": 1, "universalActions"'),
    );
  let count = 0;

  /** Builds a little add-on with a fault planted. */
  const build = async (source: string, options: Partial<AddonBuild> = {}) => {
    const entryPoint = path.join(dir, `planted-${++count}.js`);
    writeFileSync(entryPoint, source);
    return await buildAddon({
      publicUrl,
      outDir: path.join(dir, "planted"),
      manifest: manifest(),
      entryPoint,
      ...options,
    });
  };

  test("at nothing in a sound project", async () => {
    expect((await build(good)).functions).toEqual(["onA", "onB"]);
  });

  test("at a manifest name that is not exported", async () => {
    const broken = manifest((text) => text.replace('"onA"', '"onGone"'));
    await expect(build(good, { manifest: broken })).rejects.toThrow(
      "onGone is named, but src/main.ts does not export it",
    );
  });

  test("at a name in a card that is not exported", async () => {
    await expect(build(good.replace('"onB"', '"onTypo"'))).rejects.toThrow("onTypo is named");
  });

  test("at an entry point that nothing names", async () => {
    await expect(build(`${good}export function onC() {}\n`)).rejects.toThrow("onC is exported, but neither");
  });

  test("at a name that Apps Script keeps private", async () => {
    const source = good.replaceAll("onB", "onB_");
    await expect(build(source)).rejects.toThrow('onB_ ends with "_"');
  });

  test("at zod in the bundle", async () => {
    const zod = path.join(root, "node_modules/zod/mini/index.js").replaceAll("\\", "/");
    const source = `import * as z from ${JSON.stringify(zod)};\n${good}export const onD = () => ["onD", z.string()];\n`;
    await expect(build(source)).rejects.toThrow(/the bundle holds .*node_modules\/zod/);
  });

  test("at a value of the contract in the bundle", async () => {
    const contract = path.join(root, "contract/problem.ts");
    const source = `import { PROBLEM_STATUS } from ${JSON.stringify(contract)};\n${good.replace("return 1", "return PROBLEM_STATUS")}`;
    await expect(build(source)).rejects.toThrow("the bundle holds contract/problem.ts");
  });

  test("at a private member that no lowering took out", async () => {
    const source = good.replace("return 1", "return new Function('class A { #x = 1 }')");
    // esbuild lowers real ones; what hides from it is for the check.
    await expect(build(source.replace("'class", "'\\nclass").replace("{ #x", "{; #x"))).rejects.toThrow(
      "private class member",
    );
  });

  test("at a dynamic import", async () => {
    await expect(build(good.replace("return 1", "return import('https://x.example/y.js')"))).rejects.toThrow(
      "import()",
    );
  });

  test("at more than 100 kB", async () => {
    const filler = JSON.stringify("x".repeat(100_001));
    await expect(build(good.replace("return 1", `return ${filler}`))).rejects.toThrow("more than 100000");
  });

  test("at an allow-list entry without https or without a path", async () => {
    const http = manifest((text) =>
      text.replace('["{{publicUrl}}/"]', '["http://crm.example.com/", "https://crm.example.com"]'),
    );
    await expect(build(good, { manifest: http })).rejects.toThrow(
      /http:\/\/crm\.example\.com\/ must begin with https[\s\S]*https:\/\/crm\.example\.com needs a path/,
    );
  });

  test("at a scope without a reason, and a reason without its scope", async () => {
    const other = manifest((text) => text.replace("script.locale", "drive.readonly"));
    await expect(build(good, { manifest: other })).rejects.toThrow(
      /drive\.readonly has no reason[\s\S]*script\.locale has a reason/,
    );
  });

  test("at a placeholder that nothing fills", async () => {
    const other = manifest((text) => text.replace("{{logoUrl}}", "{{logo}}"));
    await expect(build(good, { manifest: other })).rejects.toThrow("placeholder");
  });

  test.each([
    ["http://crm.example.com", "must begin with https://"],
    ["https://localhost:3000", "full domain"],
    ["https://127.0.0.1", "full domain"],
    ["https://crm.example.com/?a=1", "without query"],
    ["crm.example.com", "is not a URL"],
  ])("at the public address %s", async (address, words) => {
    await expect(buildAddon({ publicUrl: address, outDir: path.join(dir, "never") })).rejects.toThrow(words);
  });

  test("with all problems at once", async () => {
    const http = manifest((text) => text.replace('["{{publicUrl}}/"]', "[]"));
    await expect(build(`${good}export function onC() {}\n`, { manifest: http })).rejects.toThrow(
      /urlFetchWhitelist[\s\S]*onC/,
    );
  });
});
