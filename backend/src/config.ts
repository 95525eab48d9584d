/** The only reader of the environment. Every problem is reported at once, and no secret's value ever. */
import { existsSync } from "node:fs";
import {
  anyText,
  domainList,
  httpUrl,
  integer,
  longSecret,
  mailAddress,
  nonEmptyList,
  oneOf,
  postgresUrl,
  smtpUrl,
  tokenKeys,
} from "./config-values.ts";
import type { TokenKey } from "./config-values.ts";
import type { LocalSecrets } from "./local-secrets.ts";
import { Secret } from "./secret.ts";

export type Environment = Readonly<Record<string, string | undefined>>;
type ProcessRole = "web" | "worker" | "all";
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  readonly role: ProcessRole;
  readonly logLevel: LogLevel;
  /** Undefined: the embedded database. A secret because it holds a password. */
  readonly databaseUrl: Secret | undefined;
  readonly dataDir: string;
  readonly google: {
    readonly clientId: string;
    readonly clientSecret: Secret;
    readonly redirectUri: string;
    readonly issuer: string;
    readonly gmailBaseUrl: string;
    readonly calendarBaseUrl: string;
    readonly gmailUnitsPerMinute: number;
  };
  readonly addonClientIds: readonly string[];
  readonly allowedDomains: readonly string[];
  /** The first one encrypts, all decrypt. */
  readonly tokenKeys: readonly [TokenKey, ...TokenKey[]];
  readonly sessionSecret: Secret;
  readonly cronSecret: Secret;
  readonly sync: { readonly intervalMinutes: number; readonly firstSyncDays: number | "all" };
  /** Null: no Gmail watch. */
  readonly pubsub: {
    readonly topic: string;
    readonly audience: string;
    readonly serviceAccount: string;
  } | null;
  /** Where our own mails to reps go out; null: none are sent. */
  readonly smtp: { readonly url: Secret; readonly from: string } | null;
  /** Null: AI is off. */
  readonly gemini: {
    readonly apiKey: Secret;
    readonly model: string | undefined;
    readonly baseUrl: string | undefined;
  } | null;
}

export interface ConfigProblem {
  readonly name: string;
  readonly problem: string;
  readonly expected: string;
}

export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const width = Math.max(...problems.map(({ name }) => name.length));
    const lines = problems.map(
      ({ name, problem, expected }) => `  ${name.padEnd(width)}  ${problem}; expected ${expected}`,
    );
    const count = problems.length === 1 ? "one setting is" : `${problems.length} settings are`;
    super(`Rapport cannot start: ${count} wrong.\n${lines.join("\n")}`);
    this.name = "ConfigError";
    this.problems = problems;
  }
}

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

interface Variable<T> {
  /** As the documentation shows it. */
  readonly default: string;
  readonly meaning: string;
  readonly expected: string;
  readonly secret: boolean;
  /** Undefined: not acceptable. */
  readonly parse: (text: string) => T | undefined;
}

const COMMA_LIST = "a comma list";
const URL_EXPECTED = "an http or https address";
const GENERATED = "generated into DATA_DIR with the embedded database, else required";

