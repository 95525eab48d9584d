/**
 * Tokens as they lie in the database: `v1.<kid>.<iv>.<ciphertext>.<tag>`, AES-256-GCM, each part in base64url. Every
 * workspace has a key of its own, and a sealed token opens only in the row and column it was sealed for (docs/security.md).
 */
import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, randomBytes } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { Secret } from "../secret.ts";
import type { AccountRef } from "../sync/ports.ts";

export interface SealKey {
  readonly kid: string;
  /** 32 bytes in base64. */
  readonly key: Secret;
}

export interface TokenPlace extends AccountRef {
  readonly column: "refresh_token" | "access_token";
}

export interface TokenSeal {
  seal(token: Secret, place: TokenPlace): string;
  /** Undefined: its key is lost, or it was sealed for another place, or changed. */
  open(sealed: string, place: TokenPlace): Secret | undefined;
}

const VERSION = "v1";
const CIPHER = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;
const ENVELOPE = /^v1\.([\w-]{1,64})\.([\w-]{16})\.([\w-]*)\.([\w-]{22})$/;

/** @param keys the first one seals, all open */
export function createTokenSeal(keys: readonly [SealKey, ...SealKey[]]): TokenSeal {
  const roots = new Map(keys.map(({ kid, key }) => [kid, createSecretKey(key.reveal(), "base64")]));
  const [{ kid: currentKid, key: currentKey }] = keys;
  const currentRoot = createSecretKey(currentKey.reveal(), "base64");

  return {
    seal(token, place) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, keyOf(currentRoot, place), iv, { authTagLength: TAG_BYTES });
      cipher.setAAD(placeName(currentKid, place));
      const text = Buffer.concat([cipher.update(token.reveal(), "utf8"), cipher.final()]);
      return [VERSION, currentKid, ...[iv, text, cipher.getAuthTag()].map(toText)].join(".");
    },

    open(sealed, place) {
      const [, kid = "", iv = "", text = "", tag = ""] = ENVELOPE.exec(sealed) ?? [];
      const root = roots.get(kid);
      if (root === undefined) return undefined;
      const decipher = createDecipheriv(CIPHER, keyOf(root, place), fromText(iv), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(placeName(kid, place)).setAuthTag(fromText(tag));
      try {
        return new Secret(decipher.update(fromText(text), undefined, "utf8") + decipher.final("utf8"));
      } catch {
        return undefined;
      }
    },
  };
}

/** What a sealed token begins with when it needs no new seal. */
export function sealedPrefix(kid: string): string {
  return `${VERSION}.${kid}.`;
}

/** The id of the key a token is sealed with; undefined: that is no sealed token. */
export function sealedKid(sealed: string): string | undefined {
  return ENVELOPE.exec(sealed)?.[1];
}

/** Costs some microseconds, less than keeping the keys of all workspaces would. */
function keyOf(root: KeyObject, { workspaceId }: TokenPlace): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", root, workspaceId, "rapport google tokens v1", 32));
}

/** Unambiguous, whatever is in the ids. */
function placeName(kid: string, { workspaceId, userId, column }: TokenPlace): Buffer {
  return Buffer.from(JSON.stringify([VERSION, kid, "google_account", column, workspaceId, userId]));
}

function toText(bytes: Buffer): string {
  return bytes.toString("base64url");
}

function fromText(text: string): Buffer {
  return Buffer.from(text, "base64url");
}
