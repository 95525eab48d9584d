import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { inspect } from "node:util";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ConfigError, configTable, readConfig, readDatabaseConfig } from "../../backend/src/config.ts";
import type { Environment } from "../../backend/src/config.ts";
import { readOrMakeLocalSecrets } from "../../backend/src/local-secrets.ts";

const KEY = Buffer.alloc(32, 7).toString("base64");
const REQUIRED: Environment = {
  GOOGLE_CLIENT_ID: "client",
  GOOGLE_CLIENT_SECRET: "marked-client-secret",
  ADDON_CLIENT_IDS: "addon-1, addon-2,",
};
const SECRETS: Environment = {
  TOKEN_KEYS: `old:${KEY}`,
  SESSION_SECRET: "marked-session-secret-0123456789abcdef",
  CRON_SECRET: "marked-cron-secret-0123456789abcdefghij",
};

const local = () => ({
  TOKEN_KEYS: `local:${KEY}`,
  SESSION_SECRET: "s".repeat(43),
  CRON_SECRET: "c".repeat(43),
});
const notAsked = () => {
  throw new Error("local secrets were asked for");
};
const problemsOf = (environment: Environment): ConfigError => {
  try {
    readConfig(environment, local);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("it was accepted");
};

describe("defaults", () => {
  test("are those of the documentation", () => {
    expect(readConfig(REQUIRED, local)).toMatchObject({
      port: 3000,
      host: "127.0.0.1",
      publicUrl: "http://localhost:3000",
      role: "all",
      databaseUrl: undefined,
      dataDir: ".data",
      logLevel: "info",
      google: {
        clientId: "client",
        redirectUri: "http://localhost:3000/api/auth/google/callback",
        issuer: "https://accounts.google.com",
        gmailBaseUrl: "https://gmail.googleapis.com",
        calendarBaseUrl: "https://www.googleapis.com",
        gmailUnitsPerMinute: 6000,
      },
      addonClientIds: ["addon-1", "addon-2"],
      allowedDomains: [],
      sync: { intervalMinutes: 15, firstSyncDays: 365 },
      pubsub: null,
      gemini: null,
    });
  });

  test("follow the port and the public address", () => {
    const config = readConfig({ ...REQUIRED, PORT: "8080" }, local);
    expect(config.publicUrl).toBe("http://localhost:8080");
    const behindProxy = readConfig({ ...REQUIRED, PORT: "8080", PUBLIC_URL: "https://crm.example/" }, local);
    expect(behindProxy.google.redirectUri).toBe("https://crm.example/api/auth/google/callback");
  });

  test("stand in the table of every variable", () => {
    const names = configTable.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining([...Object.keys(REQUIRED), ...Object.keys(SECRETS), "DATABASE_URL"]),
    );
    expect(configTable.every(({ meaning }) => meaning.length > 3)).toBe(true);
  });

  test("count for empty lines of a .env file too", () => {
    expect(
      readConfig({ ...REQUIRED, PORT: "", ALLOWED_DOMAINS: "", DATABASE_URL: " " }, local),
    ).toMatchObject({
      port: 3000,
      allowedDomains: [],
      databaseUrl: undefined,
    });
  });
});

describe("what is wrong", () => {
  test("is said at once, each with its name and what is expected", () => {
    const error = problemsOf({
      PORT: "80a",
      ROLE: "boss",
      PUBLIC_URL: "crm.example",
      DATABASE_URL: "mysql://root:marked-password@db/x",
      ADDON_CLIENT_IDS: " , ",
      ALLOWED_DOMAINS: "acme.example, nonsense",
      SYNC_INTERVAL_MINUTES: "0",
      FIRST_SYNC_DAYS: "ever",
      PUBSUB_TOPIC: "projects/p/topics/t",
      LOG_LEVEL: "loud",
    });
    expect(error.problems.map(({ name }) => name).sort()).toEqual(
      [
        "PORT",
        "ROLE",
        "PUBLIC_URL",
        "DATABASE_URL",
        "GOOGLE_CLIENT_ID",
        "GOOGLE_CLIENT_SECRET",
        "ADDON_CLIENT_IDS",
        "ALLOWED_DOMAINS",
        "SYNC_INTERVAL_MINUTES",
        "FIRST_SYNC_DAYS",
        "PUBSUB_AUDIENCE",
        "PUBSUB_SERVICE_ACCOUNT",
        "LOG_LEVEL",
      ].sort(),
    );
    expect(error.message).toMatch(/13 settings are wrong/);
    expect(error.message).toMatch(/PORT +is "80a"; expected a number from 0 to 65535/);
    expect(error.message).toMatch(/GOOGLE_CLIENT_ID +is not set; expected/);
    expect(error.message).not.toMatch(/marked/);
  });

  test("also what a wrong setting makes necessary", () => {
    const error = problemsOf({ ...REQUIRED, PUBSUB_TOPIC: "gmail", SMTP_URL: "mail.example" });
    expect(error.problems.map(({ name }) => name)).toEqual([
      "PUBSUB_TOPIC",
      "PUBSUB_AUDIENCE",
      "PUBSUB_SERVICE_ACCOUNT",
      "SMTP_URL",
      "MAIL_FROM",
    ]);
  });

  test.each([
    ["ADDON_CLIENT_IDS", ""],
    ["SESSION_SECRET", ""],
    ["CRON_SECRET", " "],
    ["TOKEN_KEYS", ""],
    ["SESSION_SECRET", "short"],
    ["TOKEN_KEYS", "a:c2hvcnQ="],
    ["TOKEN_KEYS", KEY],
    ["TOKEN_KEYS", `a:${KEY},a:${KEY}`],
    ["TOKEN_KEYS", `a:${KEY},b`],
    ["PORT", "65536"],
    ["PORT", "-1"],
    ["PUBLIC_URL", "ftp://crm.example"],
    ["PUBLIC_URL", "https://crm.example/?a=b"],
  ])("%s may not be %j", (name, value) => {
    const error = problemsOf({ ...REQUIRED, ...SECRETS, [name]: value });
    expect(error.problems.map((problem) => problem.name)).toEqual([name]);
  });

  test("never shows a secret, whatever it is", () => {
    const text = fc.string({ minLength: 5, maxLength: 30 }).map((value) => `mark${value}`);
    fc.assert(
      fc.property(text, (value) => {
        const wrong = { TOKEN_KEYS: value, SESSION_SECRET: value, CRON_SECRET: value, DATABASE_URL: value };
        const { message } = problemsOf({ ...REQUIRED, ...wrong });
        expect(message).not.toContain(value);
      }),
    );
  });
});