const variables = {
  PORT: define(
    "3000",
    "port of the listener; 0 takes a free one",
    "a number from 0 to 65535",
    integer(0, 65_535),
  ),
  HOST: define("127.0.0.1", "address of the listener", "an address or host name", anyText),
  PUBLIC_URL: define(
    "http://localhost:PORT",
    "what the outside calls us; cookies are `__Host-` and Secure when it is https",
    URL_EXPECTED,
    httpUrl,
  ),
  DATABASE_URL: defineSecret(
    "unset",
    "PostgreSQL; unset: an embedded database under DATA_DIR",
    "an address that begins with postgres:// or postgresql://",
    postgresUrl,
  ),
  DATA_DIR: define(".data", "embedded database and generated local secrets", "a folder", anyText),
  ROLE: define(
    "all",
    "what this process does: web, worker, all",
    "web, worker or all",
    oneOf("web", "worker", "all"),
  ),
  GOOGLE_CLIENT_ID: define("required", "OAuth client", "the id of an OAuth client", anyText),
  GOOGLE_CLIENT_SECRET: defineSecret(
    "required",
    "OAuth client's secret",
    "the secret of that client",
    anyText,
  ),
  GOOGLE_REDIRECT_URI: define(
    "PUBLIC_URL/api/auth/google/callback",
    "where Google sends people back to",
    URL_EXPECTED,
    httpUrl,
  ),
  ADDON_CLIENT_IDS: define(
    "required",
    "comma list: accepted `aud` of add-on identity tokens",
    `${COMMA_LIST} of OAuth client ids, at least one`,
    nonEmptyList,
  ),
  ALLOWED_DOMAINS: define(
    "empty",
    "comma list: accounts of these domains get an account at first sight, others only when invited; `*` lets anyone have a workspace of their own",
    `${COMMA_LIST} of domains like example.com, or *`,
    domainList,
  ),
  TOKEN_KEYS: defineSecret(
    GENERATED,
    "`kid:base64-32-bytes,…`; the first one encrypts, all decrypt",
    "kid:key pairs, each key 32 bytes in base64, each kid once",
    tokenKeys,
  ),
  SESSION_SECRET: defineSecret(
    GENERATED,
    "signs the cookies of the web pages",
    "at least 32 characters",
    longSecret,
  ),
  CRON_SECRET: defineSecret(
    GENERATED,
    "what the caller of /api/cron/sync shows",
    "at least 32 characters",
    longSecret,
  ),
  SYNC_INTERVAL_MINUTES: define(
    "15",
    "schedule of the safety-net sync",
    "a number from 1 to 1440",
    integer(1, 1_440),
  ),
  FIRST_SYNC_DAYS: define(
    "365",
    "how far back the first sync goes; `all` for everything",
    "a number from 1 to 36500, or all",
    (text) => (text === "all" ? ("all" as const) : integer(1, 36_500)(text)),
  ),
  PUBSUB_TOPIC: define(
    "unset: no Gmail watch",
    "Pub/Sub topic Gmail publishes to",
    "projects/…/topics/…",
    (text) => (/^projects\/[^/]+\/topics\/[^/]+$/.test(text) ? text : undefined),
  ),
  PUBSUB_AUDIENCE: define("unset", "audience of the push subscription's tokens", "a text", anyText),
  PUBSUB_SERVICE_ACCOUNT: define(
    "unset",
    "service account that signs the pushes",
    "the address of a service account",
    (text) => (/^[^@\s]+@[^@\s]+$/.test(text) ? text : undefined),
  ),
  SMTP_URL: defineSecret(
    "unset: no mails to reps",
    "mail server for our own mails: that a Google account has to be connected again",
    "an smtp or smtps address",
    smtpUrl,
  ),
  MAIL_FROM: define("unset", "sender of those mails; required with SMTP_URL", "an address", mailAddress),
  GEMINI_API_KEY: defineSecret("unset: AI off", "key of the Gemini API", "a key", anyText),
  GEMINI_MODEL: define("a current one", "model of the Gemini API", "the name of a model", anyText),
  GMAIL_UNITS_PER_MINUTE: define(
    "6000",
    "per-user quota the Gmail client keeps to",
    "a number from 1 to 1000000",
    integer(1, 1_000_000),
  ),
  GOOGLE_ISSUER: define(
    "https://accounts.google.com",
    "issuer of ID tokens; its `/.well-known/openid-configuration` gives the authorize, token, revocation, userinfo and JWKS addresses",
    URL_EXPECTED,
    httpUrl,
  ),
  GMAIL_BASE_URL: define(
    "https://gmail.googleapis.com",
    "root of `/gmail/v1`, `/upload/gmail/v1`, `/batch/gmail/v1`",
    URL_EXPECTED,
    httpUrl,
  ),
  CALENDAR_BASE_URL: define("https://www.googleapis.com", "root of `/calendar/v3`", URL_EXPECTED, httpUrl),
  GEMINI_BASE_URL: define("Google's", "root of `/v1beta/models/…`", URL_EXPECTED, httpUrl),
  LOG_LEVEL: define("info", "least severe level that is logged", LOG_LEVELS.join(", "), oneOf(...LOG_LEVELS)),
} satisfies Record<string, Variable<unknown>>;

type Name = keyof typeof variables;
type ValueOf<N extends Name> = NonNullable<ReturnType<(typeof variables)[N]["parse"]>>;

/** For the documentation: every variable with its default and meaning. */
export const configTable: readonly { name: string; default: string; meaning: string }[] = Object.entries(
  variables,
).map(([name, variable]) => ({ name, default: variable.default, meaning: variable.meaning }));

