/** P12, P13, P16: what opening a message costs, from the add-on's callback to the card. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { createContext, Script } from "node:vm";
import { startDemoStack } from "../../dev/demo/demo-stack.ts";
import type { DemoStack } from "../../dev/demo/demo-stack.ts";
import { fillCrm } from "../../dev/demo/fill-crm.ts";
import { HeadlessSidebar } from "../../dev/demo/headless-sidebar.ts";
import { logHistory } from "../../dev/demo/log-history.ts";
import { seededScenario } from "../../dev/demo/seeded.ts";
import { findAccount } from "../../dev/google/world.ts";
import { quantile } from "./report.ts";
import type { Measurement } from "./report.ts";
import { countStatements } from "./statement-count.ts";

const WARM_UP = 20;
const CALLBACKS = 200;

export async function measureAddon(): Promise<Measurement[]> {
  const scenario = await seededScenario();
  let googleRequests = 0;
  const stack = await startDemoStack({ scenario, port: 3300, onGoogleRequest: () => (googleRequests += 1) });
  try {
    await fillCrm(stack, scenario);
    await logHistory(stack, scenario, "everybody's");
    const mails = [...(findAccount(stack.google.world, scenario.me)?.mailbox.newestFirst() ?? [])].map(
      ({ id, threadId }) => ({ messageId: id, threadId }),
    );
    const sidebar = new HeadlessSidebar(stack.host, scenario.me);
    const open = async (i: number) =>
      await sidebar.openMessage(mails[i % mails.length] ?? { messageId: "", threadId: "" });
    for (let i = 0; i < WARM_UP; i += 1) await open(i);

    const times: number[] = [];
    let calls = 0;
    let bytes = 0;
    let addonGoogleCalls = 0;
    googleRequests = 0;
    const statements: number[] = [];
    for (let i = 0; i < CALLBACKS; i += 1) {
      const counted = await countStatements(async () => {
        const { execution } = await open(i);
        times.push(execution.ms);
        const ours = execution.httpCalls.filter(({ service }) => service === "UrlFetchApp");
        calls = Math.max(calls, ours.length);
        bytes = Math.max(bytes, ...ours.map((call) => call.bytes));
        addonGoogleCalls += execution.httpCalls.length - ours.length;
      });
      statements.push(counted);
    }
    return [
      { id: "P12", measure: "HTTP calls from Apps Script to open a message", value: calls, unit: "", bar: 1 },
      { id: "P12", measure: "SQL statements, median", value: quantile(statements, 0.5), unit: "", bar: 2 },
      {
        id: "P12",
        measure: "Google calls by the backend",
        value: googleRequests - addonGoogleCalls,
        unit: "",
        bar: 0,
      },
      { id: "P12", measure: "largest answer", value: bytes / 1_000, unit: "kB", bar: 20 },
      ...measureBundle(stack),
      {
        id: "P16",
        measure: "callback to context card, p95",
        value: quantile(times, 0.95),
        unit: "ms",
        bar: 50,
      },
    ];
  } finally {
    await stack.close();
  }
}

/** Compiled and run from nothing in a bare realm each time, as on every click. */
function measureBundle({ addonFolder }: DemoStack): Measurement[] {
  const code = readFileSync(path.join(addonFolder, "Code.js"), "utf8");
  const times = Array.from({ length: 40 }, () => {
    const context = createContext({});
    const startedAt = performance.now();
    new Script(code, { filename: "Code.js" }).runInContext(context);
    return performance.now() - startedAt;
  });
  return [
    { id: "P13", measure: "add-on bundle", value: Buffer.byteLength(code) / 1_000, unit: "kB", bar: 100 },
    {
      id: "P13",
      measure: "parse and run in a bare realm, median",
      value: quantile(times, 0.5),
      unit: "ms",
      bar: 30,
    },
  ];
}
