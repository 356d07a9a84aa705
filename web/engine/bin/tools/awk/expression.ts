import type { ToolFailure } from "../../lib/errors.ts";
import type { Token } from "./lexer.ts";
import type { Expression } from "./syntax.ts";

/** The tokens that an expression is read from. */
export interface ExpressionTokens {
  readonly token: Token;
  readonly next: Token;
  advance(): Token;
  is(text: string): boolean;
  accept(text: string): boolean;
  expect(text: string): void;
  skipNewlines(): void;
  unexpected(): ToolFailure;
}

/** How an expression is read: `>` is a comparison except behind `print`, `in` is left to `for`. */
interface Reading {
  tokens: ExpressionTokens;
  greater: boolean;
}

/** Reads an expression; within `print` a `>` at its top belongs to the output (`greater` false). */
export function parseExpression(tokens: ExpressionTokens, greater = true): Expression {
  return ternary({ tokens, greater });
}

/** Reads a value without operators but joining: the target of an output. */
export function parseSimple(tokens: ExpressionTokens): Expression {
  return joined({ tokens, greater: false }, false);
}

const assignments = new Set(["=", "+=", "-=", "*=", "/=", "%=", "^="]);

function ternary(reading: Reading): Expression {
  const { tokens } = reading;
  const test = either(reading);
  if (tokens.accept("?")) {
    tokens.skipNewlines();
    const yes = ternary(reading);
    tokens.skipNewlines();
    tokens.expect(":");
    tokens.skipNewlines();
    return { type: "condition", test, yes, no: ternary(reading) };
  }
  if (tokens.token.kind === "operator" && assignments.has(tokens.token.text) && isTarget(test)) {
    const operator = tokens.advance().text;
    tokens.skipNewlines();
    return { type: "assign", operator, target: test, value: ternary(reading) };
  }
  return test;
}

const isTarget = ({ type }: Expression) => type === "variable" || type === "element" || type === "field";

function either(reading: Reading): Expression {
  let left = both(reading);
  while (reading.tokens.accept("||")) {
    reading.tokens.skipNewlines();
    left = { type: "binary", operator: "||", left, right: both(reading) };
  }
  return left;
}

function both(reading: Reading): Expression {
  let left = membership(reading);
  while (reading.tokens.accept("&&")) {
    reading.tokens.skipNewlines();
    left = { type: "binary", operator: "&&", left, right: membership(reading) };
  }
  return left;
}

function membership(reading: Reading): Expression {
  let left = matching(reading);
  while (reading.tokens.accept("in"))
    left = { type: "in", index: left.type === "group" ? left.items : [left], name: reading.tokens.advance().text };
  return left;
}

function matching(reading: Reading): Expression {
  let left = comparison(reading);
  for (;;) {
    const operator = reading.tokens.is("~") ? "~" : reading.tokens.is("!~") ? "!~" : null;
    if (operator === null) return left;
    reading.tokens.advance();
    left = { type: "binary", operator, left, right: comparison(reading) };
  }
}

function comparison(reading: Reading): Expression {
  const { tokens } = reading;
  const left = joined(reading, true);
  for (const operator of ["<", "<=", "==", "!=", ">=", ...(reading.greater ? [">"] : [])])
    if (tokens.accept(operator)) return { type: "binary", operator, left, right: joined(reading, true) };
  if (!reading.greater || !tokens.is("|") || tokens.next.text !== "getline") return left;
  return pipes(left, reading);
}

/** `command | getline [target]`. */
function pipes(command: Expression, { tokens }: Reading): Expression {
  let left = command;
  while (tokens.is("|") && tokens.next.text === "getline") {
    tokens.advance();
    tokens.advance();
    left = { type: "getline", kind: "command", source: left, target: getlineTarget(tokens) };
  }
  return left;
}

function getlineTarget(tokens: ExpressionTokens): Expression | null {
  const { kind } = tokens.token;
  return kind === "name" || tokens.is("$") ? primary({ tokens, greater: true }) : null;
}

function startsValue({ token, is }: ExpressionTokens, sign: boolean): boolean {
  if (["number", "text", "regex", "name", "call", "builtin"].includes(token.kind)) return true;
  if (token.kind !== "operator") return false;
  return (
    ["$", "(", "!", "++", "--"].includes(token.text) || (sign && is(token.text) && ["-", "+"].includes(token.text))
  );
}