/** The process's environment, with what `.env` in the working directory adds to it. */
export function readEnvironment(): Environment {
  if (existsSync(".env")) process.loadEnvFile(".env");
  return process.env;
}

/** Where the data is: all that the migration command needs. */
export function readDatabaseConfig(environment: Environment): Pick<Config, "databaseUrl" | "dataDir"> {
  const reader = new Reader(environment);
  const database = readDatabasePart(reader);
  reader.throwIfWrong();
  return database;
}

/** All that the rotation of the tokens' keys needs. As for `readConfig`, the embedded database comes with a key. */
export function readTokenKeysConfig(
  environment: Environment,
  makeLocalSecrets: (dataDir: string) => LocalSecrets,
): Pick<Config, "databaseUrl" | "dataDir" | "tokenKeys"> {
  const reader = new Reader(environment);
  const database = readDatabasePart(reader);
  const given = database.databaseUrl === undefined ? reader.read("TOKEN_KEYS") : reader.require("TOKEN_KEYS");
  reader.throwIfWrong();
  if (given !== undefined) return { ...database, tokenKeys: given };
  const secrets = new Reader(environment, askForSecrets(makeLocalSecrets, database.dataDir));
  const tokenKeys = secrets.require("TOKEN_KEYS") ?? NO_KEYS;
  secrets.throwIfWrong();
  return { ...database, tokenKeys };
}

/**
 * @param makeLocalSecrets is asked only when the database is the embedded one and a secret is not set.
 * @throws ConfigError with every problem there is.
 */
export function readConfig(
  environment: Environment,
  makeLocalSecrets: (dataDir: string) => LocalSecrets,
): Config {
  const reader = new Reader(environment);
  const database = readDatabasePart(reader);
  const port = reader.read("PORT") ?? 3000;
  const publicUrl = reader.read("PUBLIC_URL") ?? `http://localhost:${port}`;
  const settings = {
    ...database,
    port,
    publicUrl,
    host: reader.read("HOST") ?? "127.0.0.1",
    role: reader.read("ROLE") ?? "all",
    logLevel: reader.read("LOG_LEVEL") ?? "info",
    google: {
      clientId: reader.require("GOOGLE_CLIENT_ID") ?? "",
      clientSecret: new Secret(reader.require("GOOGLE_CLIENT_SECRET") ?? ""),
      redirectUri: reader.read("GOOGLE_REDIRECT_URI") ?? `${publicUrl}/api/auth/google/callback`,
      issuer: reader.read("GOOGLE_ISSUER") ?? "https://accounts.google.com",
      gmailBaseUrl: reader.read("GMAIL_BASE_URL") ?? "https://gmail.googleapis.com",
      calendarBaseUrl: reader.read("CALENDAR_BASE_URL") ?? "https://www.googleapis.com",
      gmailUnitsPerMinute: reader.read("GMAIL_UNITS_PER_MINUTE") ?? 6_000,
    },
    addonClientIds: reader.require("ADDON_CLIENT_IDS") ?? [],
    allowedDomains: reader.read("ALLOWED_DOMAINS") ?? [],
    sync: {
      intervalMinutes: reader.read("SYNC_INTERVAL_MINUTES") ?? 15,
      firstSyncDays: reader.read("FIRST_SYNC_DAYS") ?? 365,
    },
    pubsub: readPubsubPart(reader),
    smtp: readSmtpPart(reader),
    gemini: readGeminiPart(reader),
  };
  // Nobody is asked for secrets to try the product; whoever runs it on a database of their own keeps their own.
  const embedded = database.databaseUrl === undefined;
  const unset = SECRETS.filter((name) => (embedded ? reader.read(name) : reader.require(name)) === undefined);
  reader.throwIfWrong();

  const local = unset.length > 0 ? askForSecrets(makeLocalSecrets, database.dataDir) : undefined;
  const secrets = new Reader(environment, local);
  const config: Config = {
    ...settings,
    tokenKeys: secrets.require("TOKEN_KEYS") ?? NO_KEYS,
    sessionSecret: new Secret(secrets.require("SESSION_SECRET") ?? ""),
    cronSecret: new Secret(secrets.require("CRON_SECRET") ?? ""),
  };
  secrets.throwIfWrong();
  return config;
}

