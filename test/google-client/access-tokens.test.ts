/** Tokens between Google, the database and two workers (R10). */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createGrantStore } from "../../backend/src/db/grant-store.ts";
import { createAccessTokens } from "../../backend/src/google/access-tokens.ts";
import type { AccessTokens } from "../../backend/src/google/access-tokens.ts";
import { createMailSources } from "../../backend/src/google/gmail.ts";
import { createGrants } from "../../backend/src/google/grants.ts";
import { createTokenSeal } from "../../backend/src/google/token-seal.ts";
import type { SealKey } from "../../backend/src/google/token-seal.ts";
import { createTransport } from "../../backend/src/google/transport.ts";
import { Secret } from "../../backend/src/secret.ts";
import type { Grants } from "../../backend/src/sync/control-ports.ts";
import { GoogleCallFailed } from "../../backend/src/sync/google-failure.ts";
import { createMailScene } from "../db/mail-sync-scene.ts";
import type { Mailbox, MailScene } from "../db/mail-sync-scene.ts";
import { startRepScene } from "./rep-scene.ts";
import type { RepScene } from "./rep-scene.ts";

const ROUNDS = 50;
const KEYS: readonly [SealKey] = [{ kid: "k1", key: new Secret(Buffer.alloc(32, 7).toString("base64")) }];
const seal = createTokenSeal(KEYS);

let scene: MailScene;
let google: RepScene;
let account: Mailbox;
let teams = 0;

beforeAll(async () => {
  scene = await createMailScene();
});
afterAll(async () => {
  await scene.drop();
});
beforeEach(async () => {
  google = await startRepScene();
  account = await scene.connect(`rep@tokens${++teams}.example`);
  await connect();
});
afterEach(async () => {
  await google.google.close();
});

/** One as every process has it. */
function worker(keys = seal): AccessTokens {
  return createAccessTokens({ grants: createGrantStore(scene.database), oauth: google.oauth, seal: keys });
}

function grants(tokens: Pick<AccessTokens, "forget"> = worker()): Grants {
  return createGrants({ store: createGrantStore(scene.database), oauth: google.oauth, seal, tokens });
}

async function connect(): Promise<void> {
  const consent = await google.connect();
  const { refreshToken } = consent;
  if (refreshToken === undefined) throw new Error("no refresh token");
  await grants().connect(account, { ...consent, refreshToken }, new Date());
}

async function letExpire(): Promise<void> {
  await scene.rows(
    "update google_account set access_token_expires_at = now() where user_id = $1",
    account.userId,
  );
}

function tokenCalls(): number {
  return google.requests.filter(({ target }) => target === "/token").length;
}

async function row(): Promise<{ readonly status: string; readonly status_reason: string | null }> {
  const [found] = await scene.rows<{ status: string; status_reason: string | null }>(
    "select status, status_reason from google_account where user_id = $1",
    account.userId,
  );
  return found ?? { status: "?", status_reason: null };
}

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof GoogleCallFailed) return error.failure;
  throw new Error(`no failure: ${String(error)}`);
}

async function userOf(token: Secret): Promise<unknown> {
  const response = await fetch(`${google.google.url}/tokeninfo?access_token=${token.reveal()}`);
  return ((await response.json()) as { email?: unknown }).email;
}

describe("an access token", () => {
  test("comes from the consent, then from memory; Google is not asked", async () => {
    const tokens = worker();
    const before = tokenCalls();
    const [first, second] = [await tokens.get(account), await tokens.get(account)];
    expect(second).toBe(first);
    expect(await userOf(first)).toBe(google.rep.email);
    expect(tokenCalls()).toBe(before);
  });

  test("is asked for once by two workers at once, however many calls they make", async () => {
    for (let round = 0; round < ROUNDS; round++) {
      await letExpire();
      const before = tokenCalls();
      const workers = [worker(), worker()];
      const tokens = await Promise.all(
        workers.flatMap((tokens) => [tokens.get(account), tokens.get(account), tokens.get(account)]),
      );
      expect(new Set(tokens.map((token) => token.reveal())).size).toBe(1);
      expect(tokenCalls()).toBe(before + 1);
    }
  });

  test("is brought by the refresh token of the time before, where Google rotates them", async () => {
    google.google.oauthPolicy.rotatesRefreshTokens = true;
    for (let round = 0; round < ROUNDS; round++) {
      await letExpire();
      const [one, other] = await Promise.all([worker().get(account), worker().get(account)]);
      expect(one.reveal()).toBe(other.reveal());
      expect(await row()).toEqual({ status: "connected", status_reason: null });
    }
  });

  test("comes later when the token endpoint is away; that is no revocation", async () => {
    const { faults } = google.google;
    for (let round = 0; round < ROUNDS; round++) {
      await letExpire();
      faults.add({ method: "oauth.token", fault: { kind: "token-error", error: "token_unavailable" } });
      const tokens = worker();
      expect(await failureOf(tokens.get(account))).toMatchObject({ kind: "transient" });
      expect(await row()).toEqual({ status: "connected", status_reason: null });
      faults.clear();
      expect((await tokens.get(account)).reveal()).toMatch(/^ya29/);
    }
  });

  test("is no more once the grant is revoked: the rep has to reconnect, and nobody asks Google again", async () => {
    for (let round = 0; round < ROUNDS; round++) {
      google.google.revokeAccess(google.rep.email);
      await letExpire();
      const before = tokenCalls();
      const workers = [worker(), worker()];
      for (let call = 0; call < 4; call++)
        for (const failure of await Promise.all(workers.map((tokens) => failureOf(tokens.get(account)))))
          expect(failure).toEqual({ kind: "grant-revoked", reason: "revoked" });
      expect(tokenCalls()).toBe(before + 1);
      expect(await row()).toEqual({ status: "reconnect", status_reason: "revoked" });
      const notices = await scene.rows("select 1 from notice where user_id = $1", account.userId);
      expect(notices).toHaveLength(1);
      await connect();
      expect(await userOf(await worker().get(account))).toBe(google.rep.email);
    }
  });

  test("an administrator forbids is told as such", async () => {
    await letExpire();
    google.google.faults.add({
      method: "oauth.token",
      fault: { kind: "token-error", error: "admin_policy_enforced" },
    });
    expect(await failureOf(worker().get(account))).toEqual({ kind: "grant-revoked", reason: "admin_policy" });
    expect(await row()).toEqual({ status: "reconnect", status_reason: "admin_policy" });
  });

  test("nobody can open any more means reconnecting, and Google is not asked", async () => {
    const other = createTokenSeal([{ kid: "k2", key: new Secret(Buffer.alloc(32, 9).toString("base64")) }]);
    const before = google.requests.length;
    expect(await failureOf(worker(other).get(account))).toEqual({
      kind: "grant-revoked",
      reason: "keys_lost",
    });
    expect(await row()).toEqual({ status: "reconnect", status_reason: "keys_lost" });
    expect(google.requests.length).toBe(before);
  });

  test("of another rep does not open when somebody swaps the rows", async () => {
    const other = await scene.connect(`other@tokens${teams}.example`);
    await scene.rows(
      `update google_account o set status = 'connected', refresh_token = r.refresh_token,
         access_token = r.access_token, access_token_expires_at = r.access_token_expires_at
       from google_account r where r.user_id = $1 and o.user_id = $2`,
      account.userId,
      other.userId,
    );
    expect(await failureOf(worker().get(other))).toEqual({ kind: "grant-revoked", reason: "keys_lost" });
  });

  test("lies in the database only sealed", async () => {
    const token = await worker().get(account);
    const dump = JSON.stringify(await scene.rows("select * from google_account"));
    expect(dump).not.toContain(token.reveal());
    expect(dump).not.toMatch(/ya29|1\/\/0/);
    expect(dump).toMatch(/v1\.k1\./);
  });
});

