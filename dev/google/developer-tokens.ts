/** Tokens for the developers' side, handed out in process: what Apps Script gives a running add-on. */
import { findAccount } from "./world.ts";
import type { Account, World } from "./world.ts";
import type { GrantBook } from "./oauth/grant-book.ts";
import { idTokenClaims } from "./oauth/id-token-claims.ts";
import { canonicalScope, emailScope } from "./oauth/scopes.ts";
import type { SigningKeys } from "./oauth/signing-keys.ts";

export interface DeveloperTokens {
  /** As `ScriptApp.getIdentityToken()`; `overrides` replaces claims, and an undefined one removes it. */
  readonly identityToken: (facts: {
    email: string;
    audience: string;
    overrides?: Readonly<Record<string, unknown>>;
  }) => string;
  /** As `ScriptApp.getOAuthToken()`: full scope URLs. */
  readonly accessToken: (facts: { email: string; scopes: readonly string[] }) => string;
  /** As `event.gmail.accessToken`: reads the open message and its thread, nothing else. */
  readonly messageToken: (facts: { email: string; messageId: string }) => string;
}

export function createDeveloperTokens(from: {
  issuer: string;
  world: World;
  grants: GrantBook;
  keys: SigningKeys;
}): DeveloperTokens {
  const { issuer, world, grants, keys } = from;

  function issue(account: Account, scopes: readonly string[], onlyThreadId?: string): string {
    const granted = scopes.map(canonicalScope);
    const grant = grants.allow(account, scriptClientId, granted);
    return grants.issueAccessToken({
      grant,
      scopes: new Set(granted),
      isOffline: false,
      ...(onlyThreadId === undefined ? {} : { onlyThreadId }),
    });
  }

  return {
    identityToken: ({ email, audience, overrides = {} }) => {
      const account = getAccount(world, email);
      const scopes = new Set(["openid", emailScope]);
      const claims = idTokenClaims({ issuer, audience, account, scopes, now: world.now() });
      return keys.signJwt({ ...claims, ...overrides });
    },
    accessToken: ({ email, scopes }) => issue(getAccount(world, email), scopes),
    messageToken: ({ email, messageId }) => {
      const account = getAccount(world, email);
      const message = account.mailbox.find(messageId);
      if (message === undefined) throw new Error(`No message ${messageId} in the mailbox of ${email}`);
      return issue(account, [currentMessageScope], message.threadId);
    },
  };
}

const currentMessageScope = "https://www.googleapis.com/auth/gmail.addons.current.message.readonly";

/** Apps Script's tokens belong to the script's own client, which is none of the world's. */
const scriptClientId = "100000000000-script.apps.googleusercontent.com";

function getAccount(world: World, email: string): Account {
  const account = findAccount(world, email);
  if (account === undefined) throw new Error(`The local Google has no account ${email}`);
  return account;
}
