/** Which parts of a file can get a type error by an edit: where it is, and where the names are used whose types hang on it. */
import ts from "typescript-lib";
import { languageLimits } from "../../../shared/language/limits.ts";

/** Checking all of a short file costs less than finding out what is affected. */
const shortFileChars = 2_000;

export interface Affected {
  /** Where the edit is: most errors are found here. */
  touched: ts.Node[];
  /** Those and what hangs on them; undefined: the whole file. */
  all: ts.Node[] | undefined;
}

/** What to check after an edit between two offsets of the bound `file`. */
export function affectedBy(file: ts.SourceFile, from: number, to: number): Affected {
  const touched = overlapping(file, from, to);
  if (file.text.length <= shortFileChars) return { touched, all: undefined };
  const search = new Search(file);
  const found = search.seed(touched) && search.spread();
  return { touched, all: found ? [...search.nodes] : undefined };
}

/** The smallest statements at these offsets. */
export function nodesAt(file: ts.SourceFile, offsets: readonly number[]): ts.Node[] {
  return [...new Set(offsets.flatMap((offset) => overlapping(file, offset, offset)))];
}

class Search {
  readonly nodes = new Set<ts.Node>();
  readonly #file: ts.SourceFile;
  readonly #names = new Set<string>();
  readonly #newNames: string[] = [];

  constructor(file: ts.SourceFile) {
    this.#file = file;
  }

  /** False when the edit changes a type, whose uses are not found by its name alone. */
  seed(touched: readonly ts.Node[]): boolean {
    if (touched.some(declaresType)) return false;
    for (const node of touched) this.#take(node);
    const first = touched[0];
    const body = first && touched.some(steers) ? functionAround(first)?.body : undefined;
    if (first && body && ts.isBlock(body)) {
      // What stands below may be narrowed by it, in a loop what stands above too.
      for (const statement of body.statements)
        if (statement.end >= first.pos || isLoop(statement)) this.#take(statement);
    }
    return touched.length > 0;
  }

  /** Takes in every statement that uses a name found so far; false when there are too many. */
  spread(): boolean {
    for (let name = this.#newNames.pop(); name !== undefined; name = this.#newNames.pop()) {
      const use = new RegExp(`(?<![\\p{L}\\p{N}_$])${name.replaceAll("$", "\\$")}(?![\\p{L}\\p{N}_$])`, "gu");
      for (const { index } of this.#file.text.matchAll(use)) {
        for (const node of overlapping(this.#file, index, index + name.length)) {
          if (declaresType(node)) return false;
          this.#take(node);
        }
        if (this.nodes.size > languageLimits.maxAffectedStatements) return false;
      }
    }
    return true;
  }

  #take(node: ts.Node): void {
    if (this.nodes.has(node)) return;
    this.nodes.add(node);
    for (const name of untypedNames(node)) this.#takeName(name);
    const around = functionAround(node);
    if (!around || !givesBack(around, node)) return;
    // Its return type is worked out from its body: whoever calls it is affected.
    const name = nameOf(around);
    if (name !== undefined) this.#takeName(name);
    const outer = ts.isFunctionDeclaration(around) ? undefined : statementAround(around);
    if (outer) this.#take(outer);
  }

  #takeName(name: string): void {
    if (this.#names.has(name)) return;
    this.#names.add(name);
    this.#newNames.push(name);
  }
}

/** The smallest statements and class members that touch a range. */
function overlapping(node: ts.Node, from: number, to: number): ts.Node[] {
  const found: ts.Node[] = [];
  ts.forEachChild(node, (child) => {
    if (child.pos > to || child.end < from) return;
    const within = child.pos <= from && to <= child.end;
    const smaller = within ? overlapping(child, from, to) : [];
    if (smaller.length) found.push(...smaller);
    else if (isCheckable(child)) found.push(child);
  });
  return found;
}

function isCheckable(node: ts.Node): boolean {
  return (ts.isStatement(node) && !ts.isBlock(node)) || (ts.isClassElement(node) && ts.isClassLike(node.parent));
}

function declaresType(node: ts.Node): boolean {
  return (
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isModuleDeclaration(node) ||
    ts.isImportDeclaration(node) ||
    ts.isImportEqualsDeclaration(node)
  );
}

function statementAround(node: ts.Node): ts.Node | undefined {
  return ts.findAncestor(node.parent, isCheckable);
}

function functionAround(node: ts.Node): ts.FunctionLikeDeclaration | undefined {
  const found = ts.findAncestor(node.parent, (each) => ts.isFunctionLike(each) || ts.isClassLike(each));
  return found && isFunctionWithBody(found) ? found : undefined;
}

function isFunctionWithBody(node: ts.Node): node is ts.FunctionLikeDeclaration {
  return ts.isFunctionLike(node) && "body" in node && node.body !== undefined;
}

/** Which statements run after it depends on the node. */
function steers(node: ts.Node): boolean {
  return /\b(?:if|return|throw|break|continue|switch|case|while|for|try)\b/.test(textOf(node));
}

function isLoop(node: ts.Node): boolean {
  return ts.isIterationStatement(node, false);
}

function textOf(node: ts.Node): string {
  return node.getSourceFile().text.slice(node.pos, node.end);
}

/** The function has no return type written down, and the node may be what it returns. */
function givesBack(around: ts.FunctionLikeDeclaration, node: ts.Node): boolean {
  if (around.type || ts.isConstructorDeclaration(around) || ts.isSetAccessor(around)) return false;
  const { body } = around;
  if (!body || !ts.isBlock(body)) return true;
  return /\b(?:return|yield|throw)\b/.test(textOf(node));
}

/** Names whose types are worked out from the node: declared without a type, or written to. */
function untypedNames(node: ts.Node): string[] {
  if (ts.isVariableStatement(node)) {
    return node.declarationList.declarations.flatMap((each) => (each.type ? [] : bindingNames(each.name)));
  }
  if (ts.isFunctionDeclaration(node) || ts.isClassElement(node)) {
    const name = nameOf(node);
    return name === undefined ? [] : [name];
  }
  return [
    ...textOf(node).matchAll(/([\p{L}_$][\p{L}\p{N}_$]*)\s*(?:[-+*/%&|^]|\*\*|\?\?|\|\||&&|<<|>>>?)?=(?![=>])/gu),
  ].flatMap(([, name]) => name ?? []);
}

function bindingNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? bindingNames(element.name) : []));
}

function nameOf(node: ts.Node): string | undefined {
  const declared = ts.isFunctionLike(node) || ts.isClassElement(node) ? node.name : undefined;
  const { parent } = node;
  const given =
    declared ?? (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) ? parent.name : undefined);
  return given && (ts.isIdentifier(given) || ts.isStringLiteral(given) || ts.isPrivateIdentifier(given))
    ? given.text.replace(/^#/, "")
    : undefined;
}
