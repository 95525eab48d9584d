/** A bare OpenID issuer on loopback: discovery, keys, and tokens good and bad. Nothing of ours is in it. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from "jose";

export const CLIENT_ID = "rapport-addon.apps.googleusercontent.com";

export type Claims = Readonly<Record<string, unknown>>;

export interface OidcIssuer {
  readonly issuer: string;
  /** How often discovery and the keys were asked for. */
  readonly requests: { discovery: number; keys: number };
  /** What the issuer answers instead, as if it were broken; undefined: it works. */
  fault: "error" | "html" | "foreign-issuer" | undefined;
  /** A valid token unless `claims` or `header` say otherwise; a claim that is undefined is left out. */
  sign(claims?: Claims, header?: Claims): Promise<string>;
  /** From now on tokens are signed with a new key; the old ones stay published unless told otherwise. */
  rotateKeys(options?: { readonly withdrawOld: boolean }): Promise<void>;
  /** The public key in PEM: what an attacker has. */
  publicKey(): Promise<string>;
  close(): Promise<void>;
}

export async function startOidcIssuer(): Promise<OidcIssuer> {
  let keys = [await makeKey("key-1")];
  const server = createServer((request, response) => {
    const discovery = request.url === "/.well-known/openid-configuration";
    if (discovery) oidc.requests.discovery += 1;
    else oidc.requests.keys += 1;
    if (oidc.fault === "error") {
      response.writeHead(500).end("{}");
    } else if (oidc.fault === "html") {
      response.writeHead(200, { "content-type": "text/html" }).end("<h1>Down</h1>");
    } else {
      const issuer = oidc.fault === "foreign-issuer" ? "https://evil.example" : oidc.issuer;
      const body = discovery
        ? { issuer, jwks_uri: `${oidc.issuer}/keys` }
        : { keys: keys.map(({ jwk }) => jwk) };
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  const oidc: OidcIssuer = {
    issuer: `http://127.0.0.1:${port}`,
    requests: { discovery: 0, keys: 0 },
    fault: undefined,
    async sign(claims = {}, header = {}) {
      const key = newest();
      const payload = { ...standardClaims(oidc.issuer), ...claims };
      return await new SignJWT(payload)
        .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: key.kid, ...header })
        .sign(key.privateKey);
    },
    async rotateKeys({ withdrawOld } = { withdrawOld: false }) {
      const next = await makeKey(`key-${keys.length + 1}-${Math.random().toString(36).slice(2)}`);
      keys = withdrawOld ? [next] : [...keys, next];
    },
    async publicKey() {
      return await exportSPKI(newest().publicKey);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return oidc;

  function newest() {
    const key = keys.at(-1);
    if (key === undefined) throw new Error("there is always a key");
    return key;
  }
}

export function standardClaims(issuer: string): Claims {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: issuer,
    aud: CLIENT_ID,
    sub: "1001",
    email: "Rita.Rep@acme.example",
    email_verified: true,
    name: "Rita Rep",
    hd: "acme.example",
    locale: "de",
    iat: now,
    exp: now + 3_600,
  };
}

async function makeKey(kid: string) {
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  return {
    kid,
    publicKey,
    privateKey,
    jwk: { ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" },
  };
}
