/** What a token does to scopes and names; known by its text once, read by its number afterwards. */
import { isIdentifier } from "./token-kinds.ts";
import type { Vocabulary } from "./vocabulary.ts";

export const tokenRoles = [
  "name",
  "open-brace",
  "close-brace",
  "open-group",
  "close-group",
  "open-list",
  "close-list",
  "dot",
  "arrow",
  "colon",
  "comma",
  "assign",
  "declarator",
  "function",
  "class",
  "type",
  "import",
  "from",
  "condition",
  "modifier",
  "end",
  "other",
] as const;
export type TokenRole = (typeof tokenRoles)[number];

const roles = new Map<string, TokenRole>([
  ["{", "open-brace"],
  ["}", "close-brace"],
  ["(", "open-group"],
  [")", "close-group"],
  ["[", "open-list"],
  ["]", "close-list"],
  [".", "dot"],
  ["?.", "dot"],
  ["=>", "arrow"],
  [":", "colon"],
  [",", "comma"],
  ["...", "comma"],
  ["=", "assign"],
  ["in", "assign"],
  ["of", "assign"],
  [";", "end"],
  ["\n", "end"],
  ["from", "from"],
  ["function", "function"],
  ["import", "import"],
  ...["const", "let", "var"].map((text) => [text, "declarator"] as const),
  ...["class", "interface", "enum"].map((text) => [text, "class"] as const),
  ...["type", "namespace"].map((text) => [text, "type"] as const),
  ...["if", "while", "switch", "with"].map((text) => [text, "condition"] as const),
  ...["async", "static", "get", "set", "public", "private", "protected", "readonly", "abstract", "declare"].map(
    (text) => [text, "modifier"] as const,
  ),
]);

export class TokenRoles {
  private readonly vocabulary: Vocabulary;
  private readonly byToken: (TokenRole | undefined)[] = [];

  constructor(vocabulary: Vocabulary) {
    this.vocabulary = vocabulary;
  }

  of(token: number): TokenRole {
    const known = this.byToken[token];
    if (known) return known;
    const text = this.vocabulary.textOf(token);
    const role = roles.get(text) ?? (isIdentifier(text) ? "name" : "other");
    this.byToken[token] = role;
    return role;
  }
}
