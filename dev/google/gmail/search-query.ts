/**
 * Reads Gmail's search-box language into a tree.
 * https://support.google.com/mail/answer/7190 and https://developers.google.com/workspace/gmail/api/guides/filtering
 */

export type SearchQuery =
  | { readonly kind: "and" | "or"; readonly terms: readonly SearchQuery[] }
  | { readonly kind: "not"; readonly term: SearchQuery }
  | { readonly kind: "words"; readonly text: string }
  | { readonly kind: "field"; readonly operator: string; readonly value: string };

/** What stands unclosed or makes no sense is read as plain words, as the search box does. */
export function parseSearchQuery(text: string): SearchQuery {
  const tokens = tokenize(text.slice(0, maxLength));
  const position = { index: 0 };
  const terms: SearchQuery[] = [];
  // A stray closing bracket ends a group that never began; reading goes on behind it.
  while (position.index < tokens.length) {
    const group = readGroup(tokens, position, "and", 0);
    if (group !== undefined) terms.push(group);
  }
  return terms.length === 1 && terms[0] !== undefined ? terms[0] : { kind: "and", terms };
}

const maxLength = 64 * 1024;
const maxDepth = 50;

/** Every operator that is looked at; `word:rest` with any other word is plain text. */
const searchOperators = new Set([
  "from",
  "to",
  "cc",
  "bcc",
  "subject",
  "after",
  "newer",
  "before",
  "older",
  "newer_than",
  "older_than",
  "in",
  "is",
  "has",
  "label",
  "category",
  "rfc822msgid",
  "deliveredto",
  "list",
  "filename",
  "larger",
  "smaller",
]);

type Token =
  | { readonly kind: "open" | "close"; readonly group: "and" | "or" }
  | { readonly kind: "minus" | "or" | "and" }
  | { readonly kind: "text"; readonly text: string; readonly quoted: boolean }
  | { readonly kind: "operator"; readonly operator: string };

const tokenPattern = /([(){}])|(-)(?=\S)|"([^"]*)"?|([a-z0-9_]+):(?=\S)|([^\s(){}"]+)/giy;

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    tokenPattern.lastIndex = at;
    const match = tokenPattern.exec(text);
    if (match === null) {
      at += 1;
      continue;
    }
    const [whole, bracket, minus, quoted, operator, word] = match;
    const isOperator = operator !== undefined && searchOperators.has(operator.toLowerCase());
    if (bracket !== undefined) {
      tokens.push({
        kind: bracket === "(" || bracket === "{" ? "open" : "close",
        group: bracket === "{" || bracket === "}" ? "or" : "and",
      });
    } else if (minus !== undefined) tokens.push({ kind: "minus" });
    else if (quoted !== undefined) tokens.push({ kind: "text", text: quoted, quoted: true });
    else if (isOperator) tokens.push({ kind: "operator", operator: operator.toLowerCase() });
    else if (whole === "OR" || whole === "|") tokens.push({ kind: "or" });
    else if (whole === "AND") tokens.push({ kind: "and" });
    else tokens.push({ kind: "text", text: word ?? whole, quoted: false });
    at += whole.length;
  }
  return tokens;
}

/** Reads up to the closing bracket; OR binds its two neighbours closer than the silent AND does. */
function readGroup(
  tokens: readonly Token[],
  position: { index: number },
  group: "and" | "or",
  depth: number,
): SearchQuery | undefined {
  const terms: SearchQuery[] = [];
  let joinNext = false;
  while (position.index < tokens.length) {
    const token = tokens[position.index];
    if (token === undefined || token.kind === "close") {
      position.index += 1;
      break;
    }
    if (token.kind === "or" || token.kind === "and") {
      joinNext = token.kind === "or" && terms.length > 0;
      position.index += 1;
      continue;
    }
    const term = readTerm(tokens, position, depth);
    if (term === undefined) continue;
    const last = terms.at(-1);
    if (joinNext && last !== undefined) {
      const joined = last.kind === "or" ? [...last.terms, term] : [last, term];
      terms[terms.length - 1] = { kind: "or", terms: joined };
    } else terms.push(term);
    joinNext = false;
  }
  if (terms.length === 0) return undefined;
  return terms.length === 1 ? terms[0] : { kind: group, terms };
}

function readTerm(
  tokens: readonly Token[],
  position: { index: number },
  depth: number,
): SearchQuery | undefined {
  const token = tokens[position.index];
  position.index += 1;
  switch (token?.kind) {
    case "minus": {
      // Several in a row mean no more than one, and must not cost a stack frame each.
      while (tokens[position.index]?.kind === "minus") position.index += 1;
      const term = readTerm(tokens, position, depth);
      return term === undefined ? undefined : { kind: "not", term };
    }
    case "open":
      // Deeper than anybody types: flattened rather than overflowing the stack.
      return depth >= maxDepth ? undefined : readGroup(tokens, position, token.group, depth + 1);
    case "operator":
      return readOperand(tokens, position, token.operator, depth);
    case "text":
      return { kind: "words", text: token.text };
    case "close":
    case "or":
    case "and":
    case undefined:
      return undefined;
  }
}

/** `from:x`, `from:"x y"`, and `from:(a OR b)`, whose operator goes onto every word inside. */
function readOperand(
  tokens: readonly Token[],
  position: { index: number },
  operator: string,
  depth: number,
): SearchQuery | undefined {
  const token = tokens[position.index];
  if (token?.kind === "text") {
    position.index += 1;
    return { kind: "field", operator, value: token.text };
  }
  if (token?.kind !== "open") return undefined;
  const group = readTerm(tokens, position, depth);
  return group === undefined ? undefined : distribute(group, operator);
}

function distribute(query: SearchQuery, operator: string): SearchQuery {
  switch (query.kind) {
    case "words":
      return { kind: "field", operator, value: query.text };
    case "field":
      return query;
    case "not":
      return { kind: "not", term: distribute(query.term, operator) };
    case "and":
    case "or":
      return { kind: query.kind, terms: query.terms.map((term) => distribute(term, operator)) };
  }
}
