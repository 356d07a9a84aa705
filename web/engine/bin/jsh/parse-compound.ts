import { findParenthesis } from "./brackets.ts";
import { parseTest } from "./parse-test.ts";
import type { CaseClause, Command, Word } from "./syntax.ts";
import type { TokenStream } from "./tokens.ts";

/** The parser's own parts that the compound commands contain. */
export interface Grammar {
  /** Commands up to a closing word, `)`, `;;` or the end. */
  list(tokens: TokenStream): Command;
  command(tokens: TokenStream): Command;
}

/** Reads a command that starts with a reserved word or a bracket; null when none starts here. */
export function parseCompound(tokens: TokenStream, grammar: Grammar): Command | null {
  if (tokens.isOperator("(")) return parseArithmetic(tokens) ?? parseSubshell(tokens, grammar);
  switch (tokens.plain()) {
    case "if":
      return parseIf(tokens, grammar);
    case "for":
      return parseFor(tokens, grammar);
    case "select":
      return parseSelect(tokens, grammar);
    case "while":
    case "until":
      return parseWhile(tokens, grammar);
    case "case":
      return parseCase(tokens, grammar);
    case "{":
      return parseBraces(tokens, grammar);
    case "[[": {
      tokens.advance();
      const expression = parseTest(tokens);
      return { type: "test", expression, redirects: tokens.redirects() };
    }
    case "function":
      tokens.advance();
      return parseFunction(tokens.name(), tokens, grammar);
    default:
      return null;
  }
}

/** Reads what follows a function's name. */
export function parseFunction(name: string, tokens: TokenStream, grammar: Grammar): Command {
  if (tokens.isOperator("(")) {
    tokens.advance();
    tokens.expectOperator(")");
  }
  tokens.skipLines();
  const body = grammar.command(tokens);
  if (body.type === "simple") throw tokens.unexpected();
  return { type: "function", name, body };
}

/** The text between `((` and `))` at the token at hand; null when the brackets are two subshells'. */
function doubleParentheses(tokens: TokenStream): string | null {
  const { start } = tokens.token;
  if (tokens.text.charAt(start + 1) !== "(") return null;
  const end = findParenthesis(tokens.text, start);
  if (tokens.text.charAt(end - 1) !== ")" || findParenthesis(tokens.text, start + 1) !== end - 1) return null;
  tokens.jump(end + 1);
  return tokens.text.slice(start + 2, end - 1);
}

function parseArithmetic(tokens: TokenStream): Command | null {
  const source = doubleParentheses(tokens);
  return source === null ? null : { type: "arithmetic", source, redirects: tokens.redirects() };
}

function parseSubshell(tokens: TokenStream, grammar: Grammar): Command {
  tokens.advance();
  const body = nonEmpty(tokens, grammar);
  tokens.expectOperator(")");
  return { type: "group", subshell: true, body, redirects: tokens.redirects() };
}

function parseBraces(tokens: TokenStream, grammar: Grammar): Command {
  tokens.advance();
  const body = nonEmpty(tokens, grammar);
  tokens.expect("}");
  return { type: "group", subshell: false, body, redirects: tokens.redirects() };
}

function nonEmpty(tokens: TokenStream, grammar: Grammar): Command {
  const list = grammar.list(tokens);
  if (list.type === "list" && list.items.length === 0) throw tokens.unexpected();
  return list;
}

function parseIf(tokens: TokenStream, grammar: Grammar): Command {
  const branches: { condition: Command; body: Command }[] = [];
  let otherwise: Command | null = null;
  do {
    tokens.advance();
    const condition = nonEmpty(tokens, grammar);
    tokens.expect("then");
    branches.push({ condition, body: nonEmpty(tokens, grammar) });
  } while (tokens.plain() === "elif");
  if (tokens.plain() === "else") {
    tokens.advance();
    otherwise = nonEmpty(tokens, grammar);
  }
  tokens.expect("fi");
  return { type: "if", branches, otherwise, redirects: tokens.redirects() };
}

/** `do … done`, or the braces that bash takes as well. */
function parseBody(tokens: TokenStream, grammar: Grammar): Command {
  if (tokens.isOperator(";")) tokens.advance();
  tokens.skipLines();
  if (tokens.plain() === "{") {
    tokens.advance();
    const body = nonEmpty(tokens, grammar);
    tokens.expect("}");
    return body;
  }
  tokens.expect("do");
  const body = nonEmpty(tokens, grammar);
  tokens.expect("done");
  return body;
}

function parseWords(tokens: TokenStream): Word[] | null {
  tokens.skipLines();
  if (tokens.plain() !== "in") return null;
  tokens.advance();
  const words: Word[] = [];
  while (tokens.token.type === "word") words.push(tokens.word());
  return words;
}

function parseFor(tokens: TokenStream, grammar: Grammar): Command {
  tokens.advance();
  const count = tokens.isOperator("(") ? doubleParentheses(tokens) : null;
  if (count !== null) {
    const [start = "", condition = "", step = ""] = count.split(";");
    const body = parseBody(tokens, grammar);
    return { type: "count", start, condition, step, body, redirects: tokens.redirects() };
  }
  const name = tokens.name();
  const words = parseWords(tokens);
  const body = parseBody(tokens, grammar);
  return { type: "for", name, words, body, redirects: tokens.redirects() };
}

function parseSelect(tokens: TokenStream, grammar: Grammar): Command {
  tokens.advance();
  const name = tokens.name();
  const words = parseWords(tokens);
  const body = parseBody(tokens, grammar);
  return { type: "select", name, words, body, redirects: tokens.redirects() };
}

function parseWhile(tokens: TokenStream, grammar: Grammar): Command {
  const until = tokens.plain() === "until";
  tokens.advance();
  const condition = nonEmpty(tokens, grammar);
  const body = parseBody(tokens, grammar);
  return { type: "while", until, condition, body, redirects: tokens.redirects() };
}

function parseCase(tokens: TokenStream, grammar: Grammar): Command {
  tokens.advance();
  const word = tokens.word();
  tokens.skipLines();
  tokens.expect("in");
  const clauses: CaseClause[] = [];
  for (tokens.skipLines(); tokens.plain() !== "esac"; tokens.skipLines()) {
    if (tokens.isOperator("(")) tokens.advance();
    const patterns = [tokens.word()];
    while (tokens.isOperator("|")) {
      tokens.advance();
      patterns.push(tokens.word());
    }
    tokens.expectOperator(")");
    const clause: CaseClause = { patterns, body: grammar.list(tokens), end: ";;" };
    if (tokens.isOperator(";&")) clause.end = ";&";
    if (tokens.isOperator(";;&")) clause.end = ";;&";
    clauses.push(clause);
    if (!tokens.isOperator(clause.end)) break;
    tokens.advance();
  }
  tokens.expect("esac");
  return { type: "case", word, clauses, redirects: tokens.redirects() };
}
