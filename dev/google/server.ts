/** The local Google: one origin that signs people in and serves their mail and calendars as Google would. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Hono } from "hono";
import { createAuthenticate } from "./bearer-authentication.ts";
import { CalendarDirectory } from "./calendar/calendar-directory.ts";
import { calendarMethods } from "./calendar/calendar-methods.ts";
import { CalendarPolicy } from "./calendar/calendar-policy.ts";
import { channelMethods } from "./calendar/channel-methods.ts";
import { Conferences } from "./calendar/conferences.ts";
import { EventWriter } from "./calendar/event-writer.ts";
import { freeBusyMethod } from "./calendar/free-busy.ts";
import { GuestMail } from "./calendar/guest-mail.ts";
import { Meetings } from "./calendar/meetings.ts";
import { writeMethods } from "./calendar/write-methods.ts";
import { createControl } from "./control/control-interface.ts";
import { createDeveloperTokens } from "./developer-tokens.ts";
import type { DeveloperTokens } from "./developer-tokens.ts";
import { Faults } from "./faults/faults.ts";
import { historyMethods } from "./gmail/history-methods.ts";
import type { Message } from "./gmail/message.ts";
import { draftMethods } from "./gmail/draft-methods.ts";
import { GmailPolicy } from "./gmail/gmail-policy.ts";
import type { GmailRulesInput } from "./gmail/gmail-policy.ts";
import { PostOffice } from "./gmail/post-office.ts";
import { sendMethods } from "./gmail/send-method.ts";
import { mailboxMethods } from "./gmail/mailbox-methods.ts";
import { messageMethods } from "./gmail/message-methods.ts";
import { threadMethods } from "./gmail/thread-methods.ts";
import { watchMethods } from "./gmail/watch-methods.ts";
import { errorAnswer } from "./http/api-request.ts";
import { Api } from "./http/api.ts";
import { honoAnswer } from "./http/hono-answer.ts";
import { createListener } from "./http/listener.ts";
import type { ObservedRequest } from "./http/listener.ts";
import { GrantBook } from "./oauth/grant-book.ts";
import { OAuthPolicy } from "./oauth/oauth-policy.ts";
import { createOAuthRoutes } from "./oauth/routes.ts";
import { SigningKeys } from "./oauth/signing-keys.ts";
import { CalendarChannels } from "./push/calendar-channels.ts";
import { GmailWatches } from "./push/gmail-watches.ts";
import { PubSub } from "./push/pubsub.ts";
import type { Topic } from "./push/pubsub.ts";
import { PushSender } from "./push/push-sender.ts";
import type { PushOptions } from "./push/push-sender.ts";
import { Quota } from "./quota/quota.ts";
import type { QuotaLimits } from "./quota/quota.ts";
import { Usage } from "./quota/usage.ts";
import { createWorld, findAccount } from "./world.ts";
import type { Account, Clock, OAuthClient, World } from "./world.ts";

export type { ObservedRequest } from "./http/listener.ts";

export interface LocalGoogleOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly host?: string;
  /** Judges tokens, quotas, watches and `newer_than:`; the machine's when left out. */
  readonly clock?: Clock;
  readonly accounts: Iterable<Account>;
  readonly clients: Iterable<OAuthClient>;
  /** None by default; `googlesLimits` for Google's own. Can be changed at `quota.limits`. */
  readonly quota?: QuotaLimits;
  /** What Gmail does with mails it is given. Can be changed at `gmailPolicy`. */
  readonly gmail?: GmailRulesInput;
  /** Of the dice that rules with a probability throw. */
  readonly faultSeed?: number;
  readonly rotatesRefreshTokens?: boolean;
  /** Pub/Sub topics by full name (`projects/p/topics/t`), each with the endpoint its messages are pushed to. */
  readonly topics?: Readonly<Record<string, Topic>>;
  readonly push?: PushOptions;
  /** Called once each answer is written, or lost. */
  readonly onRequest?: (request: ObservedRequest) => void;
}

