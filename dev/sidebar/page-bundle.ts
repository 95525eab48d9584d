/** Bundles the page's TypeScript in memory; the result is served as one script and one stylesheet. */
import { readFile } from "node:fs/promises";
import { build } from "esbuild";

export interface PageAssets {
  readonly html: string;
  readonly script: string;
  readonly stylesheet: string;
}

/** In the order of the cascade. */
const stylesheets = [
  "base.css",
  "frame.css",
  "mailbox.css",
  "conversation.css",
  "calendar.css",
  "panel.css",
  "cards.css",
  "fields.css",
  "menu.css",
  "narrow.css",
  "compose.css",
  "event-editing.css",
];

export async function bundlePage(): Promise<PageAssets> {
  const read = async (name: string) => await readFile(new URL(`page/${name}`, import.meta.url), "utf8");
  const [html, styles, bundle] = await Promise.all([
    read("page.html"),
    Promise.all(stylesheets.map(read)),
    build({
      entryPoints: [new URL("page/main.ts", import.meta.url).pathname],
      bundle: true,
      write: false,
      format: "esm",
      target: "es2022",
      charset: "utf8",
      legalComments: "none",
    }),
  ]);
  const [output] = bundle.outputFiles;
  if (output === undefined) throw new Error("esbuild gave no output for the sidebar page");
  return { html, script: output.text, stylesheet: styles.join("\n") };
}
