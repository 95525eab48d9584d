/** The browser of the tests. */
export { findChromium, launchChromium as launchBrowser } from "../../dev/tools/chromium.ts";
