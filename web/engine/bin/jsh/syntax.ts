/** The tree of a command line: what the parser makes and the runner walks. */
export type WordPart =
  | { type: "text"; text: string; quoted: boolean }
  | { type: "variable"; name: string; operator: string; argument: Word; quoted: boolean }
  | { type: "command"; source: string; quoted: boolean }
  | { type: "arithmetic"; source: string; quoted: boolean };

export type Word = WordPart[];

export type RedirectOperator = ">" | ">>" | "<" | ">&" | "<&" | "&>" | "&>>" | "<<<" | "<<";

export interface Redirect {
  fd: number;
  operator: RedirectOperator;
  /** A path, a descriptor, or the text itself for `<<<` and `<<`. */
  target: Word;
}

export interface Assignment {
  name: string;
  value: Word;
  append: boolean;
}

export type Command =
  | { type: "simple"; assignments: Assignment[]; words: Word[]; redirects: Redirect[] }
  | { type: "pipeline"; negated: boolean; stages: Command[] }
  | { type: "and-or"; operator: "&&" | "||"; left: Command; right: Command }
  | { type: "list"; items: ListItem[] }
  | { type: "if"; branches: { condition: Command; body: Command }[]; otherwise: Command | null; redirects: Redirect[] }
  | { type: "for"; name: string; words: Word[] | null; body: Command; redirects: Redirect[] }
  | { type: "while"; until: boolean; condition: Command; body: Command; redirects: Redirect[] }
  | { type: "case"; word: Word; clauses: { patterns: Word[]; body: Command }[]; redirects: Redirect[] }
  | { type: "group"; subshell: boolean; body: Command; redirects: Redirect[] }
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

/** A variable that has to be set is not: a script ends there. */
export class UnsetVariable extends ShellSyntaxError {}
