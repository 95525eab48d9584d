import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { gzipSync } from "node:zlib";
import type { Execution } from "../../dev/apps-script/execution.ts";
import { createRuntimeInWorker } from "../../dev/apps-script/runtime.ts";
import type { AsyncRuntime } from "../../dev/apps-script/runtime-worker.ts";
import { sendJson, startServer } from "./http-server.ts";
import type { TestServer } from "./http-server.ts";
import { ann, auth, errorOf, evaluate, sampleManifest, writeProject } from "./sample-project.ts";

const base = "https://crm.northwind.example";
let server: TestServer;
let runtime: AsyncRuntime;

beforeAll(async () => {
  server = await startServer((request, response) => {
    const path = request.url.split("?")[0];
    if (path === "/echo") sendJson(response, 200, request);
    else if (path === "/missing") sendJson(response, 404, { error: "x".repeat(300) });
    else if (path === "/gzip")
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("packed"));
    else if (path === "/latin1")
      response.writeHead(200, { "content-type": "text/plain; charset=iso-8859-1" }).end(Buffer.from([0xe9]));
    else if (path === "/redirect") response.writeHead(302, { location: "/echo" }).end();
    else if (path === "/redirect-out")
      response.writeHead(307, { location: "https://elsewhere.example/" }).end();
    else if (path === "/loop") response.writeHead(302, { location: "/loop" }).end();
    else if (path === "/cookies")
      response
        .writeHead(
          200,
          [
            ["set-cookie", "a=1"],
            ["set-cookie", "b=2"],
            ["x-one", "1"],
          ].flat(),
        )
        .end("ok");
    else if (path === "/cut") {
      response.writeHead(200, { "content-length": "10" });
      response.write("12");
      setImmediate(() => response.destroy());
    } else if (path === "/late") setTimeout(() => response.end("late"), 200);
    else if (path !== "/never") response.end("ok");
  });
  runtime = await createRuntimeInWorker({
    project: {
      dir: writeProject("function onTest(e) { console.log(JSON.stringify({ value: eval(e.code) })); }"),
    },
    network: { origins: { [base]: server.origin, "https://dead.northwind.example": "http://127.0.0.1:9" } },
    google: { gmailBaseUrl: server.origin, calendarBaseUrl: server.origin, accessToken: () => "t" },
    timeLimitMs: 1_500,
  });
});
beforeEach(() => {
  server.received.length = 0;
});
afterAll(async () => {
  await runtime.close();
  await server.close();
});

async function run(code: string): Promise<Execution> {
  return await runtime.run({ functionName: "onTest", event: { code }, user: ann });
}

async function valueOf(code: string): Promise<unknown> {
  const execution = await run(code);
  expect(errorOf(execution)).toBe("no error");
  return (JSON.parse(execution.logs[0]?.text ?? "{}") as { value: unknown }).value;
}

async function failure(code: string): Promise<string> {
  return errorOf(await run(code));
}

