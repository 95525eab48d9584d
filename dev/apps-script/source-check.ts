/**
 * Reads a source file as Apps Script's V8 would take it: which functions it declares at top level, and what it may not contain.
 * https://developers.google.com/apps-script/guides/v8-runtime
 */
import { parse } from "acorn";
import type { Node, Program } from "acorn";

export interface CheckedSource {
  readonly functions: readonly string[];
  /** One sentence each, with file and line. */
  readonly problems: readonly string[];
}

export function checkSource(source: string, fileName: string): CheckedSource {
  try {
    const program = parse(source, { ecmaVersion: 2022, sourceType: "script", locations: true });
    const problems = [...nodesIn(program)].flatMap((node) => {
      const refusal = refusalOf(node);
      return refusal === undefined ? [] : [`${fileName}:${node.loc?.start.line ?? 1}: ${refusal}`];
    });
    return { functions: program.body.flatMap(declaredFunctions), problems };
  } catch (error) {
    if (!isSyntaxError(error)) throw error;
    return { functions: [], problems: [`${fileName}:${error.loc.line}: ${error.message}`] };
  }
}

/** Also functions in variables: Apps Script finds both, but no name inside another function. */
function declaredFunctions(statement: Program["body"][number]): string[] {
  if (statement.type === "FunctionDeclaration") return [statement.id.name];
  if (statement.type !== "VariableDeclaration") return [];
  return statement.declarations.flatMap(({ id, init }) =>
    id.type === "Identifier" &&
    (init?.type === "ArrowFunctionExpression" || init?.type === "FunctionExpression")
      ? [id.name]
      : [],
  );
}

/** What Google's parser stops at, although Node's does not; modules do not parse as a script anyway. */
function refusalOf(node: Node): string | undefined {
  switch (node.type) {
    case "PrivateIdentifier":
      return "private class member";
    case "StaticBlock":
      return "static block in a class";
    case "PropertyDefinition":
      return "static" in node && node.static === true ? "static field in a class" : undefined;
    case "ImportExpression":
      return "import()";
    default:
      return undefined;
  }
}

function* nodesIn(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const item of value) yield* nodesIn(item);
  else if (isNode(value)) {
    yield value;
    for (const child of Object.values(value)) yield* nodesIn(child);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

function isSyntaxError(error: unknown): error is SyntaxError & { loc: { line: number } } {
  return error instanceof SyntaxError && "loc" in error;
}
