/** The code that fills a realm with Apps Script's services, bundled from realm/ and compiled once a process. */
import { buildSync } from "esbuild";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";

/** Frames of this file are no business of the script's author. */
const fileName = "apps-script-services.js";
let compiled: Script | undefined;

/** Its completion value is the `install` of realm/main.ts. */
export function realmScript(): Script {
  compiled ??= new Script(bundle(), { filename: fileName });
  return compiled;
}

function bundle(): string {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL("./realm/main.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "realm",
    platform: "neutral",
    target: "es2023",
    // In a function, so that the realm's global object stays as Apps Script has it.
    banner: { js: '(function () { "use strict";' },
    footer: { js: "return realm.install; })()" },
  });
  return outputFiles[0]?.text ?? "";
}
