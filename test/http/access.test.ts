import { createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { operations } from "../../contract/api.ts";
import type { Operation } from "../../contract/api.ts";
import { Problem } from "../../contract/problem.ts";
import { DEFAULT_RATE_LIMITS } from "../../backend/src/http/rate-limit.ts";
import { startTestApi } from "./test-api.ts";
import type { TestApi } from "./test-api.ts";

const apis: TestApi[] = [];
afterEach(async () => {
  await Promise.all(apis.splice(0).map((api) => api.close()));
});

async function startApi(options: Parameters<typeof startTestApi>[0] = {}): Promise<TestApi> {
  const api = await startTestApi(options);
  apis.push(api);
  return api;
}

describe("credentials", () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi({ rateLimits: { ...DEFAULT_RATE_LIMITS, strangerPerMinute: 100_000 } });
  });
  afterAll(async () => {
    await api.close();
  });

  const ask = async (headers: Record<string, string>) => {
    const response = await api.app.request("/api/v1/me", { headers });
    return { response, problem: response.ok ? undefined : Problem.parse(await response.json()) };
  };

  const closed = Object.entries<Operation>(operations).filter(([, { caller }]) => caller === "user");
  test.each(closed)("%s wants them", async (_, { method, path }) => {
    const response = await api.app.request(path.replace("{id}", "1"), {
      method,
      ...(method === "GET" || method === "DELETE" ? {} : { body: "{}" }),
    });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
    expect(Problem.parse(await response.json())).toMatchObject({ code: "unauthenticated", status: 401 });
  });

  test.each([
    ["none", {}],
    ["an empty header", { authorization: "" }],
    ["no token", { authorization: "Bearer " }],
    ["two tokens", { authorization: "Bearer a b" }],
    ["a password", { authorization: "Basic cml0YTpzZWNyZXQ=" }],
    ["garbage", { authorization: "Bearer garbage" }],
    ["the token in a cookie", { cookie: "token=x" }],
  ])("%s: 401", async (_, headers) => {
    expect((await ask(headers as Record<string, string>)).problem).toMatchObject({ code: "unauthenticated" });
  });

  test("bad tokens: 401, and nobody gets an account by them", async () => {
    const now = Math.floor(Date.now() / 1000);
    const email = "mallory@acme.example";
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const good = await api.oidc.sign({ sub: "mallory", email });
    const [, payload = ""] = good.split(".");
    const hmacHeader = part({ alg: "HS256", kid: "key-1" });
    const hmac = createHmac("sha256", await api.oidc.publicKey())
      .update(`${hmacHeader}.${payload}`)
      .digest("base64url");
    const bad = [
      `${part({ alg: "none" })}.${payload}.`,
      `${hmacHeader}.${payload}.${hmac}`,
      await api.oidc.sign({ sub: "mallory", email, aud: "evil.apps.googleusercontent.com" }),
      await api.oidc.sign({ sub: "mallory", email, iss: "https://evil.example" }),
      await api.oidc.sign({ sub: "mallory", email, exp: now - 120 }),
      await api.oidc.sign({ sub: "mallory", email, email_verified: false }),
      await api.oidc.sign({ sub: "mallory", email }, { kid: "unknown" }),
    ];
    for (const token of bad) {
      const { problem } = await ask({ authorization: `Bearer ${token}` });
      expect(problem).toMatchObject({ status: 401, code: "unauthenticated" });
      expect(problem?.detail).not.toContain("mallory");
    }
    const { rows } = await api.database.database.pool.query("select from app_user where email = $1", [email]);
    expect(rows).toHaveLength(0);
  });

  test("keys that rotate: 200 before and after", async () => {
    expect((await ask({ authorization: `Bearer ${await api.oidc.sign()}` })).response.status).toBe(200);
    await api.oidc.rotateKeys({ withdrawOld: true });
    expect((await ask({ authorization: `bearer ${await api.oidc.sign()}` })).response.status).toBe(200);
  });
});

test("Google's keys out of reach: 503, come back later", async () => {
  const api = await startApi();
  api.oidc.fault = "error";
  const response = await api.app.request("/api/v1/me", {
    headers: { authorization: `Bearer ${await api.oidc.sign()}` },
  });
  expect(response.status).toBe(503);
  expect(response.headers.get("retry-after")).toBe("30");
  expect(Problem.parse(await response.json())).toMatchObject({ code: "google_unavailable" });
});

