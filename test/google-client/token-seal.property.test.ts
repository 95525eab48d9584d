import { randomBytes } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { UserId, WorkspaceId } from "../../backend/src/crm/ids.ts";
import { createTokenSeal, sealedKid } from "../../backend/src/google/token-seal.ts";
import type { SealKey, TokenPlace } from "../../backend/src/google/token-seal.ts";
import { Secret } from "../../backend/src/secret.ts";

const makeKey = (kid: string): SealKey => ({ kid, key: new Secret(randomBytes(32).toString("base64")) });
const [k1, k2] = [makeKey("k1"), makeKey("k2")];

const token = fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.base64String({ maxLength: 2_048 }));
const place: fc.Arbitrary<TokenPlace> = fc.record({
  workspaceId: fc.string({ maxLength: 40 }).map((id) => id as WorkspaceId),
  userId: fc.string({ maxLength: 40 }).map((id) => id as UserId),
  column: fc.constantFrom("refresh_token", "access_token"),
});
const isSamePlace = (a: TokenPlace, b: TokenPlace) =>
  a.workspaceId === b.workspaceId && a.userId === b.userId && a.column === b.column;

describe("a sealed token", () => {
  test("opens where it was sealed, with whatever key of the list", () => {
    const before = createTokenSeal([k1]);
    const after = createTokenSeal([k2, k1]);
    fc.assert(
      fc.property(token, place, (text, there) => {
        // Tokens are text: half a character is none.
        const secret = new Secret(text.toWellFormed());
        expect(before.open(before.seal(secret, there), there)?.reveal()).toBe(secret.reveal());
        expect(after.open(before.seal(secret, there), there)?.reveal()).toBe(secret.reveal());
        expect(sealedKid(after.seal(secret, there))).toBe("k2");
      }),
    );
  });

  test("opens nowhere else: not in another row, column or workspace", () => {
    const seal = createTokenSeal([k1]);
    fc.assert(
      fc.property(token, place, place, (text, here, there) => {
        fc.pre(!isSamePlace(here, there));
        expect(seal.open(seal.seal(new Secret(text), here), there)).toBeUndefined();
      }),
    );
  });

  test("does not open without its key, nor with another under the same name", () => {
    const here = { workspaceId: "w" as WorkspaceId, userId: "u" as UserId, column: "refresh_token" } as const;
    const sealed = createTokenSeal([k1]).seal(new Secret("1//0"), here);
    expect(createTokenSeal([k2]).open(sealed, here)).toBeUndefined();
    expect(createTokenSeal([makeKey("k1")]).open(sealed, here)).toBeUndefined();
    // The name of the key is bound in too.
    const renamed = createTokenSeal([{ kid: "k9", key: k1.key }]).open(sealed.replace(".k1.", ".k9."), here);
    expect(renamed).toBeUndefined();
  });

  test("does not open after any change of a character, nor cut short", () => {
    const seal = createTokenSeal([k1]);
    const here = { workspaceId: "w" as WorkspaceId, userId: "u" as UserId, column: "refresh_token" } as const;
    const sealed = seal.seal(new Secret("1//0refresh"), here);
    for (let at = 0; at < sealed.length; at++) {
      expect(seal.open(sealed.slice(0, at), here)).toBeUndefined();
      const changed = sealed.slice(0, at) + (sealed[at] === "A" ? "B" : "A") + sealed.slice(at + 1);
      // The last character of a part may carry bits that mean nothing.
      expect(["1//0refresh", undefined]).toContain(seal.open(changed, here)?.reveal());
    }
  });

  test("is text of a fixed form that holds nothing of the token and is never twice the same", () => {
    const seal = createTokenSeal([k1]);
    const here = { workspaceId: "w" as WorkspaceId, userId: "u" as UserId, column: "access_token" } as const;
    const text = "ya29.a0-token-bytes";
    const sealed = new Set(Array.from({ length: 500 }, () => seal.seal(new Secret(text), here)));
    expect(sealed.size).toBe(500);
    for (const one of sealed) {
      expect(one).toMatch(/^v1\.k1\.[\w-]{16}\.[\w-]+\.[\w-]{22}$/);
      expect(one).not.toContain("token");
      expect(Buffer.from(one.split(".")[3] ?? "", "base64url").includes("token")).toBe(false);
    }
  });

  test("that is none is read as such", () => {
    const seal = createTokenSeal([k1]);
    const here = { workspaceId: "w" as WorkspaceId, userId: "u" as UserId, column: "access_token" } as const;
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(seal.open(text, here)).toBeUndefined();
        expect(sealedKid(text)).toBeUndefined();
      }),
    );
  });
});
