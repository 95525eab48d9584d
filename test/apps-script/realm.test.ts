import { afterAll, describe, expect, test } from "@jest/globals";
import type { Execution } from "../../dev/apps-script/execution.ts";
import { createRuntimeInWorker } from "../../dev/apps-script/runtime.ts";
import { ann, errorOf, evaluate, runBody, runtimeFor, writeProject } from "./sample-project.ts";

describe("the realm", () => {
  test.each([
    ..."URL URLSearchParams fetch setTimeout setInterval setImmediate queueMicrotask structuredClone".split(
      " ",
    ),
    ..."TextEncoder TextDecoder atob btoa crypto performance process Buffer require module global".split(" "),
    ..."window document self navigator FormData Blob Headers Response Event AbortController HtmlService".split(
      " ",
    ),
  ])("has no %s", (name) => {
    expect(evaluate(`typeof ${name}`)).toBe("undefined");
  });

  test("has Apps Script's services and JavaScript's own objects only", () => {
    const names = evaluate(`Object.getOwnPropertyNames(globalThis)
      .filter((name) => !/^(?:[a-z]|on)/.test(name) && !/Array|Error$|^(?:Object|Function|Number|Boolean|String|Symbol|Date|Promise|RegExp)$/.test(name))`);
    expect(names).toEqual(
      expect.arrayContaining([
        "CardService",
        "UrlFetchApp",
        "GmailApp",
        "CalendarApp",
        "CacheService",
        "Utilities",
      ]),
    );
    expect(names).not.toContain("Calendar2");
  });

  test("has the advanced Calendar service only when the manifest enables it", () => {
    expect(evaluate("typeof Calendar")).toBe("object");
    const manifest = { timeZone: "Etc/UTC", runtimeVersion: "V8", oauthScopes: [] };
    expect(evaluate("typeof Calendar", { manifest })).toBe("undefined");
  });

  test.each([
    "UrlFetchApp.constructor.constructor('return typeof process')()",
    "UrlFetchApp.fetch.constructor('return typeof process')()",
    "CardService.newAction().constructor.constructor('return typeof process')()",
    "console.log.constructor('return typeof process')()",
    "arguments.callee.constructor('return typeof process')()",
    "e.constructor.constructor('return typeof process')()",
    "(() => { try { UrlFetchApp.fetch('https://elsewhere.example/') } catch (x) { return x.constructor.constructor('return typeof process')() } })()",
    "(() => { try { (function f() { CacheService.getUserCache().get('k'); f() })() } catch (x) { return x.constructor.constructor('return typeof process')() } })()",
    "(() => { Error.prepareStackTrace = (_, frames) => frames.map((f) => [f.getThis(), f.getFunction(), f.constructor]).flat().filter(Boolean).map((x) => x.constructor.constructor('return typeof process')()).find((t) => t !== 'undefined') ?? 'undefined'; try { UrlFetchApp.fetch('https://elsewhere.example/') } catch (x) { return x.stack } })()",
    "(() => { let seen = 'undefined'; const parse = JSON.parse; JSON.parse = function (...a) { seen = this.constructor.constructor('return typeof process')(); return parse(...a) }; CacheService.getUserCache().get('k'); return seen })()",
  ])("keeps Node out of reach: %s", (expression) => {
    expect(evaluate(expression)).toBe("undefined");
  });

  test("calls service methods on their own objects only", () => {
    expect(errorOf(runBody("CardService.newAction.call({});"))).toContain("don't match the method signature");
    expect(
      errorOf(
        runBody(
          "const { getText } = {}; CardService.newTextParagraph().setText.call(CardService.newAction(), 'x');",
        ),
      ),
    ).toContain("don't match the method signature for CardService.TextParagraph.setText");
  });
});

