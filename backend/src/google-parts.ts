/** Everything that talks to Google, made once a process: consent, grants, mailboxes, calendars, pushes. */
import type { Logger } from "pino";
import type { Config } from "./config.ts";
import { createAccessTokens } from "./google/access-tokens.ts";
import { createCalendarSources } from "./google/calendar.ts";
import { createCalendarWriters } from "./google/calendar-writer.ts";
import { createCountInGoogle } from "./google/count-in-google.ts";
import { createFindBusy } from "./google/freebusy.ts";
import { createGrants } from "./google/grants.ts";
import { createMailSources } from "./google/gmail.ts";
import { createMailSenders } from "./google/mail-sender.ts";
import { createMailPush } from "./google/mail-push.ts";
import type { MailPush } from "./google/mail-push.ts";
import { createGoogleOAuth } from "./google/oauth.ts";
import { createTokenSeal } from "./google/token-seal.ts";
import { REAL_TIMING } from "./google/timing.ts";
import { createTransport } from "./google/transport.ts";
import type { RequestGoogle, TransportOptions } from "./google/transport.ts";
import type { FindBusy, OpenCalendarWriter } from "./meetings/ports.ts";
import type { MailSender } from "./outbox/ports.ts";
import type { CalendarSource } from "./sync/calendar-ports.ts";
import type { ConsentFlow, CountInGoogle, Grants } from "./sync/control-ports.ts";
import type { GrantStore } from "./sync/grant-ports.ts";
import type { AccountRef, MailSource } from "./sync/ports.ts";

export interface GoogleParts {
  readonly consentFlow: ConsentFlow;
  readonly grants: Grants;
  readonly openMail: (account: AccountRef) => MailSource;
  readonly openCalendars: (account: AccountRef) => CalendarSource;
  readonly countInGoogle: CountInGoogle;
  readonly openCalendar: OpenCalendarWriter;
  readonly findBusy: FindBusy;
  readonly openMailPush: (account: AccountRef) => MailPush;
  readonly openSender: (account: AccountRef) => MailSender;
  close(): Promise<void>;
}

/** How long things take: for tests, whose time runs faster. */
export type GooglePace = Pick<TransportOptions, "timing" | "limits">;

/** Asks Google nothing before it is used. */
export function openGoogle(
  { google, tokenKeys, sync }: Pick<Config, "google" | "tokenKeys" | "sync">,
  grantStore: GrantStore,
  log: Logger,
  pace: GooglePace = {},
): GoogleParts {
  const { timing = REAL_TIMING, limits } = pace;
  const now = () => timing.now();
  const timeout = limits === undefined ? {} : { timeoutMs: limits.timeoutMs };
  const oauth = createGoogleOAuth({ ...google, ...timeout, now });
  const seal = createTokenSeal(tokenKeys);
  const tokens = createAccessTokens({ grants: grantStore, oauth, seal, now });
  const transport = createTransport({
    ...google,
    ...pace,
    tokens,
    onCall: (call) => {
      log.debug(call, "google");
    },
  });
  const { request } = transport;
  const openMail = createMailSources(request);
  /** A first sync asks for all that the quota gives; whoever clicks does not wait behind it. */
  const requestNow: RequestGoogle = async (asked) => await request({ ...asked, isUrgent: true });
  return {
    consentFlow: oauth,
    grants: createGrants({ store: grantStore, oauth, seal, tokens }),
    openMail,
    openCalendars: createCalendarSources(request),
    openCalendar: createCalendarWriters(requestNow),
    findBusy: createFindBusy(requestNow),
    countInGoogle: createCountInGoogle({
      request: requestNow,
      openMail: createMailSources(requestNow),
      days: sync.firstSyncDays,
    }),
    openMailPush: createMailPush(request),
    openSender: createMailSenders(requestNow),
    close: () => transport.close(),
  };
}
