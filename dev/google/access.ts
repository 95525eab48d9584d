/** What an access token stands for; every API method asks here before it answers. */
import type { Account } from "./world.ts";

export interface AccessGrant {
  readonly account: Account;
  /** The OAuth client the token was given to. */
  readonly clientId: string;
  /** Full scope URLs (`https://www.googleapis.com/auth/gmail.readonly`) or the OIDC short names. */
  readonly scopes: ReadonlySet<string>;
  /** Set for the token an add-on is given with an open message: it reads that message's thread and nothing else. */
  readonly onlyThreadId?: string;
}

/** Reads an `Authorization` header (`Bearer …`); throws Google's own 401 for an absent, unknown or expired token. */
export type Authenticate = (authorization: string | undefined) => AccessGrant;
