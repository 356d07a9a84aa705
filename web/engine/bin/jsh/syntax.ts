/** `$name` or `${…}`. */
export interface VariablePart {
  type: "variable";
  name: string;
  /** The text between `[` and `]`, null without one. */
  index: string | null;
  /** `#`: the length; `!`: the variable that this one names, or an array's keys. */
  prefix: "" | "#" | "!";
  operator: string;
  argument: Word;
  quoted: boolean;
}

/** The tree of a command line: what the parser makes and the runner walks. */
export type WordPart =
  | { type: "text"; text: string; quoted: boolean }
  | VariablePart
  | { type: "command"; source: string; quoted: boolean }
  | { type: "arithmetic"; source: string; quoted: boolean }
  /** `<(source)`, or `>(source)` where `writes`. */
  | { type: "process"; source: string; writes: boolean; quoted: boolean }
  /** The right side of `name=(…)`. */
  | { type: "array"; elements: Word[]; quoted: boolean };

export type Word = WordPart[];

export type RedirectOperator = ">" | ">>" | ">|" | "<" | "<>" | ">&" | "<&" | "&>" | "&>>" | "<<<" | "<<";

export interface Redirect {
  fd: number;
  /** `{name}>file`: the shell chooses the descriptor and writes its number here. */
  variable?: string;
  operator: RedirectOperator;
  /** A path, a descriptor, or the text itself for `<<<` and `<<`. */
  target: Word;
}

export interface Assignment {
  name: string;
  index: string | null;
  value: Word;
  append: boolean;
}

/** What stands between `[[` and `]]`. */
export type TestNode =
  | { type: "word"; word: Word }
  | { type: "unary"; operator: string; word: Word }
  | { type: "binary"; operator: string; left: Word; right: Word }
  | { type: "not"; inner: TestNode }
  | { type: "both" | "either"; left: TestNode; right: TestNode };

export interface CaseClause {
  patterns: Word[];
  body: Command;
  /** `;;` ends, `;&` runs the next body too, `;;&` goes on testing. */
  end: ";;" | ";&" | ";;&";
}

export type Command =
  | { type: "simple"; assignments: Assignment[]; words: Word[]; redirects: Redirect[] }
  | { type: "pipeline"; negated: boolean; timed?: boolean; stages: Command[] }
  | { type: "and-or"; operator: "&&" | "||"; left: Command; right: Command }
  | { type: "list"; items: ListItem[] }
  | { type: "if"; branches: { condition: Command; body: Command }[]; otherwise: Command | null; redirects: Redirect[] }
  | { type: "for"; name: string; words: Word[] | null; body: Command; redirects: Redirect[] }
  | { type: "count"; start: string; condition: string; step: string; body: Command; redirects: Redirect[] }
  | { type: "select"; name: string; words: Word[] | null; body: Command; redirects: Redirect[] }
  | { type: "while"; until: boolean; condition: Command; body: Command; redirects: Redirect[] }
  | { type: "case"; word: Word; clauses: CaseClause[]; redirects: Redirect[] }
  | { type: "group"; subshell: boolean; body: Command; redirects: Redirect[] }
  | { type: "arithmetic"; source: string; redirects: Redirect[] }
  | { type: "test"; expression: TestNode; redirects: Redirect[] }
  | { type: "function"; name: string; body: Command };

export interface ListItem {
  command: Command;
  background: boolean;
  /** The text it was read from: what `jobs` shows. */
  source: string;
}

/** A line that is no command. `incomplete`: more text could still make it one, so the prompt asks for it. */
export class ShellSyntaxError extends Error {
  readonly incomplete: boolean;
  constructor(message: string, incomplete = false) {
    super(message);
    this.incomplete = incomplete;
  }
}

/** A variable that has to be set is not, or one that is read-only was to be changed: a script ends there. */
export class VariableError extends ShellSyntaxError {}
