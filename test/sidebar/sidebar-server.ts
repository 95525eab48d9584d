/** Serves the sidebar page over a host on a random port. */
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { bundlePage } from "../../dev/sidebar/page-bundle.ts";
import type { PageAssets } from "../../dev/sidebar/page-bundle.ts";
import { createSidebarApp } from "../../dev/sidebar/sidebar-app.ts";
import type { SidebarHost } from "../../dev/sidebar/sidebar-host.ts";

export interface SidebarServer {
  readonly url: string;
  close(): Promise<void>;
}

/** One for all servers of a test file. */
let assets: Promise<PageAssets> | undefined;
const bundle = async (): Promise<PageAssets> => await (assets ??= bundlePage());

export async function startSidebarServer(host: SidebarHost): Promise<SidebarServer> {
  const server = createAdaptorServer({ fetch: createSidebarApp({ host, bundle }).fetch });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  server.unref();
  // A TCP server's address is an object; the string form belongs to pipes.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      await new Promise((resolve) => {
        server.close(resolve);
        if ("closeAllConnections" in server) server.closeAllConnections();
      });
    },
  };
}
