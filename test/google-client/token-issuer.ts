/** An OpenID provider whose token endpoint answers what the test says; it signs whatever claims it is given. */
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { json, startScriptedServer } from "./scripted-server.ts";
import type { Answer, ScriptedServer } from "./scripted-server.ts";

export interface TokenIssuer {
  readonly url: string;
  readonly requests: ScriptedServer["requests"];
  /** What the token endpoint answers. */
  token: Answer;
  /** What discovery answers instead of the document. */
  discovery: Answer | undefined;
  sign(
    claims: Readonly<Record<string, unknown>>,
    options?: { readonly foreignKey?: boolean },
  ): Promise<string>;
  close(): Promise<void>;
}

/** Made once: it takes a while. */
const keyPairs = Promise.all([generateKeyPair("RS256"), generateKeyPair("RS256")]);

export async function startTokenIssuer(): Promise<TokenIssuer> {
  const [ours, foreign] = await keyPairs;
  const jwk = { ...(await exportJWK(ours.publicKey)), kid: "k1", alg: "RS256", use: "sig" };
  const server = await startScriptedServer((response, request) => {
    if (request.target === "/.well-known/openid-configuration")
      (issuer.discovery ?? json(discoveryOf(server.url)))(response, request);
    else if (request.target === "/keys") json({ keys: [jwk] })(response, request);
    else issuer.token(response, request);
  });
  const issuer: TokenIssuer = {
    url: server.url,
    requests: server.requests,
    token: json({}),
    discovery: undefined,
    async sign(claims, { foreignKey = false } = {}) {
      const { privateKey } = foreignKey ? foreign : ours;
      return await new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "k1" }).sign(privateKey);
    },
    close: () => server.close(),
  };
  return issuer;
}

function discoveryOf(issuer: string): object {
  return {
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    revocation_endpoint: `${issuer}/revoke`,
    jwks_uri: `${issuer}/keys`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
  };
}
