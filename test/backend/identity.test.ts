import { createHmac, createSign, generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createIdentityVerifier } from "../../backend/src/google/identity.ts";
import type { VerifyIdentity } from "../../backend/src/crm/ports.ts";
import { CLIENT_ID, standardClaims, startOidcIssuer } from "./oidc-issuer.ts";
import type { Claims, OidcIssuer } from "./oidc-issuer.ts";

const HOUR_MS = 3_600_000;

let oidc: OidcIssuer;
let verify: VerifyIdentity;
let clock: number;

beforeAll(async () => {
  oidc = await startOidcIssuer();
});
afterAll(async () => {
  await oidc.close();
});
beforeEach(() => {
  oidc.fault = undefined;
  clock = Date.now();
  verify = createIdentityVerifier({ issuer: oidc.issuer, audiences: ["other", CLIENT_ID], now: () => clock });
});

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("a valid token", () => {
  test("says who is calling", async () => {
    expect(await verify(await oidc.sign())).toEqual({
      ok: true,
      identity: {
        issuer: oidc.issuer,
        subject: "1001",
        email: "rita.rep@acme.example",
        name: "Rita Rep",
        hostedDomain: "acme.example",
        locale: "de",
      },
    });
  });

  test("may lack name, hd and locale", async () => {
    const token = await oidc.sign({ name: undefined, hd: undefined, locale: undefined });
    expect(await verify(token)).toMatchObject({
      ok: true,
      identity: { name: null, hostedDomain: null, locale: null },
    });
  });

  test("is accepted a few seconds after its end and before its start: clocks differ", async () => {
    expect(await verify(await oidc.sign({ exp: inSeconds(-20) }))).toMatchObject({ ok: true });
    expect(await verify(await oidc.sign({ nbf: inSeconds(20) }))).toMatchObject({ ok: true });
  });

  test("costs no request once the keys are known", async () => {
    await verify(await oidc.sign());
    const before = { ...oidc.requests };
    for (let round = 0; round < 20; round += 1) await verify(await oidc.sign({ sub: `${round}` }));
    expect(oidc.requests).toEqual(before);
  });

  test("is remembered for a minute, and for no longer than it lasts itself", async () => {
    const token = await oidc.sign();
    const short = await oidc.sign({ exp: inSeconds(20) });
    await verify(token);
    await verify(short);
    await oidc.rotateKeys({ withdrawOld: true });
    // Makes the withdrawn key unknown.
    await verify(await oidc.sign());
    clock += 25_000;
    expect(await verify(token)).toMatchObject({ ok: true });
    expect(await verify(short)).toMatchObject({ ok: false });
    expect(await verify(`${token.slice(0, -4)}AAAA`)).toMatchObject({ ok: false });
    clock += 36_000;
    expect(await verify(token)).toMatchObject({ ok: false });
  });

  test("of Google is accepted with either spelling of its name, and counts as the same account", async () => {
    const google = createIdentityVerifier({
      issuer: "https://accounts.google.com",
      audiences: [CLIENT_ID],
      fetch: async (url, init) => {
        const address = (url as string).replace("https://accounts.google.com", oidc.issuer);
        const response = await fetch(address, init);
        if (!address.endsWith("openid-configuration")) return response;
        return Response.json({ issuer: "https://accounts.google.com", jwks_uri: `${oidc.issuer}/keys` });
      },
    });
    for (const iss of ["https://accounts.google.com", "accounts.google.com"]) {
      expect(await google(await oidc.sign({ iss }))).toMatchObject({
        ok: true,
        identity: { issuer: "https://accounts.google.com", subject: "1001" },
      });
    }
  });
});

