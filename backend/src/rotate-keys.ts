/** `npm run tokens:rotate`: seals all tokens with the first of TOKEN_KEYS. Afterwards the others may be taken out. */
import { ConfigError, readEnvironment, readTokenKeysConfig } from "./config.ts";
import { openDatabase } from "./db/open-database.ts";
import { createSealedTokenStore } from "./db/sealed-token-store.ts";
import { rotateTokens } from "./google/rotate-tokens.ts";
import { readOrMakeLocalSecrets } from "./local-secrets.ts";

try {
  await rotate();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function rotate(): Promise<void> {
  const { databaseUrl, dataDir, tokenKeys } = readTokenKeysConfig(readEnvironment(), readOrMakeLocalSecrets);
  const database = await openDatabase({ url: databaseUrl?.reveal(), dataDir, log: say });
  try {
    const { resealed, unreadable } = await rotateTokens({
      store: createSealedTokenStore(database),
      keys: tokenKeys,
      onBatch: (soFar) => {
        say(`${soFar} tokens sealed`);
      },
    });
    say(`${resealed} tokens are sealed with ${tokenKeys[0].kid} now; all others were already`);
    for (const [kid, count] of unreadable)
      say(
        `${count} tokens cannot be opened: they are sealed with ${kid}, or damaged. Is its key in TOKEN_KEYS?`,
      );
    if (unreadable.size > 0) process.exitCode = 1;
  } finally {
    await database.close();
  }
}

function say(message: string): void {
  process.stdout.write(`${message}\n`);
}
