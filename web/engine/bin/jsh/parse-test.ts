import type { TestNode, Word } from "./syntax.ts";
import type { TokenStream } from "./tokens.ts";

const unary = /^-[a-zA-Z]$/;
const binary = new Set(["=", "==", "!=", "=~", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"]);

/** Reads what stands behind `[[`, the `]]` included. */
export function parseTest(tokens: TokenStream): TestNode {
  const expression = either(tokens);
  tokens.skipLines();
  tokens.expect("]]");
  return expression;
}

function either(tokens: TokenStream): TestNode {
  let left = both(tokens);
  for (tokens.skipLines(); tokens.isOperator("||"); tokens.skipLines()) {
    tokens.advance();
    left = { type: "either", left, right: both(tokens) };
  }
  return left;
}

function both(tokens: TokenStream): TestNode {
  let left = single(tokens);
  for (tokens.skipLines(); tokens.isOperator("&&"); tokens.skipLines()) {
    tokens.advance();
    left = { type: "both", left, right: single(tokens) };
  }
  return left;
}

function single(tokens: TokenStream): TestNode {
  tokens.skipLines();
  if (tokens.plain() === "!") {
    tokens.advance();
    return { type: "not", inner: single(tokens) };
  }
  if (tokens.isOperator("(")) {
    tokens.advance();
    const inner = either(tokens);
    tokens.expectOperator(")");
    return inner;
  }
  const first = tokens.plain();
  if (first === "]]") throw tokens.unexpected();
  const left = tokens.word();
  const operator = binaryOperator(tokens);
  if (operator !== null) {
    tokens.advance();
    if (operator === "=~") tokens.rereadAsRegex();
    return { type: "binary", operator, left, right: operand(tokens) };
  }
  if (first !== null && unary.test(first) && tokens.token.type === "word" && tokens.plain() !== "]]")
    return { type: "unary", operator: first, word: tokens.word() };
  return { type: "word", word: left };
}

function binaryOperator(tokens: TokenStream): string | null {
  if (tokens.isOperator("<")) return "<";
  if (tokens.isOperator(">")) return ">";
  const plain = tokens.plain();
  return plain !== null && binary.has(plain) ? plain : null;
}

function operand(tokens: TokenStream): Word {
  if (tokens.plain() === "]]") throw tokens.unexpected();
  return tokens.word();
}
