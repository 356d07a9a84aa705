import { ToolFailure } from "../../lib/errors.ts";
import { type ExpressionTokens, parseExpression, parseSimple } from "./expression.ts";
import { type Token, tokenize } from "./lexer.ts";
import type { Expression, Output, Program, Rule, Statement } from "./syntax.ts";

/** Reads an awk program; throws a ToolFailure with status 2. */
export function parseProgram(source: string): Program {
  return new Parser(tokenize(source)).program();
}

class Parser implements ExpressionTokens {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get token(): Token {
    return this.#tokens[this.#at] ?? { kind: "end", text: "end of file" };
  }

  get next(): Token {
    return this.#tokens[this.#at + 1] ?? { kind: "end", text: "end of file" };
  }

  advance(): Token {
    const { token } = this;
    this.#at++;
    return token;
  }

  is(text: string): boolean {
    const { kind } = this.token;
    return (kind === "operator" || kind === "word") && this.token.text === text;
  }

  accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.#at++;
    return true;
  }

  expect(text: string): void {
    if (!this.accept(text)) throw this.unexpected();
  }

  unexpected(): ToolFailure {
    const { kind, text } = this.token;
    return new ToolFailure(`line 1: syntax error at or near ${kind === "newline" ? "end of line" : text}`, 2);
  }

  skipLines(): void {
    while (this.token.kind === "newline" || this.is(";")) this.#at++;
  }

  /** Line ends that mean nothing: behind a comma, `&&`, `{`, `else`. */
  skipNewlines(): void {
    while (this.token.kind === "newline") this.#at++;
  }

  program(): Program {
    const program: Program = { rules: [], functions: new Map() };
    for (this.skipLines(); this.token.kind !== "end"; this.skipLines()) {
      if (this.accept("function")) this.#function(program);
      else program.rules.push(this.#rule());
    }
    return program;
  }

  #function({ functions }: Program): void {
    const name = this.advance().text;
    this.expect("(");
    const parameters: string[] = [];
    while (!this.accept(")")) {
      parameters.push(this.advance().text);
      this.accept(",");
      this.skipNewlines();
    }
    this.skipNewlines();
    functions.set(name, { parameters, body: this.#block() });
  }

  #rule(): Rule {
    if (this.accept("BEGIN")) return { kind: "begin", patterns: [], body: this.#block() };
    if (this.accept("END")) return { kind: "end", patterns: [], body: this.#block() };
    const patterns: Expression[] = [];
    if (!this.is("{")) {
      patterns.push(parseExpression(this));
      if (this.accept(",")) {
        this.skipNewlines();
        patterns.push(parseExpression(this));
      }
    }
    return { kind: "main", patterns, body: this.is("{") ? this.#block() : null };
  }

  #block(): Statement {
    this.expect("{");
    const body: Statement[] = [];
    for (this.skipLines(); !this.accept("}"); this.skipLines()) {
      if (this.token.kind === "end") throw this.unexpected();
      body.push(this.#statement());
    }
    return { type: "block", body };
  }

  #statement(): Statement {
    if (this.is("{")) return this.#block();
    if (this.accept("if")) return this.#if();
    if (this.accept("while")) {
      const test = this.#parenthesized();
      return { type: "while", test, first: false, body: this.#body() };
    }
    if (this.accept("do")) {
      const body = this.#body();
      this.skipLines();
      this.expect("while");
      const test = this.#parenthesized();
      this.#end();
      return { type: "while", test, first: true, body };
    }
    if (this.accept("for")) return this.#for();
    const statement = this.#simple();
    this.#end();
    return statement;
  }

  #end(): void {
    if (this.accept(";") || this.is("}") || this.token.kind === "end") return;
    if (this.token.kind !== "newline") throw this.unexpected();
    this.advance();
  }

  /** What stands behind `if (…)` and its like; a lone `;` is an empty one. */
  #body(): Statement {
    this.skipNewlines();
    if (this.accept(";")) return { type: "block", body: [] };
    return this.#statement();
  }

  #parenthesized(): Expression {
    this.expect("(");
    const value = parseExpression(this);
    this.expect(")");
    return value;
  }

  #if(): Statement {
    const test = this.#parenthesized();
    const yes = this.#body();
    const back = this.#at;
    this.skipLines();
    if (this.accept("else")) return { type: "if", test, yes, no: this.#body() };
    this.#at = back;
    return { type: "if", test, yes, no: null };
  }

  #for(): Statement {
    this.expect("(");
    if (this.token.kind === "name" && this.next.text === "in" && this.#tokens[this.#at + 3]?.text === ")") {
      const name = this.advance().text;
      this.advance();
      const array = this.advance().text;
      this.expect(")");
      return { type: "for-in", name, array, body: this.#body() };
    }
    const start = this.is(";") ? null : this.#simple();
    this.expect(";");
    this.skipNewlines();
    const test = this.is(";") ? null : parseExpression(this);
    this.expect(";");
    this.skipNewlines();
    const step = this.is(")") ? null : this.#simple();
    this.expect(")");
    return { type: "for", start, test, step, body: this.#body() };
  }

  #simple(): Statement {
    for (const kind of ["break", "continue", "next"] as const)
      if (this.accept(kind)) return { type: "leave", kind, value: null };
    for (const kind of ["exit", "return"] as const)
      if (this.accept(kind)) return { type: "leave", kind, value: this.#ended() ? null : parseExpression(this) };
    if (this.accept("delete")) {
      const name = this.advance().text;
      return { type: "delete", name, index: this.accept("[") ? this.#list("]") : null };
    }
    if (this.is("print") || this.is("printf")) return this.#print(this.advance().text === "printf");
    return { type: "expression", value: parseExpression(this) };
  }

  #ended(): boolean {
    return this.token.kind === "newline" || this.token.kind === "end" || this.is(";") || this.is("}");
  }

  #list(closer: string): Expression[] {
    const items: Expression[] = [];
    while (!this.accept(closer)) {
      items.push(parseExpression(this));
      if (this.accept(",")) this.skipNewlines();
    }
    return items;
  }

  #print(formatted: boolean): Statement {
    const args: Expression[] = [];
    const opened = () => this.is(">") || this.is(">>") || this.is("|");
    while (!this.#ended() && !opened()) {
      args.push(parseExpression(this, false));
      if (!this.accept(",")) break;
      this.skipNewlines();
    }
    const [only, more] = args;
    const flat = only?.type === "group" && more === undefined ? only.items : args;
    let output: Output | null = null;
    for (const kind of [">", ">>", "|"] as const) if (this.accept(kind)) output = { kind, target: parseSimple(this) };
    return { type: "print", formatted, args: flat, output };
  }
}
