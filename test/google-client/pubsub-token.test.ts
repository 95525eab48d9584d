import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createPushTokenVerifier } from "../../backend/src/google/pubsub-token.ts";
import { startOidcIssuer } from "../backend/oidc-issuer.ts";
import type { Claims, OidcIssuer } from "../backend/oidc-issuer.ts";

const audience = "https://crm.example/webhooks/gmail";
const serviceAccount = "pusher@project.iam.gserviceaccount.com";
let oidc: OidcIssuer;

beforeAll(async () => {
  oidc = await startOidcIssuer();
});
afterAll(async () => {
  await oidc.close();
});

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;
const verifier = () => createPushTokenVerifier({ issuer: oidc.issuer, audience, serviceAccount });
const push = async (claims: Claims = {}) =>
  await oidc.sign({ aud: audience, email: serviceAccount, ...claims });

describe("what Pub/Sub proves itself with", () => {
  test("is good for an hour, as Pub/Sub uses it again", async () => {
    const verify = verifier();
    expect(await verify(await push())).toBe(true);
    expect(await verify(await push({ iat: inSeconds(-3_500), exp: inSeconds(100) }))).toBe(true);
    expect(await verify(await push({ iat: inSeconds(-3_700), exp: inSeconds(3_600) }))).toBe(false);
    expect(await verify(await push({ iat: undefined }))).toBe(false);
    expect(await verify(await push({ exp: inSeconds(-120) }))).toBe(false);
    expect(await verify(await push({ exp: undefined }))).toBe(false);
  });

  test("is for us, from our subscription, by Google", async () => {
    const verify = verifier();
    const forged = [
      await push({ aud: "https://other.example" }),
      await push({ email: "another@project.iam.gserviceaccount.com" }),
      await push({ email_verified: false }),
      await push({ email_verified: undefined }),
      await push({ email: undefined }),
      await push({ iss: "https://evil.example" }),
      await oidc.sign({ aud: audience, email: serviceAccount }, { kid: "unknown" }),
      `${Buffer.from('{"alg":"none"}').toString("base64url")}.e30.`,
      `${await push()}x`,
      "",
      "Bearer",
    ];
    for (const token of forged) expect(await verify(token)).toBe(false);
  });

  test("cannot be told while Google's keys cannot be had", async () => {
    const verify = verifier();
    oidc.fault = "error";
    await expect(verify(await push())).rejects.toMatchObject({ name: "KeysUnavailable" });
    oidc.fault = undefined;
    expect(await verify(await push())).toBe(true);
  });
});
