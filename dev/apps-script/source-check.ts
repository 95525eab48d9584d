/**
 * Reads a source file as Apps Script's V8 would take it: which functions it declares at top level, and what it may not contain.
 * https://developers.google.com/apps-script/guides/v8-runtime
 */
import ts from "typescript";

export interface CheckedSource {
  readonly functions: readonly string[];
  /** One sentence each, with file and line. */
  readonly problems: readonly string[];
}

export function topLevelFunctions(source: string, fileName: string): CheckedSource {
  const file = ts.createSourceFile(fileName, source, ts.ScriptTarget.ESNext, true, ts.ScriptKind.JS);
  const problems: string[] = [];
  const report = (node: ts.Node, text: string): void => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
    problems.push(`${fileName}:${line + 1}: ${text}`);
  };

  const visit = (node: ts.Node): void => {
    const refusal = refusalOf(node);
    if (refusal !== undefined) report(node, refusal);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { functions: file.statements.flatMap(declaredFunctions), problems };
}

function declaredFunctions(statement: ts.Statement): string[] {
  if (ts.isFunctionDeclaration(statement)) return statement.name === undefined ? [] : [statement.name.text];
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap(({ name, initializer }) =>
    ts.isIdentifier(name) &&
    initializer !== undefined &&
    (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer))
      ? [name.text]
      : [],
  );
}

/** What Google's parser stops at, although Node's does not. */
function refusalOf(node: ts.Node): string | undefined {
  if (ts.isPrivateIdentifier(node)) return `private class member ${node.text}`;
  if (ts.isClassStaticBlockDeclaration(node)) return "static block in a class";
  if (ts.isPropertyDeclaration(node) && hasModifier(node, ts.SyntaxKind.StaticKeyword))
    return "static field in a class";
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isExportAssignment(node)) {
    return "ES module syntax";
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return "import()";
  if (
    ts.canHaveModifiers(node) &&
    ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  ) {
    return "ES module syntax";
  }
  if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) return "import.meta";
  return undefined;
}

function hasModifier(node: ts.HasModifiers, wanted: ts.SyntaxKind): boolean {
  return ts.getModifiers(node)?.some(({ kind }) => kind === wanted) ?? false;
}
