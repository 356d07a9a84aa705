/**
 * Names that a CommonJS module exports, read off its text as cjs-module-lexer's documentation describes: assignments to `exports.x`,
 * `module.exports = { a, b }`, `Object.defineProperty(exports, "x", …)`, re-exports by `module.exports = require("…")`,
 * `__exportStar(require("…"), exports)` and the loops that Babel and TypeScript write.
 */
import { childrenOf, isNode, type Parse, type SyntaxNode } from "./acorn.ts";
import { nodes } from "./scope.ts";

export interface CommonJsExports {
  exports: Set<string>;
  reexports: string[];
}

export function commonJsExports(source: string, parse: Parse): CommonJsExports {
  const found: CommonJsExports = { exports: new Set(), reexports: [] };
  let program: SyntaxNode;
  try {
    program = parse(source, "script");
  } catch {
    return found; // what does not parse fails when it is run, with the right message
  }
  const required = new Map<string, string>();
  const visit = (node: SyntaxNode): void => {
    if (node.type === "VariableDeclarator") noteRequire(node, required);
    if (node.type === "AssignmentExpression") assignment(node, found);
    if (node.type === "CallExpression") call(node, found, required);
    for (const child of childrenOf(node)) visit(child);
  };
  visit(program);
  return found;
}

function text(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === "Identifier") return String(node["name"]);
  return node.type === "Literal" && typeof node["value"] === "string" ? node["value"] : undefined;
}

function isIdentifier(node: unknown, name: string): boolean {
  return isNode(node) && node.type === "Identifier" && node["name"] === name;
}

/** `exports` or `module.exports`. */
function isExports(node: unknown): boolean {
  if (isIdentifier(node, "exports")) return true;
  return (
    isNode(node) &&
    node.type === "MemberExpression" &&
    isIdentifier(node["object"], "module") &&
    isIdentifier(node["property"], "exports")
  );
}

function requiredSpecifier(node: unknown): string | undefined {
  if (!isNode(node) || node.type !== "CallExpression") return undefined;
  const [first] = nodes(node["arguments"]);
  if (isIdentifier(node["callee"], "require")) return first?.type === "Literal" ? text(first) : undefined;
  // `_interopRequireWildcard(require("x"))` and the like
  return isNode(node["callee"]) && node["callee"].type === "Identifier" ? requiredSpecifier(first) : undefined;
}

function noteRequire(node: SyntaxNode, required: Map<string, string>): void {
  const specifier = requiredSpecifier(node["init"]);
  const name = text(node["id"]);
  if (specifier !== undefined && name !== undefined) required.set(name, specifier);
}

function assignment(node: SyntaxNode, found: CommonJsExports): void {
  const left = node["left"];
  if (!isNode(left) || left.type !== "MemberExpression") return;
  if (isExports(left["object"])) {
    const name =
      left["computed"] === true && isNode(left["property"]) && left["property"].type !== "Literal"
        ? undefined
        : text(left["property"]);
    if (name !== undefined) found.exports.add(name);
  }
  if (isExports(left)) replacement(node["right"], found);
}

function replacement(value: unknown, found: CommonJsExports): void {
  const specifier = requiredSpecifier(value);
  if (specifier !== undefined) found.reexports.push(specifier);
  if (!isNode(value)) return;
  if (value.type === "AssignmentExpression") replacement(value["right"], found);
  if (value.type !== "ObjectExpression") return;
  for (const property of nodes(value["properties"])) {
    if (property.type === "SpreadElement") {
      const spread = requiredSpecifier(property["argument"]);
      if (spread !== undefined) found.reexports.push(spread);
    } else {
      const name = property["computed"] === true ? undefined : text(property["key"]);
      if (name !== undefined) found.exports.add(name);
    }
  }
}

function call(node: SyntaxNode, found: CommonJsExports, required: Map<string, string>): void {
  const callee = node["callee"];
  const args = nodes(node["arguments"]);
  const [first, second, third] = args;
  if (!isNode(callee)) return;
  const method = callee.type === "MemberExpression" ? text(callee["property"]) : text(callee);
  if (method === "defineProperty" && isExports(first)) {
    const name = second?.type === "Literal" ? text(second) : undefined;
    const usable = isNode(third) && third.type === "ObjectExpression";
    if (name !== undefined && usable) found.exports.add(name);
  }
  if ((method === "__exportStar" || method === "__export") && first) {
    const specifier = requiredSpecifier(first);
    if (specifier !== undefined) found.reexports.push(specifier);
  }
  if (method === "__export" && isNode(second) && second.type === "ObjectExpression") replacement(second, found);
  // Babel: Object.keys(_x).forEach(function (key) { … exports[key] = _x[key] … })
  const keysOf = callee.type === "MemberExpression" && method === "forEach" ? callee["object"] : undefined;
  if (
    isNode(keysOf) &&
    keysOf.type === "CallExpression" &&
    isNode(keysOf["callee"]) &&
    text(keysOf["callee"]["property"]) === "keys"
  ) {
    const specifier = required.get(text(nodes(keysOf["arguments"])[0]) ?? "");
    if (specifier !== undefined) found.reexports.push(specifier);
  }
  // esbuild: 0 && (module.exports = { a, b }) is an assignment; __toCommonJS(src_exports) with __export(src_exports, { … }) above it.
}
