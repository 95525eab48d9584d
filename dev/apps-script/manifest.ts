/**
 * Reads and checks `appsscript.json` by the rules of Google's editor and add-on platform.
 * https://developers.google.com/apps-script/manifest
 */
import { allowListProblem } from "./url-allow-list.ts";
import { z } from "zod";

const auth = "https://www.googleapis.com/auth/";
const functionName = z.string().regex(/^[A-Za-z_$][\w$]*$/, "is not the name of a function");
const httpsUrl = z.string().regex(/^https:\/\/[^\s/]+\//, "must be an https URL with a path");
const trigger = z.strictObject({ runFunction: functionName });

const universalAction = z.union([
  z.strictObject({ label: z.string().min(1), runFunction: functionName }),
  z.strictObject({ label: z.string().min(1), openLink: httpsUrl }),
]);

const common = z.strictObject({
  name: z.string().min(1),
  logoUrl: httpsUrl,
  useLocaleFromApp: z.boolean().optional(),
  homepageTrigger: trigger.extend({ enabled: z.boolean().optional() }).optional(),
  layoutProperties: z
    .strictObject({ primaryColor: z.string().optional(), secondaryColor: z.string().optional() })
    .optional(),
  universalActions: z.array(universalAction).optional(),
  openLinkUrlPrefixes: z.array(z.string()).optional(),
});

const gmail = z.strictObject({
  homepageTrigger: trigger.extend({ enabled: z.boolean().optional() }).optional(),
  contextualTriggers: z
    .array(z.strictObject({ unconditional: z.strictObject({}), onTriggerFunction: functionName }))
    .optional(),
  composeTrigger: z
    .strictObject({
      draftAccess: z.enum(["NONE", "METADATA"]).optional(),
      // Google allows one compose action an add-on.
      selectActions: z
        .array(z.strictObject({ text: z.string().min(1), runFunction: functionName }))
        .length(1),
    })
    .optional(),
});

const calendar = z.strictObject({
  homepageTrigger: trigger.extend({ enabled: z.boolean().optional() }).optional(),
  currentEventAccess: z.enum(["METADATA", "READ", "WRITE", "READ_WRITE"]).optional(),
  eventOpenTrigger: trigger.optional(),
  eventUpdateTrigger: trigger.optional(),
});

const manifestSchema = z.strictObject({
  timeZone: z.string().refine(isTimeZone, "is not a time zone"),
  runtimeVersion: z.literal("V8", "must be V8: what is left out runs on Rhino"),
  exceptionLogging: z.enum(["NONE", "STACKDRIVER"]).optional(),
  oauthScopes: z.array(z.string().regex(/^(openid|email|profile|https:\/\/\S+)$/, "is not a scope")),
  urlFetchWhitelist: z.array(z.string()).optional(),
  dependencies: z
    .strictObject({
      enabledAdvancedServices: z
        .array(z.strictObject({ userSymbol: functionName, serviceId: z.string(), version: z.string() }))
        .optional(),
    })
    .optional(),
  addOns: z.strictObject({ common, gmail: gmail.optional(), calendar: calendar.optional() }).optional(),
});

export interface Manifest extends z.infer<typeof manifestSchema> {
  /** Every function the manifest names. */
  readonly functionNames: readonly string[];
}

/** @param file for the messages; every problem is named at once. */
export function parseManifest(text: string, file: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON`, { cause: error });
  }
  const parsed = manifestSchema.safeParse(json);
  const problems = parsed.success
    ? [...allowListProblems(parsed.data), ...scopeProblems(parsed.data)]
    : parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  if (!parsed.success || problems.length > 0) {
    throw new Error(`${file} is not a manifest Google takes:\n- ${problems.join("\n- ")}`);
  }
  return { ...parsed.data, functionNames: [...namedFunctions(parsed.data.addOns)] };
}

function allowListProblems(manifest: z.infer<typeof manifestSchema>): string[] {
  const lists = {
    urlFetchWhitelist: manifest.urlFetchWhitelist ?? [],
    "addOns.common.openLinkUrlPrefixes": manifest.addOns?.common.openLinkUrlPrefixes ?? [],
  };
  return Object.entries(lists).flatMap(([field, prefixes]) =>
    prefixes.flatMap((prefix, index) => {
      if (prefix === "*" && field.endsWith("openLinkUrlPrefixes")) return [];
      const problem = allowListProblem(prefix);
      return problem === undefined ? [] : [`${field}.${index}: ${prefix} ${problem}`];
    }),
  );
}

/**
 * What the add-on is to be shown of an open draft or event, and may change there, needs its scope.
 * https://developers.google.com/workspace/add-ons/concepts/workspace-scopes
 */
function scopeProblems({ addOns, oauthScopes }: z.infer<typeof manifestSchema>): string[] {
  const compose = addOns?.gmail?.composeTrigger;
  const access = addOns?.calendar?.currentEventAccess ?? "METADATA";
  const needed: readonly (readonly [isNeeded: boolean, field: string, scope: string])[] = [
    [compose !== undefined, "gmail.composeTrigger", "gmail.addons.current.action.compose"],
    [
      compose?.draftAccess === "METADATA",
      "gmail.composeTrigger.draftAccess",
      "gmail.addons.current.message.metadata",
    ],
    [access.startsWith("READ"), "calendar.currentEventAccess", "calendar.addons.current.event.read"],
    [access.endsWith("WRITE"), "calendar.currentEventAccess", "calendar.addons.current.event.write"],
  ];
  return needed
    .filter(([isNeeded, , scope]) => isNeeded && !oauthScopes.includes(`${auth}${scope}`))
    .map(([, field, scope]) => `addOns.${field}: needs the scope ${auth}${scope}`);
}

/** Values of `runFunction` and `onTriggerFunction`, wherever they stand. */
function* namedFunctions(node: unknown): Generator<string> {
  if (typeof node !== "object" || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if ((key === "runFunction" || key === "onTriggerFunction") && typeof value === "string") yield value;
    else yield* namedFunctions(value);
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
