import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createGrantStore } from "../../backend/src/db/grant-store.ts";
import { createSealedTokenStore } from "../../backend/src/db/sealed-token-store.ts";
import { rotateTokens } from "../../backend/src/google/rotate-tokens.ts";
import { sealTokens } from "../../backend/src/google/seal-tokens.ts";
import { createTokenSeal } from "../../backend/src/google/token-seal.ts";
import type { SealKey } from "../../backend/src/google/token-seal.ts";
import { Secret } from "../../backend/src/secret.ts";
import type { SealedTokenStore } from "../../backend/src/sync/grant-ports.ts";
import { createMailScene } from "../db/mail-sync-scene.ts";
import type { Mailbox, MailScene } from "../db/mail-sync-scene.ts";

const makeKey = (kid: string): SealKey => ({ kid, key: new Secret(randomBytes(32).toString("base64")) });
const [older, newer, foreign] = [makeKey("k_1"), makeKey("k_2"), makeKey("k_x")];
const REPS = 7;

let scene: MailScene;
let store: SealedTokenStore;
let accounts: Mailbox[];
let teams = 0;

beforeAll(async () => {
  scene = await createMailScene();
  store = createSealedTokenStore(scene.database);
});
afterAll(async () => {
  await scene.drop();
});
beforeEach(async () => {
  await scene.rows("update google_account set refresh_token = null, access_token = null, status = 'none'");
  accounts = [];
  teams += 1;
  for (let index = 0; index < REPS; index++) {
    const account = await scene.connect(`rep${index}@rotate${teams}.example`);
    await keep(account, older);
    accounts.push(account);
  }
});

async function keep(account: Mailbox, key: SealKey): Promise<void> {
  const sealed = sealTokens(createTokenSeal([key]), account, {
    accessToken: new Secret(`access of ${account.email}`),
    refreshToken: new Secret(`refresh of ${account.email}`),
    expiresAt: new Date(),
    scopes: [],
  });
  const { refreshToken = "" } = sealed;
  await createGrantStore(scene.database).connect(account, { ...sealed, refreshToken }, new Date());
}

/** How many of the reps' tokens the keys open, and give what they were. */
async function countReadable(...keys: [SealKey, ...SealKey[]]): Promise<number> {
  const seal = createTokenSeal(keys);
  let readable = 0;
  for (const account of accounts) {
    const grant = await createGrantStore(scene.database).find(account);
    const access = seal.open(grant?.accessToken ?? "", { ...account, column: "access_token" });
    const refresh = seal.open(grant?.refreshToken ?? "", { ...account, column: "refresh_token" });
    if (access?.reveal() === `access of ${account.email}`) readable += 1;
    if (refresh?.reveal() === `refresh of ${account.email}`) readable += 1;
  }
  return readable;
}

describe("the rotation of keys", () => {
  test("seals everything with the first key; the others can go", async () => {
    expect(await countReadable(newer)).toBe(0);
    const { resealed, unreadable } = await rotateTokens({ store, keys: [newer, older], batchSize: 3 });
    expect([resealed, unreadable.size]).toEqual([2 * REPS, 0]);
    expect(await countReadable(newer)).toBe(2 * REPS);
    expect((await rotateTokens({ store, keys: [newer, older] })).resealed).toBe(0);
  });

  test("killed after any batch, goes on with what is left", async () => {
    let done = 0;
    const kill = (soFar: number) => {
      done += soFar;
      throw new Error("killed");
    };
    for (let kills = 1; kills <= 3; kills++)
      await expect(
        rotateTokens({ store, keys: [newer, older], batchSize: 2, onBatch: kill }),
      ).rejects.toThrow("killed");
    expect(done).toBe(12);
    // At every moment both keys together open everything.
    expect(await countReadable(newer, older)).toBe(2 * REPS);
    expect((await rotateTokens({ store, keys: [newer, older], batchSize: 2 })).resealed).toBe(2);
    expect(await countReadable(newer)).toBe(2 * REPS);
  });

  test("does not write over a token that came meanwhile", async () => {
    const [first] = accounts;
    if (first === undefined) throw new Error("no accounts");
    let isRenewed = false;
    const racing: SealedTokenStore = {
      listOthers: (...query) => store.listOthers(...query),
      async replace(tokens) {
        if (!isRenewed) {
          isRenewed = true;
          // Between reading and writing, by a backend that does not know the new key yet.
          await scene.rows(
            "update google_account set access_token = $2 where user_id = $1",
            first.userId,
            renewed,
          );
        }
        return await store.replace(tokens);
      },
    };
    const renewed = createTokenSeal([older]).seal(new Secret("renewed"), {
      ...first,
      column: "access_token",
    });
    const { resealed } = await rotateTokens({ store: racing, keys: [newer, older] });
    expect(resealed).toBe(2 * REPS);
    const grant = await createGrantStore(scene.database).find(first);
    const place = { ...first, column: "access_token" } as const;
    expect(
      createTokenSeal([newer])
        .open(grant?.accessToken ?? "", place)
        ?.reveal(),
    ).toBe("renewed");
  });

  test("counts what no key opens, and leaves it", async () => {
    const [first, second] = accounts;
    if (first === undefined || second === undefined) throw new Error("no accounts");
    await keep(first, foreign);
    await scene.rows("update google_account set access_token = 'damaged' where user_id = $1", second.userId);
    const { resealed, unreadable } = await rotateTokens({ store, keys: [newer, older], batchSize: 1 });
    expect(resealed).toBe(2 * REPS - 3);
    expect(unreadable).toEqual(
      new Map([
        ["k_x", 2],
        ["no key", 1],
      ]),
    );
    expect(await countReadable(newer, foreign)).toBe(2 * REPS - 1);
  });

  test("is a command", () => {
    const run = (keys: readonly SealKey[]) =>
      spawnSync(process.execPath, ["backend/src/rotate-keys.ts"], {
        env: {
          PATH: process.env["PATH"],
          DATABASE_URL: scene.url,
          TOKEN_KEYS: keys.map(({ kid, key }) => `${kid}:${key.reveal()}`).join(","),
        },
        encoding: "utf8",
      });
    const rotated = run([newer, older]);
    expect(rotated.stderr).toBe("");
    expect(rotated.stdout).toContain(`${2 * REPS} tokens are sealed with k_2 now`);
    expect(rotated.status).toBe(0);
    const lost = run([foreign]);
    expect(lost.stdout).toContain(`${2 * REPS} tokens cannot be opened: they are sealed with k_2`);
    expect(lost.status).toBe(1);
    expect(run([])).toMatchObject({ status: 1, stderr: expect.stringContaining("TOKEN_KEYS") });
  });
});