describe("who gets an account", () => {
  const people = {
    listed: { email: "ann@acme.example", hd: "acme.example" },
    aliasDomain: { email: "ann@acme-alias.example", hd: "acme.example" },
    listedWithoutHd: { email: "bea@acme.example", hd: null },
    otherCompany: { email: "cid@other.example", hd: "other.example" },
    lookalike: { email: "dan@acme.example", hd: "evil.example" },
    consumer: { email: "eve@gmail.com", hd: null },
  };
  type Who = keyof typeof people;
  const cases: [string[], Record<Who, string | null>][] = [
    [
      [],
      {
        listed: "refused",
        aliasDomain: "refused",
        listedWithoutHd: "refused",
        otherCompany: "refused",
        lookalike: "refused",
        consumer: "refused",
      },
    ],
    [
      ["acme.example"],
      {
        listed: "acme.example",
        aliasDomain: "acme.example",
        listedWithoutHd: "acme.example",
        otherCompany: "refused",
        lookalike: "refused",
        consumer: "refused",
      },
    ],
    [
      ["*"],
      {
        listed: "acme.example",
        aliasDomain: "acme.example",
        listedWithoutHd: null,
        otherCompany: "other.example",
        lookalike: "evil.example",
        consumer: null,
      },
    ],
    [
      ["gmail.com"],
      {
        listed: "refused",
        aliasDomain: "refused",
        listedWithoutHd: "refused",
        otherCompany: "refused",
        lookalike: "refused",
        consumer: null,
      },
    ],
  ];
  test.each(cases)("with ALLOWED_DOMAINS %j", async (allowedDomains, expected) => {
    const api = await startApi({ allowedDomains });
    const found: Record<string, string | null> = {};
    for (const [who, person] of Object.entries(people)) {
      const { status, body } = await (await api.as(person)).call("getMe");
      if (status === 200) found[who] = (body as { workspace: { domain: string | null } }).workspace.domain;
      else {
        expect({ status, body }).toMatchObject({ status: 403, body: { code: "forbidden" } });
        found[who] = "refused";
      }
    }
    expect(found).toEqual(expected);
  });

  test("people of one domain share a workspace, its first one is the admin, consumers have one each", async () => {
    const api = await startApi({ allowedDomains: ["acme.example", "*"] });
    const meOf = async (email: string, hd: string | null) => await (await api.as({ email, hd })).ok("getMe");
    const [one, two] = [
      await meOf("one@acme.example", "acme.example"),
      await meOf("two@acme.example", "acme.example"),
    ];
    const [eve, mal] = [await meOf("eve@gmail.com", null), await meOf("mal@gmail.com", null)];
    expect(two.workspace.id).toBe(one.workspace.id);
    expect([one.user.role, two.user.role]).toEqual(["admin", "rep"]);
    expect(new Set([one, eve, mal].map(({ workspace }) => workspace.id)).size).toBe(3);
  });

  test("a person who calls twenty times at first sight is one user", async () => {
    const api = await startApi();
    const rita = await api.as({ email: "rita@acme.example" });
    const answers = await Promise.all(Array.from({ length: 20 }, () => rita.ok("getMe")));
    expect(new Set(answers.map(({ user }) => user.id)).size).toBe(1);
  });

  test("a person is known by issuer and subject, not by the address", async () => {
    const api = await startApi();
    const sign = async (claims: Record<string, unknown>) => {
      const token = await api.oidc.sign(claims);
      const response = await api.app.request("/api/v1/me", { headers: { authorization: `Bearer ${token}` } });
      return (await response.json()) as { user: { id: string; email: string; name: string } };
    };
    const before = await sign({ sub: "7", email: "maiden@acme.example", name: "Maiden Name" });
    const after = await sign({ sub: "7", email: "married@acme.example", name: "Married Name" });
    expect(after.user).toMatchObject({
      id: before.user.id,
      email: "married@acme.example",
      name: "Married Name",
    });
  });
});

describe("too many requests", () => {
  test("of one rep are refused until later; colleagues go on", async () => {
    const api = await startApi({
      rateLimits: { userPerMinute: 5, workspacePerMinute: 12, strangerPerMinute: 100 },
    });
    const [rita, tom, ida] = [
      await api.as({ email: "rita@acme.example" }),
      await api.as({ email: "tom@acme.example" }),
      await api.as({ email: "ida@acme.example" }),
    ];
    for (let round = 0; round < 5; round += 1) await rita.ok("getMe");
    expect(await rita.problem("getMe")).toMatchObject({ status: 429, code: "rate_limited" });
    const response = await api.app.request("/api/v1/me", {
      headers: { authorization: `Bearer ${rita.token}` },
    });
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    for (let round = 0; round < 5; round += 1) await tom.ok("getMe");
    await ida.ok("getMe");
    await ida.ok("getMe");
    expect((await ida.problem("getMe")).detail).toMatch(/^Your workspace/);
    const stranger = await api.as({ email: "bob@globex.example" });
    await stranger.ok("getMe");
  });

  test("without a valid token are refused; who has one is served", async () => {
    const api = await startApi({ rateLimits: { ...DEFAULT_RATE_LIMITS, strangerPerMinute: 3 } });
    const rita = await api.as({ email: "rita@acme.example" });
    const statuses: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const headers = { authorization: `Bearer bad-${round}` };
      statuses.push((await api.app.request("/api/v1/me", { headers })).status);
    }
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    await rita.ok("getMe");
    expect((await api.app.request("/healthz")).status).toBe(200);
    expect((await api.app.request("/readyz")).status).toBe(200);
  });

  test("are counted by network: one address of IPv4, a /64 of IPv6", async () => {
    const api = await startApi({ rateLimits: { ...DEFAULT_RATE_LIMITS, strangerPerMinute: 2 } });
    const statusesFrom = async (...addresses: string[]) => {
      const statuses: number[] = [];
      for (const remoteAddress of addresses) {
        const env = { incoming: { socket: { remoteAddress } } };
        statuses.push((await api.app.request("/api/v1/me", {}, env)).status);
      }
      return statuses;
    };
    expect(await statusesFrom("192.0.2.1", "::ffff:192.0.2.1", "192.0.2.1", "192.0.2.2")).toEqual([
      401, 401, 429, 401,
    ]);
    expect(
      await statusesFrom(
        "2001:db8:1:2::1",
        "2001:db8:1:2:ffff::9",
        "2001:db8:1:2::7",
        "2001:db8:1:3::1",
        "::1",
      ),
    ).toEqual([401, 401, 429, 401, 401]);
  });
});
