/** The wanted port, or the first free one after it. */
import { createServer } from "node:net";

const TRIES = 50;

export async function findFreePort(wanted: number, host: string): Promise<number> {
  for (let port = wanted; port < wanted + TRIES; port += 1) {
    if (await isFree(port, host)) return port;
  }
  throw new Error(`no free port from ${wanted} to ${wanted + TRIES - 1}`);
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => {
      resolve(false);
    });
    server.listen(port, host, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
