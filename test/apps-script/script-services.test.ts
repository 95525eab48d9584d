import { afterAll, describe, expect, test } from "@jest/globals";
import { createScriptStores } from "../../dev/apps-script/script-stores.ts";
import { ann, auth, errorOf, evaluate, runBody, runtimeFor, sampleManifest } from "./sample-project.ts";

const runtime = runtimeFor("function onTest(e) { console.log(JSON.stringify({ value: eval(e.code) })); }");
afterAll(() => {
  runtime.close();
});

function run(code: string, user = ann): unknown {
  const execution = runtime.run({ functionName: "onTest", event: { code }, user });
  if (execution.error !== undefined) return errorOf(execution);
  return (JSON.parse(execution.logs.at(-1)?.text ?? "{}") as { value?: unknown }).value;
}

const bob = { ...ann, email: "bob@northwind.example" };

describe("CacheService", () => {
  test("keeps values between executions, apart for each user", () => {
    run(`CacheService.getUserCache().put("k", "ann's")`);
    run(`CacheService.getScriptCache().putAll({ k: "all's", l: "2" }, 60)`);
    expect(run(`CacheService.getUserCache().get("k")`)).toBe("ann's");
    expect(run(`CacheService.getUserCache().get("k")`, bob)).toBeNull();
    expect(run(`CacheService.getScriptCache().getAll(["k", "l", "m"])`, bob)).toEqual({ k: "all's", l: "2" });
    run(`CacheService.getScriptCache().removeAll(["k"])`);
    expect(run(`CacheService.getScriptCache().get("k")`)).toBeNull();
    expect(run(`CacheService.getDocumentCache()`)).toBeNull();
  });

  test("may be emptied at any time", () => {
    run(`CacheService.getUserCache().put("gone", "x")`);
    runtime.clearCache();
    expect(run(`CacheService.getUserCache().get("gone")`)).toBeNull();
  });

  test.each([
    [`put("k".repeat(251), "v")`, "Argument too large: key"],
    [`get("k".repeat(251))`, "Argument too large: key"],
    [`put("k", "v".repeat(102401))`, "Argument too large: value"],
    [`put("k", "é".repeat(51201))`, "Argument too large: value"],
    [`put("k", "v", 21601)`, "Invalid argument: expirationInSeconds"],
    [`put("k", "v", 0)`, "Invalid argument: expirationInSeconds"],
    [`put("k", 5)`, "The parameters (String,number) don't match the method signature for Cache.put."],
    [
      `put("k", undefined)`,
      "The parameters (String,undefined) don't match the method signature for Cache.put.",
    ],
  ])("refuses %s", (code, expected) => {
    expect(run(`CacheService.getUserCache().${code}`)).toContain(`Exception: ${expected}`);
  });

  test("takes the largest key and value", () => {
    expect(run(`CacheService.getUserCache().put("k".repeat(250), "v".repeat(102400), 21600) ?? "ok"`)).toBe(
      "ok",
    );
  });

  test("forgets at the second asked for, and the shortest-lived when it is full", () => {
    let now = 0;
    const stores = createScriptStores(() => now);
    stores.cachePut("user", "a@b.example", "k", "v", 10);
    now = 9_999;
    expect(stores.cacheGet("user", "A@b.example", "k")).toBe("v");
    now = 10_000;
    expect(stores.cacheGet("user", "a@b.example", "k")).toBeNull();
    for (let n = 1; n <= 1_001; n += 1) stores.cachePut("script", "", `k${n}`, "v", n);
    expect(stores.cacheGet("script", "", "k101")).toBeNull();
    expect(stores.cacheGet("script", "", "k102")).toBe("v");
  });
});

describe("PropertiesService", () => {
  test("keeps properties of the script and of users", () => {
    run(`PropertiesService.getScriptProperties().setProperties({ a: "1", b: "2" })`);
    run(`PropertiesService.getUserProperties().setProperty("a", "mine")`);
    expect(run(`PropertiesService.getScriptProperties().getProperties()`, bob)).toEqual({ a: "1", b: "2" });
    expect(run(`PropertiesService.getUserProperties().getProperty("a")`)).toBe("mine");
    expect(run(`PropertiesService.getUserProperties().getProperty("a")`, bob)).toBeNull();
    expect(run(`PropertiesService.getUserProperties().getProperty("toString")`)).toBeNull();
    run(`PropertiesService.getScriptProperties().setProperties({ c: "3" }, true).deleteProperty("x")`);
    expect(run(`PropertiesService.getScriptProperties().getKeys()`)).toEqual(["c"]);
    run(`PropertiesService.getScriptProperties().deleteAllProperties()`);
    expect(run(`PropertiesService.getScriptProperties().getKeys()`)).toEqual([]);
  });

  test("holds 9 KB a value and 500 KB a store", () => {
    const set = (entries: string): unknown =>
      run(`PropertiesService.getUserProperties().setProperties(${entries}, true).getKeys().length`);
    expect(set(`{ a: "x".repeat(9216) }`)).toBe(1);
    expect(set(`{ a: "x".repeat(9217) }`)).toContain("Argument too large: value");
    expect(
      set(`Object.fromEntries(Array.from({ length: 56 }, (_, n) => ["k" + n, "x".repeat(9216)]))`),
    ).toContain("exceeded the property storage quota");
  });
});

