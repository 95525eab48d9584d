/** A server that takes a connection and cuts it in the same breath, as one that is being shut down may. */
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { expect, test } from "@jest/globals";
import { connect } from "../../backend/src/db/connect.ts";
import { inTransaction } from "../../backend/src/db/transaction.ts";

/** https://www.postgresql.org/docs/18/protocol-message-formats.html */
function message(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
}

const AUTHENTICATION_OK = message("R", Buffer.alloc(4));
const READY_FOR_QUERY = message("Z", Buffer.from("I"));
const TERMINATED = message("E", Buffer.from("SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0"));

test("a connection that is cut as soon as it is made fails who wanted it, and not the process", async () => {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.end(Buffer.concat([AUTHENTICATION_OK, READY_FOR_QUERY, TERMINATED])));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const database = connect({ url: `postgresql://rep@127.0.0.1:${port}/crm`, log: () => undefined });
  try {
    const work = inTransaction(database.pool, async (tx) => await tx.query("select 1"));
    await expect(work).rejects.toThrow();
    await expect(database.pool.query("select 1")).rejects.toThrow();
  } finally {
    await database.close();
    server.close();
  }
});
