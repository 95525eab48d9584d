/** Finds a Chromium on this machine and starts it: for tests and for the pictures of the docs. */
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";

const knownPaths = [
  // Chromium without what draws windows: starts and opens pages in half the time.
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/opt/google/chrome/chrome",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/** `CHROMIUM_PATH` first; a path that is set and wrong is an error, not a reason to look elsewhere. */
export function findChromium(
  environment: NodeJS.ProcessEnv = process.env,
  exists: (path: string) => boolean = existsSync,
): string {
  const chosen = environment["CHROMIUM_PATH"];
  if (chosen !== undefined && chosen !== "") {
    if (exists(chosen)) return chosen;
    throw new Error(`CHROMIUM_PATH is ${chosen}, where there is no file.`);
  }
  const found = knownPaths.find(exists);
  if (found !== undefined) return found;
  throw new Error(
    "No Chromium or Chrome found. Install one (Debian: apt-get install chromium) or set CHROMIUM_PATH to its program.",
  );
}

const flags = [
  // Refused to root, whom containers run as; only pages of this machine are loaded here.
  "--no-sandbox",
  // Without a graphics card, drawing as if there were one takes a tenth more.
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  // A process for every page and every change of site takes longer than most pages do.
  "--renderer-process-limit=1",
];

export async function launchChromium(): Promise<Browser> {
  return await chromium.launch({ executablePath: findChromium(), args: flags });
}
