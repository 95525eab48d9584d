/** What Google's discovery document says, as openid-client wants it: asked for when first needed, then kept for a day. */
import * as openid from "openid-client";
import type { Secret } from "../secret.ts";

const FRESH_MS = 24 * 3_600_000;
/** After a failed look for news, the old document serves this much longer. */
const RETRY_MS = 5 * 60_000;

export interface ProviderOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly timeoutMs: number;
  readonly now: () => number;
  readonly fetch: openid.CustomFetch;
}

/** Rejects with openid-client's errors; the next call tries again. */
export function createProvider(options: ProviderOptions): () => Promise<openid.Configuration> {
  const { now } = options;
  let known: { readonly config: openid.Configuration; readonly until: number } | undefined;
  let asking: Promise<openid.Configuration> | undefined;

  async function ask(): Promise<openid.Configuration> {
    try {
      const config = await discover(options);
      known = { config, until: now() + FRESH_MS };
      return config;
    } catch (error) {
      if (known === undefined) throw error;
      known = { config: known.config, until: now() + RETRY_MS };
      return known.config;
    } finally {
      asking = undefined;
    }
  }

  return async () => {
    if (known !== undefined && now() < known.until) return known.config;
    asking ??= ask();
    return await asking;
  };
}

async function discover({ issuer, clientId, clientSecret, timeoutMs, fetch }: ProviderOptions) {
  const url = new URL(issuer);
  return await openid.discovery(url, clientId, undefined, openid.ClientSecretPost(clientSecret.reveal()), {
    timeout: timeoutMs / 1_000,
    [openid.customFetch]: fetch,
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out; a Google of one's own machine has no certificate
    execute: isLoopback(url) ? [openid.allowInsecureRequests] : [],
  });
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}
