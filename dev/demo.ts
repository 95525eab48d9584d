/** `npm run demo`: the product with nothing but npm. See `--help`. */
import { onToldToStop } from "../backend/src/told-to-stop.ts";
import { addWork } from "./demo/add-work.ts";
import { connectUrl } from "./demo/connect-google.ts";
import { parseDemoOptions, USAGE } from "./demo/options.ts";
import type { DemoOptions } from "./demo/options.ts";
import { startDemoStack } from "./demo/demo-stack.ts";
import type { DemoStack } from "./demo/demo-stack.ts";
import { fillCrm } from "./demo/fill-crm.ts";
import { headlessCheck } from "./demo/headless-check.ts";
import { logHistory } from "./demo/log-history.ts";
import { ownMailScenario } from "./demo/own-mail.ts";
import type { Scenario } from "./demo/scenario.ts";
import { seededScenario } from "./demo/seeded.ts";

const MAX_NOTES_SHOWN = 20;

/** Many times Gmail's own quota: the check is not to wait for the first sync. */
const NO_HURRY = 1_000_000;

try {
  await main(parseDemoOptions(process.argv.slice(2)));
} catch (error) {
  console.error(`The demo failed: ${describe(error)}`);
  process.exit(1);
}

async function main(options: DemoOptions): Promise<void> {
  if (options.help) {
    console.log(USAGE);
    return;
  }
  const scenario =
    options.mail.length > 0 ? await ownMailScenario(options.mail, options.me) : await seededScenario();
  console.log(`Loaded ${scenario.summary}`);
  for (const { path, reason } of scenario.notes.slice(0, MAX_NOTES_SHOWN))
    console.log(`  not loaded: ${path}: ${reason}`);
  if (scenario.notes.length > MAX_NOTES_SHOWN)
    console.log(`  and ${scenario.notes.length - MAX_NOTES_SHOWN} more`);

  const stack = await startDemoStack({
    scenario,
    port: Number(process.env["PORT"] ?? 3000),
    dataDir: options.dataDir,
    databaseUrl: process.env["DATABASE_URL"],
    ...(options.headlessCheck ? { gmailUnitsPerMinute: NO_HURRY } : {}),
  });
  const contacts = await fillCrm(stack, scenario);
  // On kept data the history is there already.
  const mails = contacts === 0 ? 0 : await logHistory(stack, scenario);
  await addWork(stack, scenario);
  console.log(`${contacts} contacts made, ${mails} older mails logged`);
  if (options.headlessCheck) await check(stack, scenario);
  else await serve(stack, scenario);
}

async function check(stack: DemoStack, scenario: Scenario): Promise<void> {
  try {
    await headlessCheck(stack, scenario, (line) => {
      console.log(`  ${line}`);
    });
    console.log("The main job works.");
  } finally {
    await stack.close();
  }
}

async function serve(stack: DemoStack, scenario: Scenario): Promise<void> {
  console.log(`
  Rapport is at ${stack.url}
  You are ${scenario.me}; the switcher in the top right corner makes you ${scenario.colleague}.
  Connect mail, sending and calendar with one consent at
  ${connectUrl(stack.url)}
  and the sync logs by itself; what is connected stands at ${stack.url}/settings/integrations.
  The API is described at ${stack.url}/api/docs. Ctrl+C ends the demo.
`);
  await new Promise<void>((resolve) => {
    onToldToStop(resolve, process.env["npm_lifecycle_event"]);
  });
  console.log("Stopping");
  await stack.close();
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${describe(error.cause)}`;
}
