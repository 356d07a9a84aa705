/** Finds where a module's own text refers to names it imported, minding every place that declares the same name anew. */
import { childrenOf, isNode, type SyntaxNode } from "./acorn.ts";

export interface Reference {
  name: string;
  node: SyntaxNode;
  parent: SyntaxNode;
  /** The reference begins an expression statement in a list of statements: a `(` put there must not continue the line before. */
  startsStatement: boolean;
}

const functionTypes = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);
const holdsStatements =
  /^(?:Program|SwitchCase|CatchClause|StaticBlock|Export\w+|(?!Expression|Return|Throw)\w+Statement)$/;
const listTypes = new Set(["Program", "BlockStatement", "StaticBlock", "SwitchCase"]);

/** Most nodes declare nothing: one list for all of them. */
const none: readonly string[] = [];

/** Names that a binding pattern declares. */
export function patternNames(pattern: unknown): string[] {
  if (!isNode(pattern)) return [];
  switch (pattern.type) {
    case "Identifier":
      return [String(pattern["name"])];
    case "ObjectPattern":
      return nodes(pattern["properties"]).flatMap((property) =>
        patternNames(property["value"] ?? property["argument"]),
      );
    case "ArrayPattern":
      return nodes(pattern["elements"]).flatMap(patternNames);
    case "AssignmentPattern":
      return patternNames(pattern["left"]);
    case "RestElement":
      return patternNames(pattern["argument"]);
    default:
      return [];
  }
}

export function nodes(value: unknown): SyntaxNode[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** Names declared by `let`, `const`, `class` and functions directly in a list of statements. */
function lexicalNames(statements: SyntaxNode[]): string[] {
  return statements.flatMap((statement) => {
    if (statement.type === "VariableDeclaration") {
      return statement["kind"] === "var"
        ? []
        : nodes(statement["declarations"]).flatMap((one) => patternNames(one["id"]));
    }
    if (statement.type === "FunctionDeclaration" || statement.type === "ClassDeclaration")
      return patternNames(statement["id"]);
    return [];
  });
}

/** Names declared by `var` anywhere in a function, nested functions left out: only statements hold them. */
export function varNames(node: SyntaxNode): string[] {
  const names: string[] = [];
  const visit = (one: SyntaxNode): void => {
    if (one.type === "VariableDeclaration") {
      if (one["kind"] === "var") names.push(...nodes(one["declarations"]).flatMap(({ id }) => patternNames(id)));
    } else if (holdsStatements.test(one.type)) childrenOf(one).forEach(visit);
  };
  visit(node);
  return names;
}

/** Names that `node` adds to the scope of what is inside it. */
function scopeNames(node: SyntaxNode): readonly string[] {
  if (functionTypes.has(node.type)) {
    const body = node["body"];
    const own = node.type === "FunctionExpression" ? patternNames(node["id"]) : none;
    const vars = isNode(body) ? varNames(body) : none;
    return [...own, ...nodes(node["params"]).flatMap(patternNames), ...vars];
  }
  switch (node.type) {
    case "BlockStatement":
    case "StaticBlock":
      return lexicalNames(nodes(node["body"]));
    case "SwitchStatement":
      return nodes(node["cases"]).flatMap((one) => lexicalNames(nodes(one["consequent"])));
    case "ForStatement":
      return isNode(node["init"]) ? lexicalNames([node["init"]]) : none;
    case "ForInStatement":
    case "ForOfStatement":
      return isNode(node["left"]) ? lexicalNames([node["left"]]) : none;
    case "CatchClause":
      return patternNames(node["param"]);
    case "ClassExpression":
    case "ClassDeclaration":
      return patternNames(node["id"]);
    default:
      return none;
  }
}

/** True where an identifier is a name of something else: a property, a key, a label. */
function isNameOnly(node: SyntaxNode, parent: SyntaxNode): boolean {
  switch (parent.type) {
    case "MemberExpression":
      return parent["property"] === node && parent["computed"] !== true;
    case "Property":
      return parent["key"] === node && parent["computed"] !== true && parent["shorthand"] !== true;
    case "MethodDefinition":
    case "PropertyDefinition":
      return parent["key"] === node && parent["computed"] !== true;
    case "LabeledStatement":
    case "BreakStatement":
    case "ContinueStatement":
      return parent["label"] === node;
    case "MetaProperty":
    case "ImportSpecifier":
    case "ImportDefaultSpecifier":
    case "ImportNamespaceSpecifier":
    case "ExportSpecifier":
      return true;
    default:
      return false;
  }
}

/** Every reference in `program` to one of `names` that is not declared anew around it. */
export function findReferences(program: SyntaxNode, names: Set<string>): Reference[] {
  const found: Reference[] = [];
  if (names.size === 0) return found;
  const visit = (node: SyntaxNode, parent: SyntaxNode, hidden: ReadonlySet<string>, statementStart: number): void => {
    if (node.type === "ImportDeclaration" || node.type === "ExportAllDeclaration") return;
    if (node.type === "ExportNamedDeclaration" && node["source"]) return;
    if (node.type === "Identifier") {
      const name = String(node["name"]);
      if (names.has(name) && !hidden.has(name) && !isNameOnly(node, parent)) {
        found.push({ name, node, parent, startsStatement: node.start === statementStart });
      }
      return;
    }
    const declared = scopeNames(node);
    const hides = declared.length > 0 ? declared.filter((name) => names.has(name)) : none;
    const inside = hides.length > 0 ? new Set([...hidden, ...hides]) : hidden;
    const start = node.type === "ExpressionStatement" && listTypes.has(parent.type) ? node.start : statementStart;
    let seenKey: SyntaxNode | undefined;
    for (const child of childrenOf(node)) {
      // A shorthand property holds the same identifier as key and as value: one reference.
      if (
        node.type === "Property" &&
        node["shorthand"] === true &&
        seenKey &&
        child.start === seenKey.start &&
        child.type === "Identifier"
      )
        continue;
      if (node.type === "Property" && child === node["key"]) seenKey = child;
      visit(child, node, inside, start);
    }
  };
  visit(program, program, new Set(), -1);
  return found;
}
