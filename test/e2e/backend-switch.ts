/** Takes the backend away from a running demo, puts something else in its place, and brings it back to the same port. */
import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import { readConfig } from "../../backend/src/config.ts";
import { readOrMakeLocalSecrets } from "../../backend/src/local-secrets.ts";
import { startBackend } from "../../backend/src/start.ts";
import type { StartOptions } from "../../backend/src/start.ts";
import { ADDON_CLIENT_ID, PUBLIC_ORIGIN } from "../../dev/demo/demo-stack.ts";
import type { DemoWorld } from "./demo-world.ts";

export interface BackendSwitch {
  takeAway(): Promise<void>;
  /** Whatever answers there instead. */
  replace(listener: RequestListener): Promise<void>;
  bringBack(options?: StartOptions): Promise<void>;
}

export function createBackendSwitch(
  { stack, databaseUrl, scenario }: DemoWorld,
  dataDir: string,
): BackendSwitch {
  const { port } = new URL(stack.backend.url);
  let stop: () => Promise<unknown> = async () => {
    await stack.backend.stop();
  };
  const takeAway = async () => {
    await stop();
    stop = () => Promise.resolve();
  };
  return {
    takeAway,
    replace: async (listener) => {
      await takeAway();
      const server = createServer(listener);
      await new Promise<void>((resolve) => server.listen(Number(port), "127.0.0.1", resolve));
      stop = async () => {
        await close(server);
      };
    },
    bringBack: async (options = {}) => {
      await takeAway();
      const config = readConfig(
        {
          HOST: "127.0.0.1",
          PORT: port,
          PUBLIC_URL: PUBLIC_ORIGIN,
          DATA_DIR: dataDir,
          DATABASE_URL: databaseUrl,
          GOOGLE_CLIENT_ID: "100000000001-web.apps.googleusercontent.com",
          GOOGLE_CLIENT_SECRET: "GOCSPX-none",
          ADDON_CLIENT_IDS: ADDON_CLIENT_ID,
          ALLOWED_DOMAINS: scenario.domain,
          GOOGLE_ISSUER: stack.google.url,
          GMAIL_BASE_URL: stack.google.url,
          CALENDAR_BASE_URL: stack.google.url,
          LOG_LEVEL: "silent",
          ...readOrMakeLocalSecrets(dataDir),
        },
        readOrMakeLocalSecrets,
      );
      const backend = await startBackend(config, options);
      stop = async () => {
        await backend.stop();
      };
    },
  };
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