describe("secrets", () => {
  test("are generated with the embedded database, and only those that are not set", () => {
    const config = readConfig({ ...REQUIRED, CRON_SECRET: SECRETS["CRON_SECRET"] }, local);
    expect(config.cronSecret.reveal()).toBe(SECRETS["CRON_SECRET"]);
    expect(config.sessionSecret.reveal()).toBe("s".repeat(43));
    expect(config.tokenKeys.map(({ kid, key }) => [kid, key.reveal()])).toEqual([["local", KEY]]);
  });

  test("must be given with a database of one's own", () => {
    const error = problemsOf({ ...REQUIRED, DATABASE_URL: "postgres://db/rapport" });
    expect(error.problems.map(({ name }) => name)).toEqual(["TOKEN_KEYS", "SESSION_SECRET", "CRON_SECRET"]);
    const given = readConfig({ ...REQUIRED, ...SECRETS, DATABASE_URL: "postgres://db/rapport" }, notAsked);
    expect(given.databaseUrl?.reveal()).toBe("postgres://db/rapport");
  });

  test("leave nothing behind when something else is wrong", () => {
    expect(() => readConfig({ ...REQUIRED, PORT: "x" }, notAsked)).toThrow(ConfigError);
  });

  test("are not shown by anything that prints a configuration", () => {
    const config = readConfig(
      { ...REQUIRED, ...SECRETS, DATABASE_URL: "postgres://u:marked@db/x", GEMINI_API_KEY: "marked-key" },
      notAsked,
    );
    const printed = [
      JSON.stringify(config),
      inspect(config, { depth: 9, showHidden: true }),
      String(config.cronSecret),
    ];
    for (const text of printed) expect(text).not.toMatch(/marked|BwcHBw/);
    expect(JSON.stringify(config)).toContain("[redacted]");
  });

  test("may have several keys: the first encrypts", () => {
    const other = Buffer.alloc(32, 9).toString("base64");
    const config = readConfig({ ...REQUIRED, ...SECRETS, TOKEN_KEYS: `new:${other}, old:${KEY}` }, local);
    expect(config.tokenKeys.map(({ kid }) => kid)).toEqual(["new", "old"]);
  });
});

test("domains are compared as tokens carry them", () => {
  const { allowedDomains } = readConfig(
    { ...REQUIRED, ALLOWED_DOMAINS: "@Acme.Example, bücher.example,*" },
    local,
  );
  expect(allowedDomains).toEqual(["acme.example", "xn--bcher-kva.example", "*"]);
});

test("the migration command needs the database settings only", () => {
  expect(readDatabaseConfig({ DATA_DIR: "here" })).toEqual({ databaseUrl: undefined, dataDir: "here" });
  expect(() => readDatabaseConfig({ DATABASE_URL: "x" })).toThrow(/DATABASE_URL/);
});

describe("local secrets", () => {
  const newDir = () => path.join(mkdtempSync(path.join(tmpdir(), "rapport-secrets-")), "data");

  test("are made once, for this user only, and are good enough for the configuration", () => {
    const dir = newDir();
    const made = readOrMakeLocalSecrets(dir);
    expect(readOrMakeLocalSecrets(dir)).toEqual(made);
    expect(statSync(path.join(dir, "secrets.json")).mode & 0o777).toBe(0o600);
    expect(readOrMakeLocalSecrets(newDir())).not.toEqual(made);
    expect(() => readConfig(REQUIRED, () => made)).not.toThrow();
  });

  test("that are damaged stop the start without being shown", () => {
    const dir = newDir();
    readOrMakeLocalSecrets(dir);
    const file = path.join(dir, "secrets.json");
    writeFileSync(file, readFileSync(file, "utf8").slice(0, 40));
    expect(() => readOrMakeLocalSecrets(dir)).toThrow(`${file} is damaged`);
    expect(() => readOrMakeLocalSecrets(dir)).not.toThrow(/local:/);
  });
});
