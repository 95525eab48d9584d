/** `npm run addon:push` up to the point where Google is needed: it says what is missing. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

const root = path.join(import.meta.dirname, "../..");
const scriptId = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789";
let home: string;

beforeAll(() => {
  home = mkdtempSync(path.join(tmpdir(), "addon-push-"));
});

afterAll(() => {
  rmSync(home, { recursive: true });
});

/** With no account signed in: the home folder is empty. */
function push(environment: Readonly<Record<string, string>>) {
  const { status, stderr } = spawnSync(process.execPath, [path.join(root, "addon/push.ts")], {
    env: { PATH: process.env["PATH"], HOME: home, ...environment },
    encoding: "utf8",
  });
  return { status, stderr };
}

test("names the script id when it is missing or no id", () => {
  expect(push({ SCRIPT_ID: "", PUBLIC_URL: "https://crm.example.com" }).stderr).toContain(
    "SCRIPT_ID is not set",
  );
  expect(push({ SCRIPT_ID: "my project", PUBLIC_URL: "https://crm.example.com" }).stderr).toContain(
    "is not the id",
  );
});

test("names the public address when Google would not take it", () => {
  const { status, stderr } = push({ SCRIPT_ID: scriptId, PUBLIC_URL: "http://localhost:3000" });
  expect(stderr).toContain("must begin with https://");
  expect(status).toBe(1);
});

test("says how to sign in when clasp is not", () => {
  const { status, stderr } = push({ SCRIPT_ID: scriptId, PUBLIC_URL: "https://crm.example.com" });
  expect(stderr).toContain("npx clasp login");
  expect(status).toBe(1);
  const projectFile = path.join(root, ".clasp.local.json");
  expect(existsSync(projectFile)).toBe(true);
  expect(JSON.parse(readFileSync(projectFile, "utf8"))).toEqual({ scriptId, rootDir: "addon/dist" });
  expect(readFileSync(path.join(root, ".gitignore"), "utf8")).toContain(".clasp.local.json");
});
