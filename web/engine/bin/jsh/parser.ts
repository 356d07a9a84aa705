import { nextToken, readHereBody, readWholeWord, type Token } from "./lexer.ts";
import {
  type Assignment,
  type Command,
  type ListItem,
  type Redirect,
  type RedirectOperator,
  ShellSyntaxError,
  type Word,
} from "./syntax.ts";

const redirectOperators = new Set<string>([">", ">>", "<", ">&", "<&", "&>", "&>>", "<<<", "<<", ">|"]);
const closers = new Set(["then", "fi", "do", "done", "else", "elif", "esac", "}"]);

class Parser {
  readonly #text: string;
  #token: Token;
  /** Here-documents whose bodies start after the next line feed. */
  #pendingHere: { redirect: Redirect; delimiter: string; literal: boolean }[] = [];

  constructor(text: string) {
    this.#text = text;
    this.#token = nextToken(text, 0);
  }

  parse(): Command {
    const list = this.#list(() => false);
    if (this.#token.type !== "end") throw this.#unexpected();
    return list;
  }

  #advance(): void {
    let { end } = this.#token;
    if (this.#isOperator("\n") && this.#pendingHere.length > 0) end = this.#readHereBodies(end);
    this.#token = nextToken(this.#text, end);
  }

  #readHereBodies(start: number): number {
    let at = start;
    for (const { redirect, delimiter, literal } of this.#pendingHere.splice(0)) {
      let body = "";
      for (;;) {
        if (at >= this.#text.length) throw new ShellSyntaxError(`here-document wants '${delimiter}' at its end`, true);
        const end = this.#text.indexOf("\n", at);
        const line = this.#text.slice(at, end === -1 ? undefined : end);
        at = end === -1 ? this.#text.length : end + 1;
        if (line === delimiter) break;
        body += `${line}\n`;
      }
      redirect.target = literal ? [{ type: "text", text: body, quoted: true }] : readHereBody(body);
    }
    return at;
  }

  #isOperator(text: string): boolean {
    return this.#token.type === "operator" && this.#token.text === text;
  }

  /** The text of an unquoted plain word: how reserved words are known. */
  #plain(): string | null {
    if (this.#token.type !== "word") return null;
    const [part, more] = this.#token.word;
    return part?.type === "text" && !part.quoted && more === undefined ? part.text : null;
  }

  #unexpected(): ShellSyntaxError {
    if (this.#token.type === "end") return new ShellSyntaxError("unexpected end of file", true);
    const text = this.#text.slice(this.#token.start, this.#token.end);
    return new ShellSyntaxError(`unexpected '${text === "\n" ? "newline" : text}'`);
  }

  #expect(word: string): void {
    if (this.#plain() !== word) throw this.#unexpected();
    this.#advance();
  }

  #skipLines(): void {
    while (this.#isOperator("\n")) this.#advance();
  }

