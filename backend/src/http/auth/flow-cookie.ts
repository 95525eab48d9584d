/** What a browser keeps between leaving for Google's consent page and coming back: sealed, and for ten minutes. */
import { hkdfSync, randomBytes } from "node:crypto";
import { EncryptJWT, errors, jwtDecrypt } from "jose";
import { z } from "zod";
import { Feature } from "../../../../contract/me.ts";
import type { Secret } from "../../secret.ts";
import { cookieName, dropCookie, readCookie, setCookie } from "../cookies.ts";

const Flow = z.object({
  state: z.string().min(43),
  nonce: z.string().min(43),
  codeVerifier: z.string().min(43),
  features: z.array(Feature),
  /** The user who was signed in when it began. */
  userId: z.string().nullable(),
});
export type Flow = z.infer<typeof Flow>;

export interface FlowCookie {
  /** A flow nobody has seen before, and the `Set-Cookie` header that binds it to the browser. */
  begin(facts: Pick<Flow, "features" | "userId">): Promise<{ readonly flow: Flow; readonly header: string }>;
  /** Undefined: none, too old, or not sealed by us. */
  read(headers: Headers): Promise<Flow | undefined>;
  /** The `Set-Cookie` header after which the flow cannot be finished again. */
  readonly end: string;
}

const LIFE_SECONDS = 600;

export function createFlowCookie(sessionSecret: Secret, publicUrl: string, now: () => Date): FlowCookie {
  const cookie = cookieName("rapport-connect", publicUrl);
  const key = new Uint8Array(hkdfSync("sha256", sessionSecret.reveal(), "", "connect flow", 32));

  return {
    async begin(facts) {
      const [state, nonce, codeVerifier] = [randomText(), randomText(), randomText()];
      const flow: Flow = { state, nonce, codeVerifier, ...facts };
      const sealed = await new EncryptJWT(flow)
        .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
        .setExpirationTime(new Date(now().getTime() + LIFE_SECONDS * 1_000))
        .encrypt(key);
      return { flow, header: setCookie(cookie, sealed, LIFE_SECONDS) };
    },

    async read(headers) {
      const sealed = readCookie(headers, cookie);
      if (sealed === undefined) return undefined;
      try {
        const { payload } = await jwtDecrypt(sealed, key, {
          currentDate: now(),
          requiredClaims: ["exp"],
          keyManagementAlgorithms: ["dir"],
          contentEncryptionAlgorithms: ["A256GCM"],
        });
        return Flow.parse(payload);
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },

    end: dropCookie(cookie),
  };
}

/** 43 characters, as PKCE has them at least. */
function randomText(): string {
  return randomBytes(32).toString("base64url");
}
