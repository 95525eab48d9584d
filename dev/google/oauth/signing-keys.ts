/** The RS256 keys ID tokens are signed with, published as JWKs and as certificates, and replaced now and then. */
import { createHash, createPublicKey, generateKeyPair, sign, verify } from "node:crypto";
import type { JsonWebKey, KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { selfSignedCertificate } from "./self-signed-certificate.ts";

interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly jwk: JsonWebKey;
  readonly certificate: string;
}

export class SigningKeys {
  /** Newest first: it signs. The one before stays published, as tokens it signed are still about. */
  #keys: readonly SigningKey[];

  private constructor(first: SigningKey) {
    this.#keys = [first];
  }

  static async create(): Promise<SigningKeys> {
    return new SigningKeys(await makeKey());
  }

  async rotate(): Promise<void> {
    const made = await makeKey();
    this.#keys = [made, ...this.#keys].slice(0, publishedKeys);
  }

  /** `/oauth2/v3/certs` */
  jwks(): { readonly keys: readonly object[] } {
    return {
      keys: this.#keys.map(({ kid, jwk }) => ({
        kid,
        use: "sig",
        alg: "RS256",
        kty: jwk.kty,
        n: jwk.n,
        e: jwk.e,
      })),
    };
  }

  /** `/oauth2/v1/certs` */
  certificates(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#keys.map(({ kid, certificate }) => [kid, certificate]));
  }

  /** A signed JWT; synchronous, because `ScriptApp.getIdentityToken()` is. */
  signJwt(claims: Readonly<Record<string, unknown>>): string {
    const [key] = this.#keys;
    if (key === undefined) throw new Error("The local Google has no signing key");
    const header = { alg: "RS256", kid: key.kid, typ: "JWT" };
    const signed = `${encode(header)}.${encode(claims)}`;
    return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), key.privateKey).toString("base64url")}`;
  }

  /** Whether one of the published keys made this signature. */
  hasSigned(jwt: string): boolean {
    const [header = "", payload = "", signature = ""] = jwt.split(".");
    const signed = Buffer.from(`${header}.${payload}`);
    return this.#keys.some(({ privateKey }) =>
      verify("RSA-SHA256", signed, createPublicKey(privateKey), Buffer.from(signature, "base64url")),
    );
  }
}

const publishedKeys = 2;

async function makeKey(): Promise<SigningKey> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  const publicKey = createPublicKey(privateKey);
  const kid = createHash("sha1")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest("hex");
  const certificate = selfSignedCertificate(privateKey, "federated-signon.system.gserviceaccount.com");
  return { kid, privateKey, jwk: publicKey.export({ format: "jwk" }), certificate };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
