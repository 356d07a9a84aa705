/**
 * Reads a file's tokens line by line and knows which names are declared in the scopes around a place, which are members,
 * and when each was used last. A reading of brackets and keywords, not a parse: it never fails on half-written code.
 */
import type { TokenRole, TokenRoles } from "./token-roles.ts";

interface Scope {
  /** Number of declarations made outside of it. */
  readonly declaredBefore: number;
  /** Position of its first token. */
  readonly start: number;
  readonly kind: "function" | "class" | "block";
}

interface Declaration {
  readonly token: number;
  /** Depth the name was visible from before, if it was. */
  readonly shadowed: number | undefined;
}

interface Group {
  readonly opener: TokenRole;
  readonly parameters: number[];
}

/** Members written or used of one name so far, and uses that are not. */
export interface NameUses {
  members: number;
  plain: number;
  /** Position of the last use. */
  last: number;
}

export class ScopeReader {
  /** Tokens read. */
  position = 0;
  readonly uses = new Map<number, NameUses>();
  readonly classMembers = new Set<number>();
  private readonly roles: TokenRoles;
  private readonly scopes: Scope[] = [];
  private readonly declarations: Declaration[] = [];
  private readonly visible = new Map<number, number>();
  private readonly declared = new Set<number>();
  private readonly groups: Group[] = [];
  /** Parameters of the group just closed: they belong to the body that follows. */
  private parameters: readonly number[] = [];
  private expected: "name" | "pattern" | "imports" | "class-body" | undefined;
  private patternDepth = 0;
  private classAhead = false;
  private sorted: { position: number; tokens: readonly number[] } | undefined;

  constructor(roles: TokenRoles) {
    this.roles = roles;
  }

  /** Takes one more line, its newline token included. */
  readLine(ids: readonly number[]): void {
    for (let index = 0; index < ids.length; index++) this.read(ids, index);
  }

  get depth(): number {
    return this.scopes.length;
  }

  /** Depth of the scope that declares the name, undefined when none around the place does. */
  scopeOf(token: number): number | undefined {
    return this.visible.get(token);
  }

  /** True when the name was declared in a scope that is closed by now, and in none around the place. */
  isOutOfScope(token: number): boolean {
    return this.declared.has(token) && !this.visible.has(token);
  }

  /** Where the innermost function begins; the file's start outside of any. */
  functionStart(): number {
    return this.scopes.findLast(({ kind }) => kind === "function")?.start ?? 0;
  }

  /** The names used last, the last one first. */
  latest(count: number): number[] {
    if (this.sorted?.position !== this.position) {
      const tokens = [...this.uses].sort(([, left], [, right]) => right.last - left.last).map(([token]) => token);
      this.sorted = { position: this.position, tokens };
    }
    return this.sorted.tokens.slice(0, count);
  }

  private read(ids: readonly number[], index: number): void {
    const token = ids[index] ?? 0;
    const role = this.roles.of(token);
    const before = index > 0 ? this.roles.of(ids[index - 1] ?? 0) : "end";
    const after = this.roles.of(ids[index + 1] ?? 0);
    if (role === "name") this.readName(token, before, after);
    else if (before !== "dot" && after !== "colon") this.readMark(role, before, after);
    else this.readMark(brackets.has(role) ? role : "other", before, after);
    this.position++;
  }

  private readName(token: number, before: TokenRole, after: TokenRole): void {
    const isMember = before === "dot" || this.isKey(before, after);
    const uses = this.uses.get(token) ?? { members: 0, plain: 0, last: 0 };
    if (isMember) uses.members++;
    else uses.plain++;
    uses.last = this.position;
    this.uses.set(token, uses);
    if (isMember && before !== "dot") {
      if (this.scopes.at(-1)?.kind === "class") this.classMembers.add(token);
      return;
    }
    if (before === "dot") return;
    if (after === "arrow" && before !== "colon") this.introduce(token);
    else if (this.expected === "name") {
      this.introduce(token);
      this.expected = undefined;
    } else if (this.expected === "imports") this.introduce(token);
    else if (this.expected === "pattern" && opensName.has(before) && after !== "colon") this.introduce(token);
    else if (this.expected === "pattern" && this.patternDepth > 0 && before === "colon") this.introduce(token);
    else if (opensName.has(before)) this.groups.at(-1)?.parameters.push(token);
  }

