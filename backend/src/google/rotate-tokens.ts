/** Seals every token anew that is not sealed with the first key. May be killed and started again, and run beside the backend. */
import type { SealedTokenRow, SealedTokenStore } from "../sync/grant-ports.ts";
import type { AccountRef } from "../sync/ports.ts";
import { createTokenSeal, sealedKid, sealedPrefix } from "./token-seal.ts";
import type { SealKey, TokenSeal } from "./token-seal.ts";

export interface RotationCounts {
  readonly resealed: number;
  /** Sealed with a key that is not among those given, by its id. */
  readonly unreadable: ReadonlyMap<string, number>;
}

export interface RotationOptions {
  readonly store: SealedTokenStore;
  readonly keys: readonly [SealKey, ...SealKey[]];
  /** After each batch. */
  readonly onBatch?: (resealed: number) => void;
  readonly batchSize?: number;
}

const COLUMNS = { refreshToken: "refresh_token", accessToken: "access_token" } as const;

export async function rotateTokens({
  store,
  keys,
  onBatch,
  batchSize = 200,
}: RotationOptions): Promise<RotationCounts> {
  const seal = createTokenSeal(keys);
  const prefix = sealedPrefix(keys[0].kid);
  const unreadable = new Map<string, number>();
  let resealed = 0;
  // A token that the backend renewed under our hands is found again by the next look.
  for (let missed = true; missed;) {
    missed = false;
    unreadable.clear();
    for (let after: AccountRef | undefined; ;) {
      const rows = await store.listOthers(prefix, after, batchSize);
      if (rows.length === 0) break;
      const changes = rows.flatMap((row) => reseal(row, seal, prefix, unreadable));
      const replaced = changes.length === 0 ? 0 : await store.replace(changes);
      missed ||= replaced < changes.length;
      resealed += replaced;
      onBatch?.(resealed);
      after = rows.at(-1);
    }
  }
  return { resealed, unreadable };
}

function reseal(
  row: SealedTokenRow,
  seal: TokenSeal,
  prefix: string,
  unreadable: Map<string, number>,
): Parameters<SealedTokenStore["replace"]>[0] {
  const { workspaceId, userId } = row;
  return (["refreshToken", "accessToken"] as const).flatMap((name) => {
    const before = row[name];
    if (before === null || before.startsWith(prefix)) return [];
    const place = { workspaceId, userId, column: COLUMNS[name] };
    const token = seal.open(before, place);
    if (token !== undefined) return [{ ...place, before, after: seal.seal(token, place) }];
    const kid = sealedKid(before) ?? "no key";
    unreadable.set(kid, (unreadable.get(kid) ?? 0) + 1);
    return [];
  });
}
