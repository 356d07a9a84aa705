/** A file's outline, read from its syntax tree: JavaScript, TypeScript and Python. */
import type { SyntaxNode, Tree } from "@lezer/common";
import type { OutlineItem, SymbolKind } from "../../shared/agent/outline.ts";

export type OutlinedLanguage = "script" | "python";

/** Declarations at the top of the file, with the members of classes, interfaces and objects. */
export function outlineOf(tree: Tree, text: string, language: OutlinedLanguage): OutlineItem[] {
  const top = childrenOf(tree.topNode);
  if (language === "python") return top.flatMap((node) => pythonItems(node, text));
  const exportedByName = new Set(top.flatMap((node) => namesExported(node, text)));
  return top
    .flatMap((node) => scriptItems(node, text))
    .map((item) => (exportedByName.has(item.name) ? { ...item, exported: true } : item));
}

const scriptKinds: Record<string, SymbolKind> = {
  FunctionDeclaration: "function",
  AmbientFunctionDeclaration: "function",
  ClassDeclaration: "class",
  InterfaceDeclaration: "interface",
  TypeAliasDeclaration: "type",
  EnumDeclaration: "enum",
  NamespaceDeclaration: "namespace",
};

/** `outer`: the statement with `export` or `declare` in front, when the declaration stands in one. */
function scriptItems(node: SyntaxNode, text: string, outer = node, exported = false): OutlineItem[] {
  if (node.name === "ExportDeclaration" || node.name === "AmbientDeclaration") {
    const isExport = exported || node.name === "ExportDeclaration";
    return childrenOf(node).flatMap((child) => scriptItems(child, text, outer, isExport));
  }
  if (node.name === "VariableDeclaration") {
    return definitionsIn(node).map((name) => {
      const object = name.nextSibling?.name === "Equals" ? name.nextSibling.nextSibling : null;
      const children = object?.name === "ObjectExpression" ? membersOf(object, text) : [];
      return itemOf({ name: textOf(name, text), kind: "variable", node: outer, exported, children }, text);
    });
  }
  if (node.name === "ExpressionStatement") return commonJsItem(node, text);
  const kind = scriptKinds[node.name];
  if (!kind) return [];
  const name = node.getChild("VariableDefinition") ?? node.getChild("TypeDefinition");
  const body = node.getChild("ClassBody") ?? node.getChild("ObjectType");
  const block = kind === "namespace" ? node.getChild("Block") : null;
  const children = body ? membersOf(body, text) : childrenOf(block).flatMap((child) => scriptItems(child, text));
  return [itemOf({ name: name ? textOf(name, text) : "default", kind, node: outer, exported, children }, text)];
}

/** The names of a declaration, those in patterns too. */
function definitionsIn(node: SyntaxNode): SyntaxNode[] {
  return childrenOf(node).flatMap((child) => {
    if (child.name === "VariableDefinition") return [child];
    return /^(?:Object|Array)Pattern$|^PatternProperty$/.test(child.name) ? definitionsIn(child) : [];
  });
}

/** `exports.load = …`, `module.exports.load = …` */
function commonJsItem(node: SyntaxNode, text: string): OutlineItem[] {
  const assigned = node.getChild("AssignmentExpression")?.firstChild;
  const name = /^(?:module\.)?exports\.([\p{L}_$][\p{L}\p{N}_$]*)$/u.exec(assigned ? textOf(assigned, text) : "")?.[1];
  return name === undefined ? [] : [itemOf({ name, kind: "variable", node, exported: true, children: [] }, text)];
}

/** Methods, and properties of classes and types; of objects only functions. */
function membersOf(body: SyntaxNode, text: string): OutlineItem[] {
  return childrenOf(body).flatMap((node) => {
    const name = node.getChild("PropertyDefinition") ?? node.getChild("PrivatePropertyDefinition");
    if (!name) return [];
    const isFunction = node.getChild("ParamList") !== null || node.getChild("ArrowFunction") !== null;
    if (!isFunction && node.name === "Property") return [];
    const kind = isFunction ? "method" : "property";
    return [itemOf({ name: textOf(name, text), kind, node, exported: false, children: [] }, text)];
  });
}

/** `export { a, b as c }`, without `from`. */
function namesExported(node: SyntaxNode, text: string): string[] {
  const group = node.name === "ExportDeclaration" && !node.getChild("String") ? node.getChild("ExportGroup") : null;
  return group ? group.getChildren("VariableName").map((name) => textOf(name, text)) : [];
}

function pythonItems(
  node: SyntaxNode,
  text: string,
  outer = node,
  within: SymbolKind | undefined = undefined,
): OutlineItem[] {
  if (node.name === "DecoratedStatement") {
    return childrenOf(node).flatMap((child) => pythonItems(child, text, outer, within));
  }
  const isClass = node.name === "ClassDefinition";
  const isFunction = node.name === "FunctionDefinition";
  if (!isClass && !isFunction && node.name !== "AssignStatement") return [];
  const name = node.getChild("VariableName");
  if (!name) return [];
  const body = isClass ? node.getChild("Body") : null;
  const children = body ? childrenOf(body).flatMap((child) => pythonItems(child, text, child, "class")) : [];
  const inClass = within === "class";
  const kind = isClass ? "class" : isFunction ? (inClass ? "method" : "function") : inClass ? "property" : "variable";
  const own = textOf(name, text);
  return [itemOf({ name: own, kind, node: outer, exported: !inClass && !own.startsWith("_"), children }, text)];
}

interface Declared {
  name: string;
  kind: SymbolKind;
  node: SyntaxNode;
  exported: boolean;
  children: readonly OutlineItem[];
}

function itemOf({ name, kind, node, exported, children }: Declared, text: string): OutlineItem {
  let first = node;
  for (let above = node.prevSibling; above && isComment(above); above = above.prevSibling) {
    const between = text.slice(above.to, first.from);
    // An empty line parts a comment from what stands below; behind code it is about that.
    if (!/^[ \t]*\r?\n[ \t]*$/.test(between) || !isFirstOfLine(above, text)) break;
    first = above;
  }
  return { name, kind, from: first.from, start: node.from, to: node.to, exported, children };
}

function isComment({ name }: SyntaxNode): boolean {
  return name === "LineComment" || name === "BlockComment" || name === "Comment";
}

function isFirstOfLine({ from }: SyntaxNode, text: string): boolean {
  return text.slice(text.lastIndexOf("\n", from - 1) + 1, from).trim() === "";
}

function childrenOf(node: SyntaxNode | null): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node?.firstChild; child; child = child.nextSibling) found.push(child);
  return found;
}

function textOf({ from, to }: SyntaxNode, text: string): string {
  return text.slice(from, to);
}
