/**
 * Line lexer of the statistical engine. Comments are dropped, a string or template is one token a line,
 * and what a line leaves open is carried to the next as its state.
 */

/** What a line begins inside of. */
export type LexState = "code" | "comment" | "template";

/** Reads the lines of another language. */
export interface LineReader {
  readLine(line: string, state: LexState): LexedLine;
}

/** "script" knows the strings, comments and expressions of JavaScript and TypeScript; "plain" only words, numbers and marks. */
export type Syntax = "script" | "plain" | LineReader;

export interface LexedLine {
  tokens: readonly string[];
  /** Offset of each token in the line. */
  starts: readonly number[];
  /** Whether white space stands before the token on its line. */
  spaced: readonly boolean[];
  endState: LexState;
  /** What the line's end stands in: a comment, or the string or template that is its last token. */
  endsIn: "code" | "comment" | "string";
}

/** A word as the tokens below have it. */
const scriptWord = /[\p{L}_$#@][\p{L}\p{N}_$]*/u;
const plainWord = /[\p{L}_$#@-][\p{L}\p{N}_$-]*/u;

export function wordOf(language: string): RegExp {
  return syntaxOf(language) === "script" ? scriptWord : plainWord;
}

const space = /\s+/y;
const scriptToken =
  /\d[\w.]*|[\p{L}_$#@][\p{L}\p{N}_$]*|=>|\.\.\.|\?\.(?!\d)|\?\?=|\?\?|===|!==|==|!=|<=|>=|&&=|\|\|=|&&|\|\||\+\+|--|\+=|-=|\*=|\/=|\*\*|[\s\S]/uy;
const plainToken = /\d[\w.]*|[\p{L}_$#@-][\p{L}\p{N}_$-]*|[\s\S]/uy;
const expressionToken = /\/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[])+\/[a-z]*/y;
const beforeExpression = /^(?:[=(,:[!&|?{};]|=>|return|&&|\|\|)$/;

export function lexLine(line: string, state: LexState, syntax: Syntax): LexedLine {
  if (typeof syntax === "object") return syntax.readLine(line, state);
  const tokens: string[] = [];
  const starts: number[] = [];
  const spaced: boolean[] = [];
  let index = 0;
  let pendingSpace = false;
  const done = (endState: LexState, endsIn: LexedLine["endsIn"]): LexedLine => ({
    tokens,
    starts,
    spaced,
    endState,
    endsIn,
  });
  const push = (end: number) => {
    tokens.push(line.slice(index, end));
    starts.push(index);
    spaced.push(pendingSpace);
    pendingSpace = false;
    index = end;
  };

  if (state === "comment") {
    const end = line.indexOf("*/");
    if (end < 0) return done("comment", "comment");
    index = end + 2;
  } else if (state === "template") {
    const end = templateEnd(line, 0);
    if (end === undefined) {
      if (line.trim()) push(line.length);
      return done("template", "string");
    }
    push(end);
  }

  while (index < line.length) {
    const spaceEnd = matchEnd(space, line, index);
    if (spaceEnd !== undefined) {
      pendingSpace = true;
      index = spaceEnd;
      continue;
    }
    const character = line[index];
    if (syntax === "plain") {
      push(matchEnd(plainToken, line, index) ?? index + 1);
    } else if (character === "/" && line[index + 1] === "/") {
      return done("code", "comment");
    } else if (character === "/" && line[index + 1] === "*") {
      const end = line.indexOf("*/", index + 2);
      if (end < 0) return done("comment", "comment");
      index = end + 2;
    } else if (character === "`") {
      const end = templateEnd(line, index + 1);
      push(end ?? line.length);
      if (end === undefined) return done("template", "string");
    } else if (character === '"' || character === "'") {
      const end = stringEnd(line, index);
      push(end ?? line.length);
      if (end === undefined) return done("code", "string");
    } else if (character === "/" && startsExpression(tokens.at(-1))) {
      push(matchEnd(expressionToken, line, index) ?? index + 1);
    } else {
      push(matchEnd(scriptToken, line, index) ?? index + 1);
    }
  }
  return done("code", "code");
}

function matchEnd(pattern: RegExp, line: string, index: number): number | undefined {
  pattern.lastIndex = index;
  return pattern.test(line) ? pattern.lastIndex : undefined;
}

/** A slash after an operator or at a line's start begins a regular expression, after a value it divides. */
function startsExpression(before: string | undefined): boolean {
  return before === undefined || beforeExpression.test(before);
}

/** Offset behind the quote that closes the string begun at `start`. */
function stringEnd(line: string, start: number): number | undefined {
  for (let index = start + 1; index < line.length; index++) {
    if (line[index] === "\\") index++;
    else if (line[index] === line[start]) return index + 1;
  }
  return undefined;
}

/** Offset behind the backtick that closes the template whose text goes on at `from`; one inside `${…}` does not close it. */
function templateEnd(line: string, from: number): number | undefined {
  for (let index = from; index < line.length; index++) {
    if (line[index] === "\\") index++;
    else if (line[index] === "`") return index + 1;
    else if (line[index] === "$" && line[index + 1] === "{") {
      const close = line.indexOf("}", index);
      if (close >= 0) index = close;
    }
  }
  return undefined;
}

/** The mark that ends a line in a token sequence; blank and comment lines leave none. */
export const newline = "\n";

export interface LexedText {
  tokens: string[];
  spaced: boolean[];
}

/** All tokens of `text` with a newline token after each line that has any. */
export function lexText(text: string, syntax: Syntax): LexedText {
  const tokens: string[] = [];
  const spaced: boolean[] = [];
  let state: LexState = "code";
  for (const line of text.split("\n")) {
    const lexed = lexLine(line, state, syntax);
    state = lexed.endState;
    if (!lexed.tokens.length) continue;
    for (let index = 0; index < lexed.tokens.length; index++) {
      tokens.push(lexed.tokens[index] ?? "");
      spaced.push(lexed.spaced[index] ?? false);
    }
    tokens.push(newline);
    spaced.push(false);
  }
  return { tokens, spaced };
}

const scriptLanguages = new Set(["javascript", "typescript", "jsx", "tsx"]);

export function syntaxOf(language: string): Syntax {
  return scriptLanguages.has(language) ? "script" : "plain";
}