  /** `name:` in an object, `name(` or `name =` in a class. */
  private isKey(before: TokenRole, after: TokenRole): boolean {
    if (this.groups.length && this.groups.at(-1)?.opener !== "open-brace") return false;
    const begins = before === "open-brace" || before === "comma" || before === "end" || before === "modifier";
    if (!begins) return false;
    if (this.scopes.at(-1)?.kind === "class") return true;
    return after === "colon" && this.expected === undefined;
  }

  private readMark(role: TokenRole, before: TokenRole, after: TokenRole): void {
    if (this.expected === "pattern" && this.readPattern(role)) return;
    if (this.expected === "imports" && this.readImports(role)) return;
    switch (role) {
      case "declarator":
        this.expected = "pattern";
        this.patternDepth = 0;
        break;
      case "function":
        if (after === "name") this.expected = "name";
        break;
      case "type":
        if (after === "name") this.expected = "name";
        break;
      case "class":
        if (after === "name") this.expected = "name";
        this.classAhead = true;
        break;
      case "import":
        if (after === "dot" || after === "open-group") break;
        this.expected = "imports";
        this.patternDepth = 0;
        break;
      case "open-group":
        if (this.expected === "name") this.expected = undefined;
        this.parameters = [];
        this.groups.push({ opener: before, parameters: [] });
        break;
      case "close-group": {
        if (this.groups.at(-1)?.opener === "open-brace") break;
        const group = this.groups.pop();
        this.parameters = group && group.opener !== "condition" ? group.parameters : [];
        break;
      }
      case "arrow":
        for (const token of this.parameters) this.introduce(token);
        this.parameters = [];
        break;
      case "open-brace":
        this.openScope(before);
        break;
      case "close-brace":
        this.closeScope();
        break;
      case "end":
        this.expected = undefined;
        break;
      default:
    }
  }

  /** True when the mark belongs to the pattern of a declaration: `const { a, b: [c] } =`. */
  private readPattern(role: TokenRole): boolean {
    if (role === "open-brace" || role === "open-list") this.patternDepth++;
    else if (role === "close-brace" || role === "close-list") this.patternDepth--;
    else if (role === "assign" || role === "open-group" || (role === "end" && this.patternDepth <= 0)) {
      if (role === "assign" && this.patternDepth > 0) return true;
      this.expected = undefined;
      return false;
    }
    return true;
  }

  /** True when the mark belongs to an import: it ends with its line or with `from`. */
  private readImports(role: TokenRole): boolean {
    if (role === "open-brace") this.patternDepth++;
    else if (role === "close-brace") this.patternDepth--;
    else if (role === "from" || (role === "end" && this.patternDepth <= 0)) this.expected = undefined;
    return true;
  }

  private openScope(before: TokenRole): void {
    const isFunction = this.parameters.length > 0 || before === "close-group" || before === "arrow";
    const kind = this.classAhead ? "class" : isFunction ? "function" : "block";
    this.classAhead = false;
    this.scopes.push({ declaredBefore: this.declarations.length, start: this.position, kind });
    for (const token of this.parameters) this.introduce(token);
    this.parameters = [];
    this.groups.push({ opener: "open-brace", parameters: [] });
  }

  private closeScope(): void {
    while (this.groups.length && this.groups.pop()?.opener !== "open-brace");
    const scope = this.scopes.pop();
    const kept = scope?.declaredBefore ?? 0;
    while (this.declarations.length > kept) {
      const declaration = this.declarations.pop();
      if (!declaration) break;
      if (declaration.shadowed === undefined) this.visible.delete(declaration.token);
      else this.visible.set(declaration.token, declaration.shadowed);
    }
  }

  private introduce(token: number): void {
    this.declarations.push({ token, shadowed: this.visible.get(token) });
    this.visible.set(token, this.scopes.length);
    this.declared.add(token);
  }
}

const brackets = new Set<TokenRole>([
  "open-brace",
  "close-brace",
  "open-group",
  "close-group",
  "open-list",
  "close-list",
]);
/** What stands before a name that a parameter list or a pattern introduces. */
const opensName = new Set<TokenRole>([
  "declarator",
  "open-group",
  "open-brace",
  "open-list",
  "comma",
  "modifier",
  "end",
]);
