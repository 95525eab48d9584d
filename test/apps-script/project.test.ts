import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { loadProject } from "../../dev/apps-script/runtime.ts";
import { allowListProblem, isAllowed } from "../../dev/apps-script/url-allow-list.ts";
import { allScopes, auth, hostManifest, sampleManifest, writeProject } from "./sample-project.ts";

const code = "function onHome() {}";

function refusal(files: string | Record<string, string>, manifest: object = sampleManifest): string {
  try {
    loadProject(writeProject(files, manifest));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "taken";
}

describe("a project", () => {
  test("lists the functions that a trigger can name", () => {
    const { functions, manifest } = loadProject(
      writeProject({
        "B.js": "const onB = () => {}; var onC = function () {}; const data = 1; class K {}",
        "A.js": "function onA() { function inner() {} } (function () { function hidden() {} })();",
      }),
    );
    expect(functions).toEqual(["onA", "onB", "onC"]);
    expect(manifest.oauthScopes).toEqual(sampleManifest.oauthScopes);
  });

  test.each([
    ["class A { #x = 1; }", "Code.js:1: private class member"],
    ["\nclass A { static x = 1; }", "Code.js:2: static field in a class"],
    ["class A { static { } }", "Code.js:1: static block in a class"],
    [
      "export function onX() {}",
      "Code.js:1: 'import' and 'export' may appear only with 'sourceType: module'",
    ],
    ['import { x } from "./x";', "Code.js:1: 'import' and 'export' may appear only"],
    ['const x = () => import("./x");', "Code.js:1: import()"],
  ])("may not contain %s", (source, problem) => {
    expect(refusal(source)).toContain(problem);
  });

  test("may use what Google's V8 knows", () => {
    expect(
      refusal(
        "class A { static f() {} x = 1; get y() { return this.x ?? 2; } } const z = { ...{}, a: A?.name };",
      ),
    ).toBe("taken");
  });

  test("must parse, hold a source and be named right in its manifest", () => {
    expect(refusal("\n\nlet a = ;")).toContain("Code.js:3: Unexpected token");
    expect(refusal({})).toContain("holds no .js or .gs file");
    const addOns = (trigger: string): object => ({
      ...sampleManifest,
      addOns: { common: { ...sampleManifest.addOns.common, homepageTrigger: { runFunction: trigger } } },
    });
    expect(refusal(code, addOns("onHome"))).toBe("taken");
    expect(refusal(code, addOns("onHoem"))).toContain("names the function onHoem, no file declares it");
    expect(refusal("function onHome_() {}", addOns("onHome_"))).toContain("makes it private");
  });
});

describe("a manifest", () => {
  test.each([
    [{ runtimeVersion: undefined }, "runtimeVersion: must be V8"],
    [{ runtimeVersion: "DEPRECATED_ES5" }, "runtimeVersion: must be V8"],
    [{ timeZone: "Mars/Olympus" }, "timeZone: is not a time zone"],
    [{ oauthScopes: undefined }, "oauthScopes"],
    [{ oauthScopes: ["gmail"] }, "oauthScopes.0: is not a scope"],
    [{ gmail: {} }, 'Unrecognized key: "gmail"'],
    [{ urlFetchWhitelist: ["http://crm.northwind.example/"] }, "must begin with https://"],
    [{ urlFetchWhitelist: ["https://crm.northwind.example"] }, "needs a path, at least /"],
    [{ urlFetchWhitelist: ["https://localhost/"] }, "needs a full domain"],
    [{ urlFetchWhitelist: ["https://127.0.0.1/"] }, "needs a full domain"],
    [{ urlFetchWhitelist: ["https://a.*.example/"] }, "wildcard only as its first label"],
    [{ urlFetchWhitelist: ["*"] }, "must begin with https://"],
  ])("with %j is refused", (change, problem) => {
    expect(refusal(code, { ...sampleManifest, ...change })).toContain(problem);
  });

  test("may have one compose action and no unknown trigger", () => {
    const withAddOn = (addOn: object): object => ({
      ...sampleManifest,
      addOns: { common: sampleManifest.addOns.common, ...addOn },
    });
    const action = { text: "Insert", runFunction: "onHome" };
    expect(
      refusal(
        code,
        withAddOn({ gmail: { composeTrigger: { draftAccess: "METADATA", selectActions: [action] } } }),
      ),
    ).toBe("taken");
    expect(
      refusal(code, withAddOn({ gmail: { composeTrigger: { selectActions: [action, action] } } })),
    ).toContain("selectActions");
    expect(refusal(code, withAddOn({ gmail: { messageTrigger: {} } }))).toContain("messageTrigger");
    expect(refusal(code, withAddOn({ calendar: { currentEventAccess: "ALL" } }))).toContain(
      "currentEventAccess",
    );
  });

  test.each([
    ["gmail.composeTrigger", "gmail.addons.current.action.compose"],
    ["gmail.composeTrigger.draftAccess", "gmail.addons.current.message.metadata"],
    ["calendar.currentEventAccess", "calendar.addons.current.event.read"],
    ["calendar.currentEventAccess", "calendar.addons.current.event.write"],
  ])("asks for access by %s with the scope %s", (field, scope) => {
    const oauthScopes = allScopes.filter((given) => given !== `${auth}${scope}`);
    const handler = "function onTest() {}";
    expect(refusal(handler, hostManifest)).toBe("taken");
    expect(refusal(handler, { ...hostManifest, oauthScopes })).toContain(
      `addOns.${field}: needs the scope ${auth}${scope}`,
    );
  });

  test("must be JSON", () => {
    const dir = writeProject(code);
    expect(() => loadProject(`${dir}/none`)).toThrow("ENOENT");
  });
});

describe("the allow-list", () => {
  const allowed = (url: string, ...prefixes: string[]): boolean => isAllowed(new URL(url), prefixes);

  test("matches whole steps of the path, in their case", () => {
    const prefix = "https://crm.northwind.example/foo";
    expect(allowed("https://crm.northwind.example/foo", prefix)).toBe(true);
    expect(allowed("https://crm.northwind.example/foo/bar", prefix)).toBe(true);
    expect(allowed("https://crm.northwind.example/foo?x=1", prefix)).toBe(true);
    expect(allowed("https://crm.northwind.example/foobar", prefix)).toBe(false);
    expect(allowed("https://crm.northwind.example/Foo", prefix)).toBe(false);
    expect(allowed("https://crm.northwind.example/foo/../bar", prefix)).toBe(false);
    expect(allowed("http://crm.northwind.example/foo", prefix)).toBe(false);
    expect(allowed("https://crm.northwind.example:8443/foo", prefix)).toBe(false);
    expect(allowed("https://a.crm.northwind.example/foo", prefix)).toBe(false);
  });

  test("has one wildcard, for subdomains only", () => {
    const prefix = "https://*.northwind.example/";
    expect(allowed("https://crm.northwind.example/x", prefix)).toBe(true);
    expect(allowed("https://a.b.northwind.example/x", prefix)).toBe(true);
    expect(allowed("https://northwind.example/x", prefix)).toBe(false);
    expect(allowed("https://evilnorthwind.example/x", prefix)).toBe(false);
  });

  test("never lets a URL of another host pass, whatever its user part, path or query", () => {
    const text = fc.string({ maxLength: 20 }).map((raw) => encodeURIComponent(raw));
    fc.assert(
      fc.property(fc.domain(), text, text, text, (domain, user, path, query) => {
        fc.pre(domain !== "crm.northwind.example");
        const url = `https://${user}crm.northwind.example@${domain}/${path}/https://crm.northwind.example/?${query}`;
        fc.pre(URL.canParse(url));
        expect(allowed(url, "https://crm.northwind.example/")).toBe(false);
      }),
    );
  });

  test("takes every https prefix of a full domain with a path", () => {
    fc.assert(
      fc.property(fc.domain(), fc.boolean(), (domain, wildcard) => {
        expect(allowListProblem(`https://${wildcard ? "*." : ""}${domain}/`)).toBeUndefined();
        expect(allowListProblem(`https://${domain}`)).toBeDefined();
      }),
    );
  });
});
