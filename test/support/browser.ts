/** The browser of the tests. */
export { launchChromium as launchBrowser } from "../../dev/tools/chromium.ts";
