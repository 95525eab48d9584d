/** Every gate is seen to pass on a clean tree and to fail on a planted fault. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { runGate } from "./planted-tree.ts";

const format = ["node_modules/prettier/bin/prettier.cjs", "--check", "contract", "addon/src", "backend/src"];
const types = ["node_modules/typescript/bin/tsc", "-b"];
const lint = ["node_modules/eslint/bin/eslint.js", "--max-warnings", "0", "contract", "addon", "backend"];
const boundaries = ["dev/gates/boundaries.ts"];

test.each([
  ["format", format],
  ["types", types],
  ["lint", lint],
  ["boundaries", boundaries],
])("%s passes on the clean tree", (_name, command) => {
  expect(runGate(command)).toMatchObject({ status: 0 });
});

test("format refuses a file nobody formatted", () => {
  const { status, output } = runGate(format, { "contract/ugly.ts": "export   const a=1" });
  expect(status).not.toBe(0);
  expect(output).toContain("contract/ugly.ts");
});

describe("types refuse", () => {
  test.each([
    [
      "a browser global in the add-on",
      "addon/src/fault.ts",
      "export const get = () => fetch('https://example.com');\n",
    ],
    [
      "an Apps Script global in the backend",
      "backend/src/fault.ts",
      "export const get = () => UrlFetchApp;\n",
    ],
    ["an unchecked index", "contract/fault.ts", "export const first = (a: string[]): string => a[0];\n"],
    ["syntax that type stripping cannot erase", "backend/src/fault.ts", "export enum Fault {\n  One,\n}\n"],
  ])("%s", (_what, file, text) => {
    const { status, output } = runGate(types, { [file]: text });
    expect(status).not.toBe(0);
    expect(output).toContain("fault.ts");
  });
});

test("lint refuses what it is there for", () => {
  const { status, output } = runGate(lint, {
    "backend/src/floating.ts": "export function start(): void {\n  Promise.resolve();\n}\n",
    "backend/src/any.ts": "export const a = (x: any) => x;\n",
    "backend/src/env.ts": 'export const port = process.env["PORT"];\n',
    "backend/src/crm/clock.ts": "export const now = () => new Date();\n",
    "backend/src/crm/chance.ts": "export const roll = () => Math.random();\n",
    "contract/value.ts": 'import { nothing } from "./thing.ts";\n\nexport type Nothing = typeof nothing;\n',
  });
  expect(status).not.toBe(0);
  for (const rule of [
    "no-floating-promises",
    "no-explicit-any",
    "no-restricted-properties",
    "The clock is an argument",
    "Chance is an argument",
    "consistent-type-imports",
  ]) {
    expect(output).toContain(rule);
  }
});

describe("boundaries refuse", () => {
  test("imports that the table forbids", () => {
    const { status, output } = runGate(boundaries, {
      "backend/src/db/store.ts": "export const store = 1;\n",
      "backend/src/google/keys.ts": 'export { store } from "../db/store.ts";\n',
      "backend/src/http/app.ts": 'export { store } from "../db/store.ts";\n',
      "backend/src/crm/score.ts": 'export { store } from "../db/store.ts";\n',
      "backend/src/mail/body.ts": 'export { store } from "../db/store.ts";\n',
      "backend/src/http/sql.ts": 'export { Pool } from "pg";\n',
      "addon/src/value.ts": 'export { nothing } from "../../contract/thing.ts";\n',
      "addon/src/npm.ts": 'export { z } from "zod";\n',
      "contract/npm.ts": 'export { Hono } from "hono";\n',
      "dev/google/ours.ts": 'export { nothing } from "../../contract/thing.ts";\n',
      "dev/apps-script/ours.ts": 'export { nothing } from "../../contract/thing.ts";\n',
      "backend/src/to-dev.ts": 'export { title } from "../../dev/sidebar/page/page.ts";\n',
      "backend/src/dev-package.ts": 'export { default } from "prettier";\n',
      "contract/a.ts": 'export { b } from "./b.ts";\nexport const a = 1;\n',
      "contract/b.ts": 'export { a } from "./a.ts";\nexport const b = 1;\n',
      "contract/lost.ts": 'export { lost } from "./nowhere.ts";\n',
    });
    expect(status).not.toBe(0);
    for (const fault of [
      "adapters-do-not-meet: backend/src/google/keys.ts",
      "http-gets-adapters-as-arguments: backend/src/http/app.ts",
      "crm-is-pure: backend/src/crm/score.ts",
      "mail-is-pure: backend/src/mail/body.ts",
      "only-db-names-the-database: backend/src/http/sql.ts",
      "addon-takes-types-not-zod: addon/src/value.ts",
      "addon-imports-contract-types-only: addon/src/npm.ts",
      "contract-imports-zod-only: contract/npm.ts",
      "local-google-knows-nothing-of-ours: dev/google/ours.ts",
      "apps-script-runtime-knows-nothing-of-ours: dev/apps-script/ours.ts",
      "product-never-imports-dev: backend/src/to-dev.ts",
      "no-dev-packages-in-the-product: backend/src/dev-package.ts",
      "no-circular: contract/",
      "no-unresolvable: contract/lost.ts",
    ]) {
      expect(output).toContain(fault);
    }
  });

  test("a tree in which they found nothing", () => {
    const { status, output } = runGate(boundaries, {
      "contract/thing.ts": null,
      "addon/src/main.ts": null,
      "backend/src/main.ts": null,
      "dev/sidebar/page/page.ts": null,
      "dev/gates/boundaries.ts": readFileSync("dev/gates/boundaries.ts", "utf8").replace(
        ', "dev"]',
        ', "empty"]',
      ),
      "contract/README": "",
      "addon/src/README": "",
      "backend/src/README": "",
      "empty/README": "",
    });
    expect(status).not.toBe(0);
    expect(output).toContain("no module found");
  });
});

test("unused code refuses an export nobody imports", () => {
  const knip = ["node_modules/knip/bin/knip.js", "--include", "exports,files"];
  const config = JSON.stringify({
    entry: ["backend/src/main.ts", "addon/src/main.ts"],
    project: ["{contract,backend,addon}/**/*.ts"],
  });
  expect(runGate(knip, { "knip.json": config })).toMatchObject({ status: 0 });
  const { status, output } = runGate(knip, {
    "knip.json": config,
    "contract/thing.ts":
      'export interface Thing {\n  readonly id: string;\n}\n\nexport const nothing = { id: "" };\nexport const forgotten = 1;\n',
  });
  expect(status).not.toBe(0);
  expect(output).toContain("forgotten");
});

test("docs refuse a generated part that the code has left behind", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "rapport-docs-"));
  const file = path.join(folder, "api.md");
  const check = () =>
    spawnSync(process.execPath, ["dev/gates/docs.ts", "--check", file], { encoding: "utf8" });
  try {
    const text = readFileSync("docs/api.md", "utf8");
    writeFileSync(file, text);
    expect(check()).toMatchObject({ status: 0 });
    writeFileSync(file, text.replaceAll("/api/v1/me", "/api/v1/you"));
    const { status, stderr } = check();
    expect(status).not.toBe(0);
    expect(stderr).toContain("api.md does not say what the code says");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
