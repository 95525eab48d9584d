/** Everything that talks to Google, made once a process: consent, grants, mailboxes, calendars, pushes. */
import type { Logger } from "pino";
import type { Config } from "./config.ts";
import { createAccessTokens } from "./google/access-tokens.ts";
import { createCountInGoogle } from "./google/count-in-google.ts";
import { createGrants } from "./google/grants.ts";
import { createMailSources } from "./google/gmail.ts";
import { createMailPush } from "./google/mail-push.ts";
import type { MailPush } from "./google/mail-push.ts";
import { createGoogleOAuth } from "./google/oauth.ts";
import { createTokenSeal } from "./google/token-seal.ts";
import { createTransport } from "./google/transport.ts";
import type { ConsentFlow, CountInGoogle, Grants } from "./sync/control-ports.ts";
import type { GrantStore } from "./sync/grant-ports.ts";
import type { AccountRef, MailSource } from "./sync/ports.ts";

export interface GoogleParts {
  readonly consentFlow: ConsentFlow;
  readonly grants: Grants;
  readonly openMail: (account: AccountRef) => MailSource;
  readonly countInGoogle: CountInGoogle;
  readonly openMailPush: (account: AccountRef) => MailPush;
  close(): Promise<void>;
}

/** Asks Google nothing before it is used. */
export function openGoogle(
  { google, tokenKeys, sync }: Pick<Config, "google" | "tokenKeys" | "sync">,
  grantStore: GrantStore,
  log: Logger,
): GoogleParts {
  const oauth = createGoogleOAuth(google);
  const seal = createTokenSeal(tokenKeys);
  const tokens = createAccessTokens({ grants: grantStore, oauth, seal });
  const transport = createTransport({
    ...google,
    tokens,
    onCall: (call) => {
      log.debug(call, "google");
    },
  });
  const { request } = transport;
  const openMail = createMailSources(request);
  return {
    consentFlow: oauth,
    grants: createGrants({ store: grantStore, oauth, seal, tokens }),
    openMail,
    countInGoogle: createCountInGoogle({ request, openMail, days: sync.firstSyncDays }),
    openMailPush: createMailPush(request),
    close: () => transport.close(),
  };
}