  /** Commands up to a closing word, `)`, `;;` or the end. */
  #list(ends: () => boolean): Command {
    const items: ListItem[] = [];
    const stop = () =>
      this.#token.type === "end" ||
      this.#isOperator(")") ||
      this.#isOperator(";;") ||
      closers.has(this.#plain() ?? "") ||
      ends();
    for (this.#skipLines(); !stop(); this.#skipLines()) {
      const { start } = this.#token;
      const command = this.#andOr();
      const source = this.#text.slice(start, this.#token.start).trim();
      const background = this.#isOperator("&");
      items.push({ command, background, source });
      if (background || this.#isOperator(";") || this.#isOperator("\n")) this.#advance();
      else break;
    }
    return { type: "list", items };
  }

  #andOr(): Command {
    let left = this.#pipeline();
    for (;;) {
      const operator = this.#isOperator("&&") ? "&&" : this.#isOperator("||") ? "||" : null;
      if (operator === null) return left;
      this.#advance();
      this.#skipLines();
      left = { type: "and-or", operator, left, right: this.#pipeline() };
    }
  }

  #pipeline(): Command {
    let negated = false;
    while (this.#plain() === "!") {
      negated = !negated;
      this.#advance();
    }
    const stages = [this.#command()];
    while (this.#isOperator("|") || this.#isOperator("|&")) {
      const last = stages.at(-1);
      if (this.#isOperator("|&") && last !== undefined && "redirects" in last)
        last.redirects.push({ fd: 2, operator: ">&", target: [{ type: "text", text: "1", quoted: false }] });
      this.#advance();
      this.#skipLines();
      stages.push(this.#command());
    }
    const [first] = stages;
    return stages.length === 1 && !negated && first !== undefined ? first : { type: "pipeline", negated, stages };
  }

  #command(): Command {
    if (this.#isOperator("(")) {
      this.#advance();
      const body = this.#list(() => false);
      if (!this.#isOperator(")")) throw this.#unexpected();
      this.#advance();
      return { type: "group", subshell: true, body, redirects: this.#redirects() };
    }
    switch (this.#plain()) {
      case "if":
        return this.#if();
      case "for":
        return this.#for();
      case "while":
      case "until":
        return this.#while();
      case "case":
        return this.#case();
      case "{": {
        this.#advance();
        const body = this.#list(() => false);
        this.#expect("}");
        return { type: "group", subshell: false, body, redirects: this.#redirects() };
      }
      case "function":
        this.#advance();
        return this.#functionBody(this.#name());
      default:
        return this.#simple();
    }
  }

  #if(): Command {
    const branches: { condition: Command; body: Command }[] = [];
    let otherwise: Command | null = null;
    do {
      this.#advance();
      const condition = this.#list(() => false);
      this.#expect("then");
      branches.push({ condition, body: this.#list(() => false) });
    } while (this.#plain() === "elif");
    if (this.#plain() === "else") {
      this.#advance();
      otherwise = this.#list(() => false);
    }
    this.#expect("fi");
    return { type: "if", branches, otherwise, redirects: this.#redirects() };
  }

  #name(): string {
    const name = this.#plain();
    if (name === null || !/^[A-Za-z_][\w:.-]*$/.test(name)) throw this.#unexpected();
    this.#advance();
    return name;
  }

  #body(): Command {
    if (this.#isOperator(";")) this.#advance();
    this.#skipLines();
    this.#expect("do");
    const body = this.#list(() => false);
    this.#expect("done");
    return body;
  }

  #for(): Command {
    this.#advance();
    const name = this.#name();
    this.#skipLines();
    let words: Word[] | null = null;
    if (this.#plain() === "in") {
      this.#advance();
      words = [];
      while (this.#token.type === "word") {
        words.push(this.#token.word);
        this.#advance();
      }
    }
    const body = this.#body();
    return { type: "for", name, words, body, redirects: this.#redirects() };
  }

  #while(): Command {
    const until = this.#plain() === "until";
    this.#advance();
    const condition = this.#list(() => false);
    const body = this.#body();
    return { type: "while", until, condition, body, redirects: this.#redirects() };
  }

  #case(): Command {
    this.#advance();
    if (this.#token.type !== "word") throw this.#unexpected();
    const { word } = this.#token;
    this.#advance();
    this.#skipLines();
    this.#expect("in");
    const clauses: { patterns: Word[]; body: Command }[] = [];
    for (this.#skipLines(); this.#plain() !== "esac"; this.#skipLines()) {
      if (this.#isOperator("(")) this.#advance();
      const patterns: Word[] = [];
      do {
        if (this.#isOperator("|")) this.#advance();
        if (this.#token.type !== "word") throw this.#unexpected();
        patterns.push(this.#token.word);
        this.#advance();
      } while (this.#isOperator("|"));
      if (!this.#isOperator(")")) throw this.#unexpected();
      this.#advance();
      clauses.push({ patterns, body: this.#list(() => false) });
      if (this.#isOperator(";;")) this.#advance();
    }
    this.#advance();
    return { type: "case", word, clauses, redirects: this.#redirects() };
  }

  #functionBody(name: string): Command {
    if (this.#isOperator("(")) {
      this.#advance();
      if (!this.#isOperator(")")) throw this.#unexpected();
      this.#advance();
    }
    this.#skipLines();
    return { type: "function", name, body: this.#command() };
  }

  #redirects(): Redirect[] {
    const redirects: Redirect[] = [];
    for (let redirect = this.#redirect(); redirect !== null; redirect = this.#redirect()) redirects.push(redirect);
    return redirects;
  }

  #redirect(): Redirect | null {
    const token = this.#token;
    if (token.type !== "operator" || !redirectOperators.has(token.text)) return null;
    const operator = (token.text === ">|" ? ">" : token.text) as RedirectOperator;
    this.#advance();
    if (this.#token.type !== "word") throw this.#unexpected();
    const { word } = this.#token;
    const redirect: Redirect = {
      fd: token.fd !== -1 ? token.fd : operator.startsWith("<") ? 0 : 1,
      operator,
      target: word,
    };
    if (operator === "<<") {
      const delimiter = word.map((part) => (part.type === "text" ? part.text : "")).join("");
      this.#pendingHere.push({
        redirect,
        delimiter,
        literal: word.some((part) => part.type === "text" && part.quoted),
      });
    }
    this.#advance();
    return redirect;
  }

  /** Between `[[` and `]]` the operators are words of the test. */
  #insideDoubleBracket(words: Word[]): boolean {
    const text = (word: Word | undefined) => (word?.length === 1 && word[0]?.type === "text" ? word[0].text : "");
    if (
      text(words[0]) !== "[[" ||
      text(words.at(-1)) === "]]" ||
      this.#token.type !== "operator" ||
      this.#token.text === "\n"
    )
      return false;
    const operator = { "&&": "-a", "||": "-o" }[this.#token.text] ?? this.#token.text;
    words.push([{ type: "text", text: operator, quoted: true }]);
    this.#advance();
    return true;
  }

  #simple(): Command {
    const assignments: Assignment[] = [];
    const words: Word[] = [];
    const redirects: Redirect[] = [];
    for (;;) {
      if (this.#insideDoubleBracket(words)) continue;
      const redirect = this.#redirect();
      if (redirect !== null) {
        redirects.push(redirect);
        continue;
      }
      if (this.#token.type !== "word") break;
      const { word, end } = this.#token;
      const assignment = words.length === 0 ? readAssignment(word) : null;
      if (assignment !== null) assignments.push(assignment);
      else {
        const plain = this.#plain();
        words.push(word);
        this.#advance();
        if (
          words.length === 1 &&
          plain !== null &&
          this.#isOperator("(") &&
          this.#text.slice(end).trimStart().startsWith("(")
        )
          return this.#functionBody(plain);
        continue;
      }
      this.#advance();
    }
    if (assignments.length === 0 && words.length === 0 && redirects.length === 0) throw this.#unexpected();
    return { type: "simple", assignments, words, redirects };
  }
}

/** `name=value` at the front of a command; null when the word is none. */
export function readAssignment(word: Word): Assignment | null {
  const [first, ...rest] = word;
  if (first?.type !== "text" || first.quoted) return null;
  const match = /^([A-Za-z_]\w*)(\+?)=(.*)$/s.exec(first.text);
  if (match === null) return null;
  const [, name = "", plus, value = ""] = match;
  return { name, append: plus === "+", value: value === "" ? rest : [...readWholeWord(value), ...rest] };
}

/** Reads a script or a command line; throws a ShellSyntaxError. */
export function parse(text: string): Command {
  return new Parser(text).parse();
}
