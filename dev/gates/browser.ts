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
  // Older releases have it only with its windows.
  if (!install("chromium-headless-shell") && !install("chromium"))
    throw new Error("apt-get install failed; install a Chromium by hand or set CHROMIUM_PATH", {
      cause: error,
    });
  console.log(findChromium());
}

function install(browser: string): boolean {
  return apt("install", "--yes", "--no-install-recommends", browser, "fonts-noto-core", "fonts-noto-cjk");
}

function apt(...args: readonly string[]): boolean {
  const { status } = spawnSync("apt-get", ["-q", ...args], {
    stdio: "inherit",
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  return status === 0;
}
