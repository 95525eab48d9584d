/**
 * `npm run addon:push`: builds the add-on and pushes it to the script project SCRIPT_ID with clasp.
 * The project file with the real id is written beside .clasp.json and stays out of git.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { buildAddon } from "./build.ts";
import { publicUrlFromEnvironment, scriptIdFromEnvironment } from "./environment.ts";

const root = path.join(import.meta.dirname, "..");
// clasp takes a project file of another name by its absolute path only, and pushes nothing from outside its folder.
const projectFile = path.join(root, ".clasp.local.json");
const clasp = path.join(root, "node_modules/@google/clasp/build/src/index.js");

try {
  const scriptId = scriptIdFromEnvironment();
  const { bytes, functions } = await buildAddon({ publicUrl: publicUrlFromEnvironment() });
  process.stdout.write(`built ${bytes} bytes, ${functions.length} entry points\n`);
  push(scriptId);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/** `-f`: without it clasp skips the push, and calls that success, whenever the manifest changed and nobody can answer. */
function push(scriptId: string): void {
  writeFileSync(projectFile, `${JSON.stringify({ scriptId, rootDir: "addon/dist" })}\n`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [clasp, "-P", projectFile, "push", "-f"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = `${stdout}${stderr}`.trim();
  if (status !== 0) throw new Error(`clasp push failed: ${said}${hintFor(said)}`);
  process.stdout.write(`${said}\n`);
}

function hintFor(said: string): string {
  if (/no credentials|not logged in|invalid_grant/i.test(said)) {
    return "\nSign in first: npx clasp login (on a machine without a browser: npx clasp login --no-localhost)";
  }
  if (/script api|usersettings/i.test(said)) {
    return "\nSwitch the Apps Script API on: https://script.google.com/home/usersettings";
  }
  if (/not found|permission/i.test(said)) {
    return "\nIs SCRIPT_ID right, and may the signed-in account edit that project?";
  }
  return "";
}