describe("UrlFetchApp talks to a server in the calling process", () => {
  test("with method, headers and a JSON payload", async () => {
    const execution = await run(
      `UrlFetchApp.fetch("${base}/echo?a=1", { method: "post", contentType: "application/json", headers: { Authorization: "Bearer x" }, payload: JSON.stringify({ a: "é" }) }).getResponseCode()`,
    );
    expect(execution.logs[0]?.text).toBe('{"value":200}');
    expect(server.received).toMatchObject([
      {
        method: "POST",
        url: "/echo?a=1",
        body: '{"a":"é"}',
        headers: { authorization: "Bearer x", "content-type": "application/json" },
      },
    ]);
    expect(server.received[0]?.headers["user-agent"]).toContain("Google-Apps-Script");
    expect(execution.httpCalls).toMatchObject([
      { service: "UrlFetchApp", method: "POST", url: `${base}/echo?a=1`, status: 200 },
    ]);
    expect(execution.httpCalls[0]?.bytes).toBeGreaterThan(10);
  });

  test("with form payloads and blobs", async () => {
    await run(`UrlFetchApp.fetch("${base}/echo", { method: "put", payload: { a: "1 2", b: 3 } })`);
    await run(
      `UrlFetchApp.fetch("${base}/echo", { method: "post", payload: Utilities.newBlob("x", "text/csv") })`,
    );
    expect(server.received).toMatchObject([
      {
        method: "PUT",
        body: "a=1%202&b=3",
        headers: { "content-type": "application/x-www-form-urlencoded" },
      },
      { method: "POST", body: "x", headers: { "content-type": "text/csv" } },
    ]);
  });

  test("and reads bodies, bytes, charsets and headers", async () => {
    expect(await valueOf(`UrlFetchApp.fetch("${base}/gzip").getContentText()`)).toBe("packed");
    expect(await valueOf(`UrlFetchApp.fetch("${base}/latin1").getContentText()`)).toBe("é");
    expect(await valueOf(`UrlFetchApp.fetch("${base}/latin1").getContent()`)).toEqual([-23]);
    expect(await valueOf(`UrlFetchApp.fetch("${base}/latin1").getBlob().getContentType()`)).toBe(
      "text/plain",
    );
    expect(await valueOf(`UrlFetchApp.fetch("${base}/cookies").getAllHeaders()`)).toMatchObject({
      "Set-Cookie": ["a=1", "b=2"],
      "X-One": "1",
    });
    expect(await valueOf(`UrlFetchApp.fetch("${base}/cookies").getHeaders()["Set-Cookie"]`)).toBe("b=2");
  });

  test("follows redirects unless told not to", async () => {
    expect(
      await valueOf(
        `UrlFetchApp.fetch("${base}/redirect", { method: "post", payload: "x" }).getResponseCode()`,
      ),
    ).toBe(200);
    expect(server.received.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "POST /redirect",
      "GET /echo",
    ]);
    expect(
      await valueOf(`UrlFetchApp.fetch("${base}/redirect", { followRedirects: false }).getResponseCode()`),
    ).toBe(302);
    expect(await valueOf(`UrlFetchApp.fetch("${base}/loop").getResponseCode()`)).toBe(302);
    expect(await failure(`UrlFetchApp.fetch("${base}/redirect-out")`)).toContain("DNS error");
  });

  test("fetches all at once, in order", async () => {
    const execution = await run(
      `UrlFetchApp.fetchAll(["${base}/late", { url: "${base}/missing", muteHttpExceptions: true }, "${base}/late", "${base}/late"]).map((r) => r.getResponseCode())`,
    );
    expect(execution.logs[0]?.text).toBe('{"value":[200,404,200,200]}');
    expect(execution.httpCalls).toHaveLength(4);
    expect(execution.ms).toBeLessThan(550);
  });

  test("keeps a queue of executions in order", async () => {
    const executions = await Promise.all(
      [1, 2, 3].map(async (n) => await run(`UrlFetchApp.fetch("${base}/echo?n=${n}").getResponseCode()`)),
    );
    expect(executions.map(({ httpCalls }) => httpCalls[0]?.url)).toEqual(
      [1, 2, 3].map((n) => `${base}/echo?n=${n}`),
    );
  });
});