export interface LocalGoogle {
  /** The origin of everything: issuer, Gmail and Calendar alike. */
  readonly url: string;
  readonly world: World;
  readonly tokens: DeveloperTokens;
  readonly faults: Faults;
  readonly quota: Quota;
  readonly usage: Usage;
  readonly pubsub: PubSub;
  /** What people do to events in Google's own pages. */
  readonly meetings: Meetings;
  /** Which guests were written to about events, and why. */
  readonly guestMail: GuestMail;
  readonly calendarPolicy: CalendarPolicy;
  /** What was sent through the API, by whom. */
  readonly postOffice: PostOffice;
  readonly gmailPolicy: GmailPolicy;
  /** A mail goes out now: its sender's and its recipients' mailboxes get it, as far as they are here. */
  readonly deliver: (raw: Uint8Array) => Message[];
  readonly oauthPolicy: OAuthPolicy;
  /** As the person does on myaccount.google.com: every client's access, or one client's and its siblings'. */
  readonly revokeAccess: (email: string, clientId?: string) => void;
  /** New ID tokens are signed by a new key; the one before stays valid until the next rotation. */
  readonly rotateKeys: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function startLocalGoogle(options: LocalGoogleOptions): Promise<LocalGoogle> {
  const { port = 0, host = "127.0.0.1", clock = Date.now } = options;
  const world = createWorld(clock);
  for (const account of options.accounts) world.accounts.set(account.email.toLowerCase(), account);
  for (const client of options.clients) world.clients.set(client.clientId, client);
  const keys = await SigningKeys.create();
  const grants = new GrantBook(world.now);
  const faults = new Faults(options.faultSeed);
  const quota = new Quota(options.quota ?? {}, world.now);
  const usage = new Usage();
  const gmailPolicy = new GmailPolicy(options.gmail);
  const postOffice = new PostOffice(world, gmailPolicy);
  const listing = { now: world.now, policy: gmailPolicy };
  const oauthPolicy = new OAuthPolicy({ rotatesRefreshTokens: options.rotatesRefreshTokens });
  const calendarPolicy = new CalendarPolicy();
  const directory = new CalendarDirectory(world);
  const guestMail = new GuestMail(directory);
  const meetings = new Meetings(world, directory, guestMail);
  const events = new EventWriter({
    directory,
    mail: guestMail,
    conferences: new Conferences(calendarPolicy),
  });
  const closing = new AbortController();

  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, host, resolve);
  });
  const issuer = urlOf(server.address(), host);
  const sender = new PushSender({ faults, closing: closing.signal, options: options.push });
  const pubsub = new PubSub({ issuer, keys, now: world.now, sender, topics: options.topics });
  const channels = new CalendarChannels({ issuer, now: world.now, sender });
  const watches = new GmailWatches({ pubsub, now: world.now });
  const authenticate = createAuthenticate(grants);
  const api = new Api({
    methods: [
      ...messageMethods(listing),
      ...sendMethods(postOffice),
      ...draftMethods(listing, postOffice),
      ...historyMethods,
      ...threadMethods(listing),
      ...mailboxMethods,
      ...watchMethods(watches),
      ...calendarMethods((calendar, eventId) => events.read(calendar, eventId)),
      ...writeMethods(events),
      freeBusyMethod(world),
      ...channelMethods(channels),
    ],
    authenticate,
    quota,
    usage,
  });
  const revokeAccess = (email: string, clientId?: string): void => {
    const account = findAccount(world, email);
    if (account === undefined) throw new Error(`The local Google has no account ${email}`);
    grants.revokeFor(account, clientId);
  };

  const app = new Hono();
  const issuing = { issuer, world, grants, keys, policy: oauthPolicy };
  app.route("/", createOAuthRoutes(issuing, authenticate));
  app.route(
    "/_control",
    createControl({
      world,
      faults,
      quota,
      usage,
      pubsub,
      postOffice,
      gmailPolicy,
      revokeAccess,
      meetings,
      guestMail,
      calendarPolicy,
    }),
  );
  app.notFound((context) => context.html(notFoundPage, 404));
  app.onError((error) => {
    const { status, headers, body } = errorAnswer(error);
    return new Response(new Uint8Array(body), { status, headers });
  });
  server.on(
    "request",
    createListener({
      api,
      faults,
      quota,
      now: world.now,
      userOf: (authorization) =>
        grants.findAccessToken(authorization?.slice("Bearer ".length) ?? "")?.grant.account.email,
      userOfTokenRequest: (form) =>
        grants.findRefreshToken(form.get("refresh_token") ?? "")?.grant.account.email ??
        grants.findCode(form.get("code") ?? "")?.grant.account.email,
      fallback: (request, body) => honoAnswer(app, issuer, request, body),
      onRequest: options.onRequest,
      closing: closing.signal,
    }),
  );

  return {
    url: issuer,
    world,
    tokens: createDeveloperTokens(issuing),
    faults,
    quota,
    usage,
    pubsub,
    meetings,
    guestMail,
    calendarPolicy,
    postOffice,
    gmailPolicy,
    deliver: (raw) => postOffice.deliver(raw),
    oauthPolicy,
    revokeAccess,
    rotateKeys: () => keys.rotate(),
    close: () =>
      new Promise((resolve, reject) => {
        closing.abort();
        watches.close();
        channels.close();
        server.close((error) => {
          if (error === undefined) resolve();
          else reject(error);
        });
        server.closeAllConnections();
      }),
  };
}

function urlOf(address: string | AddressInfo | null, host: string): string {
  if (address === null || typeof address === "string") throw new Error("The local Google listens on no port");
  return `http://${host.includes(":") ? `[${host}]` : host}:${address.port}`;
}

/** Addresses that are no API get a page, not JSON, as at Google. */
const notFoundPage = `<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Error 404 (Not Found)!!1</title>
<p><b>404.</b> That’s an error.<p>The requested URL was not found on this server. That’s all we know.</html>`;