describe("Utilities", () => {
  test.each([
    [`Utilities.base64Encode("é?>")`, "w6k/Pg=="],
    [`Utilities.base64EncodeWebSafe("é?>")`, "w6k_Pg=="],
    [`Utilities.base64Encode([-61, -87])`, "w6k="],
    [`Utilities.base64Decode("w6k=")`, [-61, -87]],
    [`Utilities.newBlob(Utilities.base64DecodeWebSafe("w6k_Pg==")).getDataAsString()`, "é?>"],
    [`Utilities.base64Decode("***")`, "Exception: Could not decode string."],
    [
      `Utilities.base64Encode(Utilities.computeDigest(Utilities.DigestAlgorithm.MD5, "a"))`,
      "DMF1ucDxtqgxw5niaXcmYQ==",
    ],
    [
      `Utilities.base64Encode(Utilities.computeDigest(Utilities.DigestAlgorithm.SHA_256, "a", Utilities.Charset.UTF_8))`,
      "ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=",
    ],
    [
      `Utilities.base64Encode(Utilities.computeHmacSha256Signature("a", "key"))`,
      "eAw9tM495bnlWBb7qY9ZBjHZbAdScbJpdiONX0REIZs=",
    ],
    [`Utilities.computeHmacSignature(Utilities.MacAlgorithm.HMAC_SHA_256, "a", "key").length`, 32],
    [
      `Utilities.formatString("%s is %05.1f%% of %x, %-4d|%+d", "a", 3.14159, 255, 7, 3)`,
      "a is 003.1% of ff, 7   |+3",
    ],
    [`Utilities.newBlob("a,b", "text/csv", "a.csv").setName("b.csv").copyBlob().getName()`, "b.csv"],
    [`Utilities.newBlob("x").getContentType()`, "text/plain"],
    [`/^[0-9a-f-]{36}$/.test(Utilities.getUuid())`, true],
    [`Utilities.sleep(5) ?? "slept"`, "slept"],
    [`Utilities.jsonParse`, undefined],
  ])("%s", (code, expected) => {
    expect(run(code)).toEqual(expected);
  });

  const moment = "new Date(Date.UTC(2026, 0, 5, 23, 7, 9, 42))";
  test.each([
    ["Etc/UTC", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "2026-01-05T23:07:09.042Z"],
    ["Europe/London", "EEE, d MMM yy h:mm a z", "Mon, 5 Jan 26 11:07 PM GMT"],
    ["America/New_York", "EEEE d MMMM yyyy HH:mm Z", "Monday 5 January 2026 18:07 -0500"],
    ["Asia/Kolkata", "yyyy-MM-dd HH:mm XXX X", "2026-01-06 04:37 +05:30 +05"],
    ["GMT+2", "dd.MM.yyyy HH:mm Z", "06.01.2026 01:07 +0200"],
    ["GMT-03:30", "HH:mm", "19:37"],
    ["Nowhere/Land", "HH:mm", "23:07"],
    ["Etc/UTC", "K k D u 'o''clock' ''", "11 23 5 1 o'clock '"],
  ])("formatDate in %s as %s", (zone, pattern, expected) => {
    expect(run(`Utilities.formatDate(${moment}, ${JSON.stringify(zone)}, ${JSON.stringify(pattern)})`)).toBe(
      expected,
    );
  });

  test("formatDate refuses what is no date or pattern", () => {
    expect(run(`Utilities.formatDate("2026-01-01", "Etc/UTC", "yyyy")`)).toContain(
      "(String,String,String) don't match",
    );
    expect(run(`Utilities.formatDate(new Date(NaN), "Etc/UTC", "yyyy")`)).toContain(
      "(Date,String,String) don't match",
    );
    expect(run(`Utilities.formatDate(${moment}, "Etc/UTC", "J")`)).toContain("Illegal pattern character 'J'");
  });
});

describe("who runs the script", () => {
  test("Session and ScriptApp know the user and the script", () => {
    expect(
      run(`[Session.getActiveUser().getEmail(), Session.getActiveUserLocale(), Session.getScriptTimeZone()]`),
    ).toEqual(["ann@northwind.example", "en", "Etc/UTC"]);
    expect(run(`ScriptApp.getIdentityToken()`)).toBe("a.b.c");
    expect(run(`typeof ScriptApp.getScriptId()`)).toBe("string");
  });

  test("no identity token without openid", () => {
    const manifest = { ...sampleManifest, oauthScopes: [`${auth}userinfo.email`] };
    expect(evaluate("ScriptApp.getIdentityToken()", { manifest })).toBeNull();
    expect(evaluate("ScriptApp.getIdentityToken()", { user: { ...ann, grantedScopes: [] } })).toBeNull();
  });

  test("no e-mail or locale without its scope", () => {
    const manifest = { ...sampleManifest, oauthScopes: [] };
    for (const [call, scope] of [
      ["Session.getActiveUser", "userinfo.email"],
      ["Session.getActiveUserLocale", "script.locale"],
    ] as const) {
      expect(errorOf(runBody(`${call}();`, { manifest }))).toBe(
        `Exception: Specified permissions are not sufficient to call ${call}. Required permissions: ${auth}${scope}`,
      );
    }
  });

  test("a lock is free within one thread", () => {
    expect(
      run(
        `[LockService.getScriptLock()].map((l) => [l.tryLock(10), l.hasLock(), l.releaseLock(), l.hasLock()])[0]`,
      ),
    ).toEqual([true, true, null, false]);
  });
});
