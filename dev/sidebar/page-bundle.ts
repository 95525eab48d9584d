/** Bundles the page's TypeScript in memory; the result is served as one script and one stylesheet. */
import { readFile } from "node:fs/promises";
import { build } from "esbuild";

export interface PageAssets {
  readonly html: string;
  readonly script: string;
  readonly stylesheet: string;
}

export async function bundlePage(): Promise<PageAssets> {
  const [html, stylesheet, bundle] = await Promise.all([
    readFile(new URL("page/page.html", import.meta.url), "utf8"),
    readFile(new URL("page/page.css", import.meta.url), "utf8"),
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
  return { html, script: output.text, stylesheet };
}
