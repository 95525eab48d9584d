/** Gate: there is a browser for the end-to-end tests. On a Debian where we may, a missing one is installed. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { findChromium } from "../tools/chromium.ts";

try {
  console.log(findChromium());
} catch (error) {
  const mayInstall = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  if (!mayInstall || process.env["CHROMIUM_PATH"]) throw error;
  console.log("No Chromium found; installing Debian's");
  apt("update");
  apt("install", "--yes", "--no-install-recommends", "chromium", "fonts-noto-core", "fonts-noto-cjk");
  console.log(findChromium());
}

function apt(...args: string[]): void {
  const { status } = spawnSync("apt-get", ["-q", ...args], {
    stdio: "inherit",
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  if (status !== 0)
    throw new Error(`apt-get ${args.join(" ")} failed; install a Chromium by hand or set CHROMIUM_PATH`);
}