/** Values side by side are joined. */
function joined(reading: Reading, operators: boolean): Expression {
  const { tokens } = reading;
  const read = () => (operators ? additive(reading) : primary(reading));
  let left = read();
  while (startsValue(tokens, false) && !tokens.is("!") && !tokens.is("in"))
    left = { type: "binary", operator: " ", left, right: read() };
  return left;
}

function additive(reading: Reading): Expression {
  let left = multiplicative(reading);
  while (reading.tokens.is("+") || reading.tokens.is("-"))
    left = { type: "binary", operator: reading.tokens.advance().text, left, right: multiplicative(reading) };
  return left;
}

function multiplicative(reading: Reading): Expression {
  let left = unary(reading);
  while (["*", "/", "%"].some((operator) => reading.tokens.is(operator)))
    left = { type: "binary", operator: reading.tokens.advance().text, left, right: unary(reading) };
  return left;
}

function unary(reading: Reading): Expression {
  for (const operator of ["!", "-", "+"] as const)
    if (reading.tokens.accept(operator)) return { type: "unary", operator, operand: unary(reading) };
  return power(reading);
}

function power(reading: Reading): Expression {
  const base = primary(reading);
  if (!reading.tokens.accept("^")) return base;
  return { type: "binary", operator: "^", left: base, right: unary(reading) };
}

function primary(reading: Reading): Expression {
  const { tokens } = reading;
  for (const [mark, by] of [
    ["++", 1],
    ["--", -1],
  ] as const)
    if (tokens.accept(mark)) return { type: "step", by, prefix: true, target: primary(reading) };
  const value = operand(reading);
  if (isTarget(value))
    for (const [mark, by] of [
      ["++", 1],
      ["--", -1],
    ] as const)
      if (tokens.accept(mark)) return { type: "step", by, prefix: false, target: value };
  return value;
}

function operand(reading: Reading): Expression {
  const { tokens } = reading;
  const { kind, text } = tokens.token;
  if (kind === "operator") return bracketed(reading);
  if (kind === "newline" || kind === "end") throw tokens.unexpected();
  tokens.advance();
  switch (kind) {
    case "number":
      return { type: "number", value: Number(text) };
    case "text":
      return { type: "text", value: text };
    case "regex":
      return { type: "regex", source: text };
    case "call":
    case "builtin": {
      const bare = kind === "builtin" && text === "length" && !tokens.is("(");
      return { type: "call", name: text, own: kind === "call", args: bare ? [] : callArguments(tokens) };
    }
    case "name":
      return tokens.accept("[")
        ? { type: "element", name: text, index: list(tokens, "]") }
        : { type: "variable", name: text };
  }
  if (text !== "getline") throw tokens.unexpected();
  const target = getlineTarget(tokens);
  if (tokens.accept("<")) return { type: "getline", kind: "file", target, source: primary(reading) };
  return { type: "getline", kind: "main", target, source: null };
}

function bracketed(reading: Reading): Expression {
  const { tokens } = reading;
  if (tokens.accept("$")) return { type: "field", index: fieldIndex(reading) };
  if (tokens.is("-") || tokens.is("+") || tokens.is("!")) return unary(reading);
  tokens.expect("(");
  const items = list(tokens, ")");
  const [only, more] = items;
  if (only === undefined) throw tokens.unexpected();
  return more === undefined ? { type: "group", items: [only] } : { type: "group", items };
}

/** `$NF`, `$(…)`, `$++i`, `$$0`: binds closer than any operator but `++` before it. */
function fieldIndex(reading: Reading): Expression {
  const { tokens } = reading;
  for (const [mark, by] of [
    ["++", 1],
    ["--", -1],
  ] as const)
    if (tokens.accept(mark)) return { type: "step", by, prefix: true, target: operand(reading) };
  return operand(reading);
}

function callArguments(tokens: ExpressionTokens): Expression[] {
  tokens.expect("(");
  return list(tokens, ")");
}

function list(tokens: ExpressionTokens, closer: string): Expression[] {
  const items: Expression[] = [];
  tokens.skipNewlines();
  while (!tokens.accept(closer)) {
    items.push(parseExpression(tokens));
    tokens.skipNewlines();
    if (tokens.accept(",")) tokens.skipNewlines();
    else if (!tokens.is(closer)) throw tokens.unexpected();
  }
  return items;
}
