import { nextToken, readHereBody, regexToken, type Token } from "./lexer.ts";
import { type Redirect, type RedirectOperator, ShellSyntaxError, type Word } from "./syntax.ts";

const redirectOperators: ReadonlySet<string> = new Set<string>([
  ">",
  ">>",
  ">|",
  "<",
  "<>",
  ">&",
  "<&",
  "&>",
  "&>>",
  "<<<",
  "<<",
  "<<-",
]);

function isRedirectOperator(text: string): text is RedirectOperator | "<<-" {
  return redirectOperators.has(text);
}

/** The token at hand of a text being parsed; here-documents are read where their line ends. */
export class TokenStream {
  readonly text: string;
  #token: Token;
  /** Here-documents whose bodies start after the next line feed. */
  #pendingHere: { redirect: Redirect; delimiter: string; literal: boolean; tabs: boolean }[] = [];

  constructor(text: string) {
    this.text = text;
    this.#token = nextToken(text, 0);
  }

  get token(): Token {
    return this.#token;
  }

  advance(): void {
    let { end } = this.#token;
    if (this.isOperator("\n") && this.#pendingHere.length > 0) end = this.#readHereBodies(end);
    this.#token = nextToken(this.text, end);
  }

  /** Goes on at a place that the caller has read up to by itself. */
  jump(position: number): void {
    this.#token = nextToken(this.text, position);
  }

  /** Reads the token at hand again, as a regular expression. */
  rereadAsRegex(): void {
    this.#token = regexToken(this.text, this.#token.start);
  }

  isOperator(text: string): boolean {
    return this.#token.type === "operator" && this.#token.text === text;
  }

  /** The text of an unquoted plain word: how reserved words are known. */
  plain(): string | null {
    if (this.#token.type !== "word") return null;
    const [part, more] = this.#token.word;
    return part?.type === "text" && !part.quoted && more === undefined ? part.text : null;
  }

  unexpected(): ShellSyntaxError {
    if (this.#token.type === "end") return new ShellSyntaxError("unexpected end of file", true);
    const text = this.text.slice(this.#token.start, this.#token.end);
    return new ShellSyntaxError(`unexpected '${text === "\n" ? "newline" : text}'`);
  }

  expect(word: string): void {
    if (this.plain() !== word) throw this.unexpected();
    this.advance();
  }

  expectOperator(text: string): void {
    if (!this.isOperator(text)) throw this.unexpected();
    this.advance();
  }

  skipLines(): void {
    while (this.isOperator("\n")) this.advance();
  }

  word(): Word {
    if (this.#token.type !== "word") throw this.unexpected();
    const { word } = this.#token;
    this.advance();
    return word;
  }

  name(): string {
    const name = this.plain();
    if (name === null || !/^[A-Za-z_][\w:.-]*$/.test(name)) throw this.unexpected();
    this.advance();
    return name;
  }

  redirects(): Redirect[] {
    const redirects: Redirect[] = [];
    for (let redirect = this.redirect(); redirect !== null; redirect = this.redirect()) redirects.push(redirect);
    return redirects;
  }

  redirect(): Redirect | null {
    const token = this.#token;
    if (token.type !== "operator" || !isRedirectOperator(token.text)) return null;
    const operator = token.text;
    this.advance();
    if (this.#token.type !== "word") throw this.unexpected();
    const { word, start, end } = this.#token;
    const redirect: Redirect = {
      fd: token.fd !== -1 ? token.fd : operator.startsWith("<") ? 0 : 1,
      ...(token.variable === undefined ? {} : { variable: token.variable }),
      operator: operator === "<<-" ? "<<" : operator,
      target: word,
    };
    if (operator === "<<" || operator === "<<-")
      this.#pendingHere.push({
        redirect,
        delimiter: word.map((part) => (part.type === "text" ? part.text : this.text.slice(start, end))).join(""),
        literal: word.some((part) => part.type === "text" && part.quoted),
        tabs: operator === "<<-",
      });
    this.advance();
    return redirect;
  }

  #readHereBodies(start: number): number {
    let at = start;
    for (const { redirect, delimiter, literal, tabs } of this.#pendingHere.splice(0)) {
      let body = "";
      for (;;) {
        if (at >= this.text.length) throw new ShellSyntaxError(`here-document wants '${delimiter}' at its end`, true);
        const end = this.text.indexOf("\n", at);
        const whole = this.text.slice(at, end === -1 ? undefined : end);
        const line = tabs ? whole.replace(/^\t+/, "") : whole;
        at = end === -1 ? this.text.length : end + 1;
        if (line === delimiter) break;
        body += `${line}\n`;
      }
      redirect.target = literal ? [{ type: "text", text: body, quoted: true }] : readHereBody(body);
    }
    return at;
  }
}