describe("executions", () => {
  const runtime = runtimeFor({
    "A.js": `var counter = 0; const shared = { n: 0 }; function onCount() { counter += 1; shared.n += 1; console.log(counter + "/" + shared.n + "/" + fromB()); }`,
    "B.js": `function fromB() { return typeof Object.prototype.polluted; }
        const arrow = () => { console.log("arrow"); };
        function onPollute() {
          Object.prototype.polluted = "yes"; Array.prototype.map = null; JSON.stringify = () => "{}"; String.prototype.replace = null;
          globalThis.left = 1; CardService.newAction = null; globalThis.globalThis = null;
        }
        function onThrow() { inner(); }
        function inner() { throw new TypeError("broken"); }
        function onService() { CardService.newTextParagraph().setText(1); }
        function onStack() { try { inner(); } catch (error) { console.log(error.stack); } }
        function onThrowText() { throw "just text"; }
        function onDeep() { (function f() { f(); })(); }
        function onEvent(e) { console.log(e.gmail.messageId, e instanceof Object); }
        function onMicrotask() { Promise.resolve("later").then(console.log); }
        function onLog() { console.info("a %s and %d", "b", 4); console.warn({ x: [1] }); console.error(new Error("e").message); Logger.log("l %s", 1); }
        function hidden_() {}`,
  });
  afterAll(() => {
    runtime.close();
  });
  const run = (functionName: string, event: unknown = {}): ReturnType<typeof runtime.run> =>
    runtime.run({ functionName, event, user: ann });
  const logOf = (functionName: string, event?: unknown): string[] => {
    const execution = run(functionName, event);
    expect(errorOf(execution)).toBe("no error");
    return execution.logs.map(({ text }) => text);
  };

  test("share nothing: globals start anew", () => {
    expect(logOf("onCount")).toEqual(["1/1/undefined"]);
    expect(logOf("onCount")).toEqual(["1/1/undefined"]);
  });

  test("cannot pollute the next one or the host", () => {
    expect(errorOf(run("onPollute"))).toBe("no error");
    expect("polluted" in {}).toBe(false);
    expect([1].map((n) => n)).toEqual([1]);
    expect(logOf("onCount")).toEqual(["1/1/undefined"]);
  });

  test("that spoil their own answer end in an error, never in the host", () => {
    for (const body of [
      "Object.defineProperty(Object.prototype, 'toJSON', { value: () => 1 });",
      "Object.preventExtensions(globalThis);",
      "JSON.stringify = Reflect.apply = Object.entries = null; throw Object.create(null);",
      "throw { get name() { for (;;) ; }, toString() { throw 1; } };",
      "const e = new Error('x'); Object.defineProperty(e, 'message', { get() { throw e; } }); throw e;",
      "throw new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; } });",
      "throw undefined;",
    ]) {
      const spoiled = runtimeFor(`function onX() { ${body} }\n${body.startsWith("throw") ? "" : body}`, {
        timeLimitMs: 500,
      });
      const execution = spoiled.run({ functionName: "onX", event: {}, user: ann });
      spoiled.close();
      expect([body, typeof execution.error?.message]).toEqual([body, "string"]);
    }
  });

  test("end at the time limit", () => {
    // A runtime of its own: a script that a busy machine holds up for as long is not what the other tests are about.
    const limited = runtimeFor(
      `function onSpin() { for (;;) ; }
       function onSpinLater() { Promise.resolve().then(() => { for (;;) ; }); }
       function onSleep() { Utilities.sleep(60000); for (;;) ; }`,
      { timeLimitMs: 300 },
    );
    for (const functionName of ["onSpin", "onSpinLater", "onSleep"]) {
      const execution = limited.run({ functionName, event: {}, user: ann });
      expect(errorOf(execution)).toBe("Exception: Exceeded maximum execution time");
      expect(execution.ms).toBeLessThan(3_000);
    }
    limited.close();
  });

  test("report an error with the project's own frames", () => {
    const { error } = run("onThrow");
    expect(error).toMatchObject({ name: "TypeError", message: "broken" });
    expect(error?.stack).toMatch(
      /^TypeError: broken\n\s+at inner \(B\.js:\d+:\d+\)\n\s+at onThrow \(B\.js:\d+:\d+\)$/,
    );
    expect(run("onService").error?.stack).toMatch(
      /^Exception: The parameters .*\n\s+at onService \(B\.js:\d+:\d+\)$/,
    );
    expect(logOf("onStack").join()).not.toMatch(/node:|file:|services\.js|evalmachine/);
    expect(errorOf(run("onThrowText"))).toBe("Error: just text");
    expect(errorOf(run("onDeep"))).toContain("RangeError: Maximum call stack");
  });

  test("take an event object of their own realm", () => {
    expect(logOf("onEvent", { gmail: { messageId: "m1" } })).toEqual(["m1 true"]);
  });

  test("run promises before they end", () => {
    expect(logOf("onMicrotask")).toEqual(["later"]);
  });

  test("log by level", () => {
    expect(run("onLog").logs).toEqual([
      { level: "info", text: "a b and 4" },
      { level: "warn", text: '{"x":[1]}' },
      { level: "error", text: "e" },
      { level: "info", text: "l 1" },
    ]);
  });

  test("start at public top-level functions only", () => {
    expect(logOf("arrow")).toEqual(["arrow"]);
    for (const name of ["nowhere", "hidden_", "eval", "console.log", "onCount()"]) {
      expect(errorOf(run(name))).toBe(`ReferenceError: Script function not found: ${name}`);
    }
  });

  test("report what a file throws while it is loaded", () => {
    const broken = runtimeFor(`function onX() {} throw new RangeError("at load");`);
    const execution = broken.run({ functionName: "onX", event: {}, user: ann });
    broken.close();
    expect(errorOf(execution)).toBe("RangeError: at load");
  });
});

describe("a thread", () => {
  test("that a script fills with data dies with that script alone", async () => {
    const runtime = await createRuntimeInWorker({
      project: {
        dir: writeProject(`function onHoard() { const all = []; for (;;) all.push({ rows: new Array(1e5).fill(all.length) }); }
          function onSmall() { console.log("small"); }`),
      },
      network: { origins: {} },
      google: {
        gmailBaseUrl: "http://127.0.0.1:9",
        calendarBaseUrl: "http://127.0.0.1:9",
        accessToken: () => "t",
      },
    });
    const run = async (functionName: string): Promise<Execution> =>
      await runtime.run({ functionName, event: {}, user: ann });
    expect(errorOf(await run("onHoard"))).toBe("Exception: Out of memory error");
    expect((await run("onSmall")).logs).toEqual([{ level: "debug", text: "small" }]);
    await runtime.close();
  });

  test("survives a promise that a script leaves rejected", async () => {
    const runtime = await createRuntimeInWorker({
      project: {
        dir: writeProject(`function onTest() { Promise.reject(new Error("left")); console.log("done"); }`),
      },
      network: { origins: {} },
      google: {
        gmailBaseUrl: "http://127.0.0.1:9",
        calendarBaseUrl: "http://127.0.0.1:9",
        accessToken: () => "t",
      },
    });
    for (let round = 0; round < 3; round += 1) {
      const { logs } = await runtime.run({ functionName: "onTest", event: {}, user: ann });
      expect(logs.map(({ text }) => text)).toEqual(["done"]);
    }
    await runtime.close();
  });
});