describe("UrlFetchApp fails in Google's words", () => {
  test("for error codes, unless muted", async () => {
    expect(await failure(`UrlFetchApp.fetch("${base}/missing")`)).toBe(
      `Exception: Request failed for ${base} returned code 404. Truncated server response: {"error":"${"x".repeat(90)} ... (use muteHttpExceptions option to examine full response)`,
    );
    expect(
      await valueOf(`UrlFetchApp.fetch("${base}/missing", { muteHttpExceptions: true }).getResponseCode()`),
    ).toBe(404);
  });

  test("for addresses that nobody serves", async () => {
    expect(await failure(`UrlFetchApp.fetch("${base}/cut")`)).toBe(
      `Exception: Address unavailable: ${base}/cut`,
    );
  });

  test("at the time limit of the execution", async () => {
    const execution = await run(`UrlFetchApp.fetch("${base}/never")`);
    expect(errorOf(execution)).toMatch(/^Exception: (Exceeded maximum execution time|Timeout: )/);
    expect(execution.ms).toBeLessThan(3_000);
    expect(await valueOf(`UrlFetchApp.fetch("${base}/gzip").getContentText()`)).toBe("packed");
  });

  test.each([
    [`"https://elsewhere.example/"`, "Access to https://elsewhere.example/ is not permitted"],
    [`"http://crm.northwind.example/echo"`, "Access to http://crm.northwind.example/echo is not permitted"],
    [`"https://crm.northwind.example.evil.example/"`, "Access to https://crm.northwind.example.evil"],
    [`"https://crm.northwind.example@evil.example/"`, "Access to https://crm.northwind.example@evil"],
    [`"not a url"`, "Invalid argument: not a url"],
    [`"${base}/" + "x".repeat(2082)`, "Limit Exceeded: URLFetch URL Length."],
    [`"${base}/", { method: "head" }`, "Attribute provided with invalid value: method"],
    [`"${base}/", { method: 5 }`, "Attribute provided with invalid value: method"],
    [
      `"${base}/", { muteHttpExceptions: "yes" }`,
      "Attribute provided with invalid value: muteHttpExceptions",
    ],
    [`"${base}/", { headers: { Host: "x" } }`, "Attribute provided with invalid value: Header:Host"],
    [
      `"${base}/", { headers: { "X-A": "a\\r\\nb: c" } }`,
      "Attribute provided with invalid value: Header:X-A",
    ],
    [`"${base}/", { headers: { "X-A": "a".repeat(9000) } }`, "Limit Exceeded: URLFetch Header Size."],
    [`"${base}/", { payload: [1] }`, "Attribute provided with invalid value: payload"],
    [`"${base}/", { payload: { a: { b: 1 } } }`, "Attribute provided with invalid value: payload"],
    [`5`, "The parameters (number) don't match the method signature for UrlFetchApp.fetch."],
    [`"${base}/", undefined`, "The parameters (String,undefined) don't match"],
  ])("for fetch(%s)", async (args, expected) => {
    expect(await failure(`UrlFetchApp.fetch(${args})`)).toContain(`Exception: ${expected}`);
    expect(server.received).toEqual([]);
  });
});

test("an origin that is not mapped does not resolve, one where nothing listens is unavailable", async () => {
  const open = { ...sampleManifest, urlFetchWhitelist: undefined };
  const other = await createRuntimeInWorker({
    project: { dir: writeProject("function onTest(e) { UrlFetchApp.fetch(e.url); }", open) },
    network: { origins: { "https://dead.northwind.example": "http://127.0.0.1:9" } },
    google: { gmailBaseUrl: server.origin, calendarBaseUrl: server.origin, accessToken: () => "t" },
  });
  const ask = async (url: string): Promise<string> =>
    errorOf(await other.run({ functionName: "onTest", event: { url }, user: ann }));
  expect(await ask("https://nowhere.example/")).toBe("Exception: DNS error: https://nowhere.example/");
  expect(await ask("https://dead.northwind.example/x")).toBe(
    "Exception: Address unavailable: https://dead.northwind.example/x",
  );
  await other.close();
});

test("UrlFetchApp needs its scope in the manifest and from the user", () => {
  const scope = `${auth}script.external_request`;
  const code = `UrlFetchApp.fetch("${base}/")`;
  expect(() => evaluate(code, { manifest: { ...sampleManifest, oauthScopes: [] } })).toThrow(
    `Specified permissions are not sufficient to call UrlFetchApp.fetch. Required permissions: ${scope}`,
  );
  expect(() => evaluate(code, { user: { ...ann, grantedScopes: [] } })).toThrow(
    `You do not have permission to call UrlFetchApp.fetch. Required permissions: ${scope}`,
  );
});

test("a worker refuses a folder that is no project", async () => {
  const dir = writeProject("function a() {}", {});
  await expect(
    createRuntimeInWorker({
      project: { dir },
      network: { origins: {} },
      google: { gmailBaseUrl: "", calendarBaseUrl: "", accessToken: () => "" },
    }),
  ).rejects.toThrow("not a manifest Google takes");
});