/** Stands where a problem was found and is about to be thrown. */
const NO_KEYS: Config["tokenKeys"] = [{ kid: "", key: new Secret("") }];

const SECRETS = ["TOKEN_KEYS", "SESSION_SECRET", "CRON_SECRET"] as const;

function askForSecrets(makeLocalSecrets: (dataDir: string) => LocalSecrets, dataDir: string): LocalSecrets {
  try {
    return makeLocalSecrets(dataDir);
  } catch (error) {
    const problem = `cannot hold the generated secrets (${error instanceof Error ? error.message : String(error)})`;
    throw new ConfigError([{ name: "DATA_DIR", problem, expected: "a folder this process may write to" }]);
  }
}

/** Reads variables one by one and remembers what was wrong, so that all of it is said at once. */
class Reader {
  readonly #environment: Environment;
  readonly #fallback: Environment;
  readonly #problems: ConfigProblem[] = [];

  constructor(environment: Environment, fallback: Environment = {}) {
    this.#environment = environment;
    this.#fallback = fallback;
  }

  /** Also to what is wrong. */
  isSet(name: Name): boolean {
    return (this.#environment[name] ?? this.#fallback[name] ?? "").trim() !== "";
  }

  /** Undefined: unset, or wrong and remembered as such. */
  read<N extends Name>(name: N): ValueOf<N> | undefined {
    const text = (this.#environment[name] ?? this.#fallback[name])?.trim();
    if (text === undefined) return undefined;
    const { secret, parse } = variables[name] as Variable<ValueOf<N>>;
    if (text === "") {
      // An empty line in `.env` means unset, but an empty secret is more likely a mistake in a script.
      if (secret && name !== "DATABASE_URL") this.wrong(name, "is set but empty");
      return undefined;
    }
    const value = parse(text);
    if (value === undefined) this.wrong(name, secret ? "is not right" : `is ${JSON.stringify(text)}`);
    return value;
  }

  require<N extends Name>(name: N): ValueOf<N> | undefined {
    const value = this.read(name);
    if (value === undefined) this.wrong(name, "is not set");
    return value;
  }

  /** The first thing that is wrong with a variable is the one to tell. */
  wrong(name: Name, problem: string): void {
    if (this.#problems.some((known) => known.name === name)) return;
    this.#problems.push({ name, problem, expected: variables[name].expected });
  }

  throwIfWrong(): void {
    if (this.#problems.length > 0) throw new ConfigError(this.#problems);
  }
}

function readDatabasePart(reader: Reader): Pick<Config, "databaseUrl" | "dataDir"> {
  const databaseUrl = reader.read("DATABASE_URL");
  return {
    databaseUrl: databaseUrl === undefined ? undefined : new Secret(databaseUrl),
    dataDir: reader.read("DATA_DIR") ?? ".data",
  };
}

/** All three or none: a push nobody can verify would be refused one by one later. */
function readPubsubPart(reader: Reader): Config["pubsub"] {
  const names = ["PUBSUB_TOPIC", "PUBSUB_AUDIENCE", "PUBSUB_SERVICE_ACCOUNT"] as const;
  if (!names.some((name) => reader.isSet(name))) return null;
  const [topic = "", audience = "", serviceAccount = ""] = names.map((name) => reader.require(name));
  return { topic, audience, serviceAccount };
}

function readSmtpPart(reader: Reader): Config["smtp"] {
  const url = reader.read("SMTP_URL") ?? "";
  const from = reader.read("MAIL_FROM");
  if (!reader.isSet("SMTP_URL")) return null;
  return { url: new Secret(url), from: from ?? reader.require("MAIL_FROM") ?? "" };
}

function readGeminiPart(reader: Reader): Config["gemini"] {
  const apiKey = reader.read("GEMINI_API_KEY");
  const model = reader.read("GEMINI_MODEL");
  const baseUrl = reader.read("GEMINI_BASE_URL");
  return apiKey === undefined ? null : { apiKey: new Secret(apiKey), model, baseUrl };
}

function define<T>(
  defaultText: string,
  meaning: string,
  expected: string,
  parse: (text: string) => T | undefined,
): Variable<T> {
  return { default: defaultText, meaning, expected, secret: false, parse };
}

function defineSecret<T>(...variable: Parameters<typeof define<T>>): Variable<T> {
  return { ...define(...variable), secret: true };
}