describe("a call to Gmail", () => {
  function openMail(tokens: AccessTokens) {
    const transport = createTransport({
      gmailBaseUrl: google.google.url,
      calendarBaseUrl: google.google.url,
      gmailUnitsPerMinute: 6_000,
      tokens,
    });
    return { transport, source: createMailSources(transport.request)(account) };
  }

  test("with a token that Google forgot brings a fresh one, once for all calls at once", async () => {
    await scene.rows(
      "update google_account set access_token = $2 where user_id = $1",
      account.userId,
      seal.seal(new Secret("ya29.forgotten"), { ...account, column: "access_token" }),
    );
    const { transport, source } = openMail(worker());
    const before = tokenCalls();
    await Promise.all(Array.from({ length: 12 }, () => source.getProfile()));
    expect(tokenCalls()).toBe(before + 1);
    await transport.close();
  });

  test("after the rep revoked ends in one refresh and the reconnect state", async () => {
    const { transport, source } = openMail(worker());
    await source.getProfile();
    google.google.revokeAccess(google.rep.email);
    const before = tokenCalls();
    for (let call = 0; call < 5; call++)
      expect(await failureOf(source.getProfile())).toEqual({ kind: "grant-revoked", reason: "revoked" });
    expect(tokenCalls()).toBe(before + 1);
    expect(await row()).toMatchObject({ status: "reconnect" });
    await transport.close();
  });

  test("finds the scopes that another process' consent brought", async () => {
    const less = await google.consent({ scopes: ["https://www.googleapis.com/auth/calendar.events"] });
    const narrow = await google.oauth.exchange({
      callbackUrl: less,
      state: "the-state",
      nonce: "the-nonce",
      codeVerifier: "a-verifier-of-the-forty-three-characters-it-takes",
    });
    if (!narrow.ok || narrow.refreshToken === undefined) throw new Error("no consent");
    // As if nothing more had ever been granted.
    const token = google.google.tokens.accessToken({
      email: google.rep.email,
      scopes: ["https://www.googleapis.com/auth/calendar.events"],
    });
    const tokens = worker();
    await grants(tokens).connect(
      account,
      { ...narrow, accessToken: new Secret(token), refreshToken: narrow.refreshToken },
      new Date(),
    );
    const { transport, source } = openMail(tokens);
    expect(await failureOf(source.getProfile())).toEqual({ kind: "scope-missing" });
    expect(await failureOf(source.getProfile())).toEqual({ kind: "scope-missing" });
    await connect();
    expect(await source.getProfile()).toMatchObject({ emailAddress: google.rep.email });
    await transport.close();
  });
});

describe("disconnecting", () => {
  test("takes the grant back at Google and forgets it", async () => {
    const tokens = worker();
    const token = await tokens.get(account);
    expect(await grants(tokens).disconnect(account, { purge: false }, new Date())).toEqual({
      activitiesRemoved: 0,
      revoked: true,
    });
    expect(await userOf(token)).toBeUndefined();
    expect(await failureOf(tokens.get(account))).toEqual({ kind: "grant-revoked", reason: "revoked" });
    expect(await row()).toEqual({ status: "none", status_reason: null });
  });

  test("forgets it also when Google is away, and says that Google was not told", async () => {
    google.google.faults.add({ method: "oauth.revoke", fault: { kind: "reset" } });
    expect(await grants().disconnect(account, { purge: false }, new Date())).toMatchObject({
      revoked: false,
    });
    expect(await row()).toEqual({ status: "none", status_reason: null });
    expect(await grants().disconnect(account, { purge: false }, new Date())).toMatchObject({
      revoked: false,
    });
  });
});
