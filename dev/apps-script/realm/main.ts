/** Fills a fresh realm with Apps Script's services. Evaluated once an execution, before the project's own files. */
import type { RealmSettings } from "../bridge-protocol.ts";
import { connect } from "./bridge.ts";
import { installCalendarApp } from "./calendar-app.ts";
import { installCalendarService } from "./calendar-service.ts";
import { installCardService } from "./cards/card-service.ts";
import { surface } from "./define.ts";
import { installGmailApp } from "./gmail.ts";
import { installLogging } from "./logging.ts";
import { returned, threw } from "./outcome.ts";
import { setScopes } from "./permission.ts";
import { installScriptApp } from "./script-app.ts";
import { installStackTraces } from "./stack-trace.ts";
import { installStores } from "./stores.ts";
import { installUrlFetchApp } from "./url-fetch.ts";
import { installUtilities } from "./utilities.ts";

const { parse, stringify } = JSON;

/** Everything the host may call; all take and give strings. */
export interface Realm {
  /** Calls a top-level function of the project; the answer is a RealmOutcome. */
  readonly run: (functionName: string, eventJson: string) => string;
  /** A RealmOutcome for what a file threw while it was loaded. */
  readonly describe: (error: unknown) => string;
  readonly surface: () => string;
}

export function install(host: (request: string) => string, settingsJson: string): Realm {
  const settings = parse(settingsJson) as RealmSettings;
  connect(host);
  setScopes(settings);
  installStackTraces(settings.fileNames);
  installLogging();
  installCardService();
  installUrlFetchApp();
  installGmailApp();
  installCalendarApp();
  installStores();
  installUtilities();
  installScriptApp(settings);
  for (const [symbol, serviceId] of Object.entries(settings.advancedServices)) {
    if (serviceId === "calendar") installCalendarService(symbol);
  }
  return { run, describe: threw, surface: () => stringify(surface()) };
}

const evaluate = eval;

function run(functionName: string, eventJson: string): string {
  try {
    // Indirect eval sees what files declared with const and let, which are no properties of the global object.
    const entryPoint: unknown = evaluate(functionName);
    if (typeof entryPoint !== "function")
      throw new ReferenceError(`Script function not found: ${functionName}`);
    const answer: unknown = Reflect.apply(entryPoint, undefined, [parse(eventJson)]);
    return returned(answer);
  } catch (error) {
    return threw(error);
  }
}
