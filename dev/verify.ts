/**
 * `npm test`: everything CI runs, the gates before the tests. Arguments go to Jest: `npm test -- test/http` runs only the
 * tests named, without the gates.
 */
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

interface Step {
  readonly name: string;
  readonly args: readonly string[];
}

const bin = (file: string) => path.join("node_modules", file);

/** What the others read. */
const first: Step = { name: "database client", args: ["backend/prisma/generate.ts"] };
/** One line at a time each, both at once: ESLint alone takes as long as all others together, on one core. */
const lines: readonly (readonly Step[])[] = [
  [{ name: "lint", args: [bin("eslint/bin/eslint.js"), "--max-warnings", "0", "."] }],
  [
    { name: "format", args: [bin("prettier/bin/prettier.cjs"), "--check", "--log-level", "warn", "."] },
    { name: "types", args: [bin("typescript/bin/tsc"), "-b"] },
    { name: "boundaries", args: ["dev/gates/boundaries.ts"] },
    { name: "unused code", args: [bin("knip/bin/knip.js")] },
    { name: "docs", args: ["dev/gates/docs.ts", "--check"] },
    { name: "browser", args: ["dev/gates/browser.ts"] },
  ],
];

const only = process.argv.slice(2);
if (only.length === 0) {
  await run(first);
  await Promise.all(
    lines.map(async (steps) => {
      for (const step of steps) await run(step);
    }),
  );
}
process.exitCode = runTests(only);

/** Ends the process when the gate does not hold. */
async function run({ name, args }: Step): Promise<void> {
  const startedAt = performance.now();
  const { failed, stdout, stderr } = await output(args);
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`${name} … ${failed ? "failed" : "ok"} (${seconds} s)`);
  if (!failed) return;
  console.log(stdout);
  console.error(stderr);
  console.error(`The gate "${name}" failed; the tests did not run.`);
  process.exit(1);
}

async function output(
  args: readonly string[],
): Promise<{ readonly failed: boolean; readonly stdout: string; readonly stderr: string }> {
  return await new Promise((resolve) => {
    execFile(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      resolve({ failed: error !== null, stdout, stderr });
    });
  });
}

/** Jest prints its own summary; the last line repeats it in the form that any CI can count. */
function runTests(paths: readonly string[]): number {
  const folder = mkdtempSync(path.join(tmpdir(), "rapport-test-"));
  const report = path.join(folder, "report.json");
  const flags = ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning"];
  const { status } = spawnSync(
    process.execPath,
    [...flags, bin("jest/bin/jest.js"), "--json", `--outputFile=${report}`, ...paths],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, "utf8")) as {
      numPassedTests: number;
      numFailedTests: number;
    };
    console.log(`${numPassedTests} passed, ${numFailedTests} failed`);
    if (numPassedTests + numFailedTests === 0) {
      console.error("No test ran.");
      return 1;
    }
  } catch {
    console.error("Jest wrote no report.");
    return status === 0 ? 1 : (status ?? 1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return status ?? 1;
}
