/** The tree of an awk program. */
export type Expression =
  | { type: "number"; value: number }
  | { type: "text"; value: string }
  | { type: "regex"; source: string }
  | { type: "variable"; name: string }
  | { type: "element"; name: string; index: Expression[] }
  | { type: "field"; index: Expression }
  | { type: "assign"; operator: string; target: Expression; value: Expression }
  | { type: "step"; by: 1 | -1; prefix: boolean; target: Expression }
  | { type: "unary"; operator: "!" | "-" | "+"; operand: Expression }
  | { type: "binary"; operator: string; left: Expression; right: Expression }
  | { type: "condition"; test: Expression; yes: Expression; no: Expression }
  | { type: "in"; index: Expression[]; name: string }
  | { type: "call"; name: string; args: Expression[]; own: boolean }
  | { type: "group"; items: Expression[] }
  | { type: "getline"; kind: "main" | "file" | "command"; source: Expression | null; target: Expression | null };

export interface Output {
  kind: ">" | ">>" | "|";
  target: Expression;
}

export type Statement =
  | { type: "block"; body: Statement[] }
  | { type: "expression"; value: Expression }
  | { type: "print"; formatted: boolean; args: Expression[]; output: Output | null }
  | { type: "if"; test: Expression; yes: Statement; no: Statement | null }
  | { type: "while"; test: Expression; body: Statement; first: boolean }
  | { type: "for"; start: Statement | null; test: Expression | null; step: Statement | null; body: Statement }
  | { type: "for-in"; name: string; array: string; body: Statement }
  | { type: "delete"; name: string; index: Expression[] | null }
  | { type: "leave"; kind: "break" | "continue" | "next" | "exit" | "return"; value: Expression | null };

export interface Rule {
  kind: "begin" | "end" | "main";
  /** For "main": none, one, or the two ends of a range. */
  patterns: Expression[];
  /** Null prints the record. */
  body: Statement | null;
}

export interface Program {
  rules: Rule[];
  functions: Map<string, { parameters: string[]; body: Statement }>;
}
