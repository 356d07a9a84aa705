import { readWholeWord } from "./lexer.ts";
import { type Grammar, parseCompound, parseFunction } from "./parse-compound.ts";
import type { Assignment, Command, ListItem, Redirect, Word } from "./syntax.ts";
import { TokenStream } from "./tokens.ts";

const closingWords = new Set(["then", "fi", "do", "done", "else", "elif", "esac", "}"]);
const closingOperators = new Set([")", ";;", ";&", ";;&"]);

/** Reads a script or a command line; throws a ShellSyntaxError. */
export function parse(text: string): Command {
  const tokens = new TokenStream(text);
  const list = parseList(tokens);
  if (tokens.token.type !== "end") throw tokens.unexpected();
  return list;
}

function parseList(tokens: TokenStream): Command {
  const items: ListItem[] = [];
  const stop = () => {
    const { token } = tokens;
    if (token.type === "operator") return closingOperators.has(token.text);
    return token.type === "end" || closingWords.has(tokens.plain() ?? "");
  };
  for (tokens.skipLines(); !stop(); tokens.skipLines()) {
    const { start } = tokens.token;
    const command = parseAndOr(tokens);
    const source = tokens.text.slice(start, tokens.token.start).trim();
    const background = tokens.isOperator("&");
    items.push({ command, background, source });
    if (background || tokens.isOperator(";") || tokens.isOperator("\n")) tokens.advance();
    else break;
  }
  return { type: "list", items };
}

function parseAndOr(tokens: TokenStream): Command {
  let left = parsePipeline(tokens);
  for (;;) {
    const operator = tokens.isOperator("&&") ? "&&" : tokens.isOperator("||") ? "||" : null;
    if (operator === null) return left;
    tokens.advance();
    tokens.skipLines();
    left = { type: "and-or", operator, left, right: parsePipeline(tokens) };
  }
}

function parsePipeline(tokens: TokenStream): Command {
  let negated = false;
  let timed = false;
  for (let word = tokens.plain(); word === "!" || word === "time"; word = tokens.plain()) {
    if (word === "!") negated = !negated;
    else timed = true;
    tokens.advance();
    if (timed && tokens.plain() === "-p") tokens.advance();
  }
  const stages = [parseCommand(tokens)];
  while (tokens.isOperator("|") || tokens.isOperator("|&")) {
    const last = stages.at(-1);
    if (tokens.isOperator("|&") && last !== undefined && "redirects" in last)
      last.redirects.push({ fd: 2, operator: ">&", target: [{ type: "text", text: "1", quoted: false }] });
    tokens.advance();
    tokens.skipLines();
    stages.push(parseCommand(tokens));
  }
  const [first] = stages;
  if (stages.length === 1 && !negated && !timed && first !== undefined) return first;
  return { type: "pipeline", negated, ...(timed ? { timed } : {}), stages };
}

const grammar: Grammar = { list: parseList, command: parseCommand };

function parseCommand(tokens: TokenStream): Command {
  return parseCompound(tokens, grammar) ?? parseSimple(tokens);
}

function parseSimple(tokens: TokenStream): Command {
  const assignments: Assignment[] = [];
  const words: Word[] = [];
  const redirects: Redirect[] = [];
  for (;;) {
    const redirect = tokens.redirect();
    if (redirect !== null) {
      redirects.push(redirect);
      continue;
    }
    const plain = tokens.plain();
    if (tokens.token.type !== "word") break;
    const word = tokens.word();
    const assignment = words.length === 0 ? readAssignment(word) : null;
    if (assignment !== null) assignments.push(assignment);
    else words.push(word);
    if (words.length === 1 && assignment === null && plain !== null && isFunctionHead(tokens))
      return parseFunction(plain, tokens, grammar);
  }
  if (assignments.length === 0 && words.length === 0 && redirects.length === 0) throw tokens.unexpected();
  return { type: "simple", assignments, words, redirects };
}

function isFunctionHead(tokens: TokenStream): boolean {
  return tokens.isOperator("(") && /^\(\s*\)/.test(tokens.text.slice(tokens.token.start));
}

/** `name=value`, `name+=value`, `name[index]=value` at the front of a command; null when the word is none. */
export function readAssignment(word: Word): Assignment | null {
  const [first, ...rest] = word;
  if (first?.type !== "text" || first.quoted) return null;
  const match = /^([A-Za-z_]\w*)(?:\[([^\]]*)\])?(\+?)=(.*)$/s.exec(first.text);
  if (match === null) return null;
  const [, name = "", index, plus, value = ""] = match;
  return {
    name,
    index: index ?? null,
    append: plus === "+",
    value: value === "" ? rest : [...readWholeWord(value), ...rest],
  };
}