describe("a token is refused", () => {
  const byClaims: Record<string, [Claims, RegExp]> = {
    "for another client": [{ aud: "evil.apps.googleusercontent.com" }, /evil\.apps.*ADDON_CLIENT_IDS/],
    "without an audience": [{ aud: undefined }, /ADDON_CLIENT_IDS/],
    "of another issuer": [{ iss: "https://evil.example" }, /issuer/],
    "of a bare host name as issuer": [{ iss: "accounts.google.com" }, /issuer/],
    "that has expired": [{ exp: inSeconds(-120) }, /expired/],
    "without an end": [{ exp: undefined }, /exp/],
    "with a text as its end": [{ exp: "tomorrow" }, /exp/],
    "that is not valid yet": [{ nbf: inSeconds(120) }, /not valid yet/],
    "without a subject": [{ sub: undefined }, /sub/],
    "with an empty subject": [{ sub: "" }, /who it is about/],
    "without an e-mail address": [{ email: undefined }, /email/],
    "with something else for an address": [{ email: "nobody" }, /who it is about/],
    "of an unverified e-mail address": [{ email_verified: false }, /not verified/],
    "that does not say whether the address is verified": [{ email_verified: undefined }, /not verified/],
    'with the text "true" for verified': [{ email_verified: "true" }, /not verified/],
  };
  test.each(Object.entries(byClaims))("%s", async (_, [claims, detail]) => {
    expect(await verify(await oidc.sign(claims))).toEqual({
      ok: false,
      reason: "invalid",
      detail: { en: expect.stringMatching(detail), de: expect.any(String) },
    });
  });

  const standard = () => base64url(standardClaims(oidc.issuer));
  const forged: Record<string, () => Promise<string> | string> = {
    "with algorithm none": () => `${base64url({ alg: "none", typ: "JWT" })}.${standard()}.`,
    "with algorithm None": () => `${base64url({ alg: "None", kid: "key-1" })}.${standard()}.`,
    "signed with the public key as an HMAC secret": async () => {
      const signed = `${base64url({ alg: "HS256", typ: "JWT", kid: "key-1" })}.${standard()}`;
      const signature = createHmac("sha256", await oidc.publicKey())
        .update(signed)
        .digest("base64url");
      return `${signed}.${signature}`;
    },
    "signed by another key under a known key id": async () => {
      const other = await startOidcIssuer();
      await other.close();
      return await other.sign({ iss: oidc.issuer }, { kid: "key-1" });
    },
    "with an unknown key id": async () => await oidc.sign({}, { kid: "nobody-knows" }),
    "with claims changed after signing": async () => {
      const [header, , signature] = (await oidc.sign()).split(".");
      return `${header}.${base64url({ ...standardClaims(oidc.issuer), sub: "1002" })}.${signature}`;
    },
    "with its signature cut off": async () => (await oidc.sign()).replace(/[^.]+$/, ""),
    "with a key of its own inside": () => {
      const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
      const header = { alg: "RS256", jwk: publicKey.export({ format: "jwk" }) };
      const signed = `${base64url(header)}.${standard()}`;
      return `${signed}.${createSign("RSA-SHA256").update(signed).sign(privateKey, "base64url")}`;
    },
    "that is garbage": () => "garbage",
    "that is three dots": () => "...",
    "that is JSON but no object": () => `${base64url(null)}.${base64url(1)}.AA`,
    "that is very long": () => `${"A".repeat(100_000)}.B.C`,
    "that is empty": () => "",
  };
  test.each(Object.entries(forged))("%s", async (_, make) => {
    expect(await verify(await make())).toEqual({
      ok: false,
      reason: "invalid",
      detail: { en: expect.any(String), de: expect.any(String) },
    });
  });

  test("with a detail that holds nothing of the token but its audience", async () => {
    const token = await oidc.sign({ aud: "x".repeat(5_000), email: "marked@acme.example" });
    const check = await verify(token);
    expect(JSON.stringify(check).length).toBeLessThan(400);
    expect(JSON.stringify(check)).not.toMatch(/marked|eyJ/);
  });
});

describe("the issuer's keys", () => {
  test("may rotate between two requests", async () => {
    expect(await verify(await oidc.sign())).toMatchObject({ ok: true });
    for (let round = 0; round < 3; round += 1) {
      await oidc.rotateKeys({ withdrawOld: round === 2 });
      expect(await verify(await oidc.sign())).toMatchObject({ ok: true });
    }
  });

  test("are asked for once when many arrive at the start", async () => {
    const before = oidc.requests.keys;
    const token = await oidc.sign();
    const checks = await Promise.all(Array.from({ length: 50 }, () => verify(token)));
    expect(checks.every(({ ok }) => ok)).toBe(true);
    expect(oidc.requests.keys - before).toBe(1);
  });

  test("are not asked for by every invented key id", async () => {
    await verify(await oidc.sign());
    const before = oidc.requests.keys;
    for (let round = 0; round < 50; round += 1) {
      expect(await verify(await oidc.sign({}, { kid: `invented-${round}` }))).toMatchObject({
        reason: "invalid",
      });
    }
    expect(oidc.requests.keys - before).toBeLessThanOrEqual(10);
    clock += 61_000;
    await oidc.rotateKeys();
    expect(await verify(await oidc.sign())).toMatchObject({ ok: true });
  });

  test("are asked for again after an hour, so that a withdrawn one is not trusted for long", async () => {
    const old = await oidc.sign();
    expect(await verify(old)).toMatchObject({ ok: true });
    await oidc.rotateKeys({ withdrawOld: true });
    expect(await verify(old)).toMatchObject({ ok: true });
    clock += HOUR_MS;
    expect(await verify(old)).toMatchObject({ reason: "invalid" });
  });

  test.each(["error", "html", "foreign-issuer"] as const)(
    "that cannot be had (%s) are not the caller's fault, and are asked for again",
    async (fault) => {
      oidc.fault = fault;
      expect(await verify(await oidc.sign())).toMatchObject({ ok: false, reason: "keys-unavailable" });
      oidc.fault = undefined;
      expect(await verify(await oidc.sign())).toMatchObject({ ok: true });
    },
  );

  test("stay good for a day while the issuer is down", async () => {
    await verify(await oidc.sign());
    oidc.fault = "error";
    clock += 23 * HOUR_MS;
    expect(await verify(await oidc.sign())).toMatchObject({ ok: true });
    clock += 2 * HOUR_MS;
    expect(await verify(await oidc.sign())).toMatchObject({ reason: "keys-unavailable" });
  });

  test("of an issuer nobody listens at are unavailable", async () => {
    const nowhere = createIdentityVerifier({ issuer: "http://127.0.0.1:9", audiences: [CLIENT_ID] });
    expect(await nowhere(await oidc.sign())).toMatchObject({ reason: "keys-unavailable" });
  });
});

test("a verifier without audiences is refused: it would take tokens of any Google app", () => {
  expect(() => createIdentityVerifier({ issuer: oidc.issuer, audiences: [] })).toThrow(/audience/);
});
