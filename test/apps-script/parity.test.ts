/**
 * The fakes against the published types: what @types/google-apps-script does not know cannot be used through them,
 * and what they leave out of CardService is written down here.
 */
import { afterAll, describe, expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import ts from "typescript";
import { runtimeFor } from "./sample-project.ts";

const typesDir = dirname(createRequire(import.meta.url).resolve("@types/google-apps-script/package.json"));
const published = readTypes(
  [
    "card-service",
    "gmail",
    "calendar",
    "url-fetch",
    "cache",
    "properties",
    "utilities",
    "base",
    "script",
    "lock",
  ]
    .map((name) => `google-apps-script.${name}.d.ts`)
    .concat("apis/calendar_v3.d.ts"),
);
const runtime = runtimeFor("function onTest() {}");
const { types, enums, globals } = runtime.surface();
afterAll(() => {
  runtime.close();
});

/** Our names have CardService's prefix where the types say Card_Service. */
const publishedName = (name: string): string =>
  name === "CardService" ? "Card_Service.CardService" : name.replace(/^CardService\./, "Card_Service.");

describe("everything the fakes offer is in the published types", () => {
  test.each(Object.entries(types))("%s", (name, methods) => {
    const type = published.interfaces.get(publishedName(name));
    expect(type).toBeDefined();
    for (const [method, [least, most]] of Object.entries(methods)) {
      const arities = type?.get(method) ?? [];
      const label = `${name}.${method}`;
      expect([label, arities.length > 0]).toEqual([label, true]);
      const fewest = Math.min(...arities.map(([min]) => min));
      const greatest = Math.max(...arities.map(([, max]) => max));
      expect([label, least >= fewest, most <= greatest]).toEqual([label, true, true]);
    }
  });

  test.each(Object.entries(enums))("enum %s", (name, values) => {
    expect(published.enums.get(publishedName(name))).toEqual(expect.arrayContaining([...values]));
  });

  test("global names", () => {
    for (const name of Object.keys(globals)) expect(published.variables).toContain(name);
  });
});

describe("what of CardService is left out", () => {
  const cardTypes = [...published.interfaces].filter(([name]) => name.startsWith("Card_Service."));
  const ours = (name: string): Readonly<Record<string, unknown>> =>
    types[
      name === "Card_Service.CardService" ? "CardService" : name.replace("Card_Service", "CardService")
    ] ?? {};

  test("factories: the deprecated KeyValue, and what belongs to Drive and the editors", () => {
    const factories = published.interfaces.get("Card_Service.CardService") ?? new Map<string, Arity[]>();
    const missing = [...factories].filter(
      ([name, arities]) => arities.length > 0 && !(name in ours("Card_Service.CardService")),
    );
    expect(missing.map(([name]) => name)).toEqual([
      "newDriveItemsSelectedActionResponseBuilder",
      "newEditorFileScopeActionResponseBuilder",
      "newKeyValue",
      "newLinkPreview",
    ]);
  });

  test("methods: deprecated, Chat's, in Developer Preview, and conference data", () => {
    const whole = /\.(KeyValue|LinkPreview|Drive\w+|Editor\w+|Button|Widget|CardService)$/;
    const missing = cardTypes
      .filter(([name]) => !whole.test(name))
      .flatMap(([name, methods]) =>
        [...methods.keys()].filter((method) => !(method in ours(name))).map((method) => `${name}.${method}`),
      );
    expect(missing).toEqual([
      "Card_Service.Action.setInteraction",
      "Card_Service.Action.setMethodName",
      "Card_Service.Validation.setInputType",
      "Card_Service.CalendarEventActionResponseBuilder.setConferenceData",
    ]);
  });

  test("at least 85 of 100 methods are there", () => {
    const all = cardTypes.flatMap(([name, methods]) =>
      // Button is what text and image buttons have in common; its methods count there.
      name === "Card_Service.Button"
        ? []
        : [...methods].flatMap(([method, arities]) => (arities.length > 0 ? [method in ours(name)] : [])),
    );
    expect(all.filter(Boolean).length / all.length).toBeGreaterThanOrEqual(0.85);
  });
});

type Arity = readonly [least: number, most: number];

interface PublishedTypes {
  /** Qualified name below GoogleAppsScript → member → its overloads; properties have none. */
  readonly interfaces: Map<string, Map<string, Arity[]>>;
  readonly enums: Map<string, string[]>;
  readonly variables: Set<string>;
}

function readTypes(files: readonly string[]): PublishedTypes {
  const read: PublishedTypes = { interfaces: new Map(), enums: new Map(), variables: new Set() };
  for (const file of files) {
    const source = ts.createSourceFile(
      file,
      readFileSync(join(typesDir, file), "utf8"),
      ts.ScriptTarget.ESNext,
    );
    for (const statement of source.statements) visit(statement, [], read);
  }
  return read;
}

function visit(node: ts.Node, path: readonly string[], read: PublishedTypes): void {
  if (ts.isModuleDeclaration(node)) {
    const inner = node.name.text === "GoogleAppsScript" ? path : [...path, node.name.text];
    if (node.body !== undefined)
      ts.forEachChild(node.body, (child) => {
        visit(child, inner, read);
      });
    if (node.body !== undefined && ts.isModuleDeclaration(node.body)) visit(node.body, inner, read);
  } else if (ts.isInterfaceDeclaration(node)) {
    const name = [...path, node.name.text].join(".");
    const members = read.interfaces.get(name) ?? new Map<string, Arity[]>();
    read.interfaces.set(name, members);
    for (const member of node.members) addMember(member, members);
  } else if (ts.isEnumDeclaration(node)) {
    const values = node.members.map(({ name }) => (ts.isIdentifier(name) ? name.text : ""));
    read.enums.set([...path, node.name.text].join("."), values);
  } else if (ts.isVariableStatement(node)) {
    for (const { name } of node.declarationList.declarations)
      if (ts.isIdentifier(name)) read.variables.add(name.text);
  }
}

function addMember(member: ts.TypeElement, members: Map<string, Arity[]>): void {
  if (member.name === undefined || !ts.isIdentifier(member.name)) return;
  const name = member.name.text;
  if (!ts.isMethodSignature(member)) {
    members.set(name, members.get(name) ?? []);
    return;
  }
  const rest = member.parameters.some(({ dotDotDotToken }) => dotDotDotToken !== undefined);
  const least = member.parameters.filter(
    (p) => p.questionToken === undefined && p.dotDotDotToken === undefined,
  ).length;
  members.set(name, [...(members.get(name) ?? []), [least, rest ? Infinity : member.parameters.length]]);
}
