/** Turns JSX into calls by edits of its text: lines stay, expressions stay where they are and keep their columns. */
import { childrenOf, isNode, type SyntaxNode } from "./acorn.ts";
import { applyEdits, blank, type Edit } from "./edits.ts";
import type { JsxSettings } from "./jsx-settings.ts";
import { jsxText } from "./jsx-text.ts";
import { nodes } from "./scope.ts";

/** What a file's calls need of a package: exported name → the name it has in the file. */
type Helpers = Map<"jsx" | "jsxs" | "Fragment" | "createElement", string>;

const isElement = (node: SyntaxNode): boolean => node.type === "JSXElement" || node.type === "JSXFragment";

/** `program` is the source's tree from a parser that knows JSX; `isModule` says how the helpers come into the file. */
export function jsxEdits(program: SyntaxNode, source: string, settings: JsxSettings, isModule: boolean): Edit[] {
  const helpers: Helpers = new Map();
  const helper = (name: "jsx" | "jsxs" | "Fragment" | "createElement"): string => {
    let own = helpers.get(name) ?? `_${name}`;
    if (!helpers.has(name)) while (source.includes(own)) own = `_${own}`;
    helpers.set(name, own);
    return own;
  };
  const edits: Edit[] = [];
  collect(program, edits);
  const [first] = importEdits(program, source, settings, isModule, helpers);
  return first ? [first, ...edits] : edits;

  function collect(node: SyntaxNode, into: Edit[]): void {
    if (isElement(node)) editElement(node, into);
    else for (const child of childrenOf(node)) collect(child, into);
  }

  /** The text of a node with its own JSX turned into calls. */
  function turned(node: SyntaxNode): string {
    const inside: Edit[] = [];
    collect(node, inside);
    const moved = inside.map((edit) => ({ ...edit, start: edit.start - node.start, end: edit.end - node.start }));
    return applyEdits(source.slice(node.start, node.end), moved);
  }

  function editElement(node: SyntaxNode, into: Edit[]): void {
    const opening = node["openingElement"] ?? node["openingFragment"];
    const closing = node["closingElement"] ?? node["closingFragment"];
    if (!isNode(opening)) return;
    const attributes = nodes(opening["attributes"]);
    const children = nodes(node["children"]).filter(isShown);
    const keyAt = attributes.findIndex((one) => attributeName(one) === "key");
    // A key behind a spread may be the spread's: createElement() finds out.
    const isSpreadBefore = attributes.some((one, at) => at < keyAt && one.type === "JSXSpreadAttribute");
    const isPlain = settings.classic || isSpreadBefore;
    const key = isPlain ? undefined : attributes[keyAt];
    const tagEnd = isNode(opening["name"]) ? opening["name"].end : opening.start + "<".length;
    const separated = isPlain ? { before: ",", after: "" } : { before: "", after: "," };

    editTag(node, opening, isPlain, children.length > 1, into);
    const hasProperties = !isPlain || attributes.length > 0;
    into.push({ start: tagEnd, end: tagEnd, text: hasProperties ? ",{" : ",null" });
    for (const attribute of attributes) {
      if (attribute !== key) editAttribute(attribute, into);
      // The key's value moves behind the properties, with its lines.
      else
        into.push({
          start: key.start,
          end: key.end,
          text: linesBeside(source.slice(key.start, key.end), keyText(key)),
        });
    }
    const rest = { start: attributes.at(-1)?.end ?? tagEnd, end: opening.end };
    const open = isPlain ? (hasProperties ? "}" : "") : ["", "children:", "children:["][Math.min(children.length, 2)];
    replace(rest, open ?? "", into);
    for (const child of nodes(node["children"])) {
      if (children.includes(child)) editChild(child, separated, into);
      else replace(child, "", into);
    }
    const end = isPlain ? ")" : `${children.length > 1 ? "]" : ""}}${key ? `,${keyText(key)}` : ""})`;
    if (isNode(closing)) replace(closing, end, into);
    else into.push({ start: opening.end, end: opening.end, text: end });
  }

  /** Replaces `<name` by the call's head up to its first argument. */
  function editTag(node: SyntaxNode, opening: SyntaxNode, isPlain: boolean, isList: boolean, into: Edit[]): void {
    const made = isPlain
      ? settings.classic
        ? settings.factory
        : helper("createElement")
      : helper(isList ? "jsxs" : "jsx");
    const name = opening["name"];
    if (!isNode(name)) {
      const fragment = settings.classic ? settings.fragment : helper("Fragment");
      into.push({ start: node.start, end: opening.start + "<".length, text: `${made}(${fragment}` });
      return;
    }
    replace({ start: node.start, end: name.start }, `${made}(`, into);
    const text = source.slice(name.start, name.end);
    if (isIntrinsic(name, text)) replace(name, JSON.stringify(text.replace(/\s/g, "")), into);
  }

  function editAttribute(attribute: SyntaxNode, into: Edit[]): void {
    const { start, end } = attribute;
    if (attribute.type === "JSXSpreadAttribute") {
      unwrap(attribute, ["", ","], into);
      return;
    }
    const value = attribute["value"];
    const name = attributeName(attribute);
    const property = name === "__proto__" ? '["__proto__"]' : JSON.stringify(name);
    if (!isNode(value)) {
      replace({ start, end }, `${property}:true,`, into);
      return;
    }
    replace({ start, end: value.start }, `${property}:`, into);
    editValue(value, ["", ","], into);
  }

  function editChild(child: SyntaxNode, separated: { before: string; after: string }, into: Edit[]): void {
    if (child.type !== "JSXText") editValue(child, [separated.before, separated.after], into);
    else
      replace(child, `${separated.before}${JSON.stringify(jsxText(String(child["value"])))}${separated.after}`, into);
  }

  /** A value between `around`: text in quotation marks, an expression in braces, an element. */
  function editValue(value: SyntaxNode, around: [string, string], into: Edit[]): void {
    if (value.type === "JSXExpressionContainer") {
      unwrap(value, around, into);
      return;
    }
    if (!isElement(value)) {
      replace(value, `${around[0]}${JSON.stringify(value["value"])}${around[1]}`, into);
      return;
    }
    into.push({ start: value.start, end: value.start, text: around[0] });
    editElement(value, into);
    into.push({ start: value.end, end: value.end, text: around[1] });
  }

  /** Puts `around` in the place of an expression's braces. */
  function unwrap(node: SyntaxNode, [before, after]: [string, string], into: Edit[]): void {
    const expression = node["expression"] ?? node["argument"];
    if (!isNode(expression)) return;
    const isList = expression.type === "SequenceExpression";
    into.push({ start: node.start, end: node.start + 1, text: `${before}${isList ? "(" : ""}` });
    collect(expression, into);
    into.push({ start: node.end - 1, end: node.end, text: `${isList ? ")" : ""}${after}` });
  }

  function keyText(key: SyntaxNode): string {
    const value = key["value"];
    if (!isNode(value)) return "true";
    const expression = value["expression"];
    return isNode(expression) ? `(${turned(expression)})` : JSON.stringify(value["value"]);
  }

  function replace({ start, end }: { start: number; end: number }, text: string, into: Edit[]): void {
    into.push({ start, end, text: `${text}${blank(source.slice(start, end))}` });
  }
}

/** The line breaks of `text` that are not in `moved`. */
function linesBeside(text: string, moved: string): string {
  return "\n".repeat(blank(text).length - blank(moved).length);
}

/** Text that is more than the blanks between lines, and expressions that are more than a comment. */
function isShown(child: SyntaxNode): boolean {
  if (child.type === "JSXText") return jsxText(String(child["value"])) !== "";
  const expression = child["expression"];
  return !(isNode(expression) && expression.type === "JSXEmptyExpression");
}

/** HTML's own names are small or hold a hyphen or a colon; the others are names of the program. */
function isIntrinsic(name: SyntaxNode, text: string): boolean {
  return (
    name.type === "JSXNamespacedName" || (name.type === "JSXIdentifier" && /^[a-z]|-/.test(text) && text !== "this")
  );
}

function attributeName(attribute: SyntaxNode): string | undefined {
  const name = attribute["name"];
  if (!isNode(name)) return undefined;
  if (name.type !== "JSXNamespacedName") return String(name["name"]);
  const [space, own] = [name["namespace"], name["name"]];
  return isNode(space) && isNode(own) ? `${String(space["name"])}:${String(own["name"])}` : undefined;
}

/** Brings the helpers into the file, ahead of its first statement. */
function importEdits(
  program: SyntaxNode,
  source: string,
  { importSource }: JsxSettings,
  isModule: boolean,
  helpers: Helpers,
): Edit[] {
  const bring = (from: string, names: [string, string][]): string => {
    if (names.length === 0) return "";
    const module = JSON.stringify(from);
    const list = names.map(([name, own]) => `${name}${isModule ? " as " : ":"}${own}`).join(",");
    return isModule ? `import{${list}}from${module};` : `const{${list}}=require(${module});`;
  };
  const all = [...helpers];
  const runtime = all.filter(([name]) => name !== "createElement");
  const plain = all.filter(([name]) => name === "createElement");
  const text = bring(`${importSource}/jsx-runtime`, runtime) + bring(importSource, plain);
  if (text === "") return [];
  const directive = nodes(program["body"]).findLast((statement) => typeof statement["directive"] === "string");
  const start = directive?.end ?? (source.startsWith("#!") ? source.indexOf("\n") + 1 : 0);
  return [{ start, end: start, text: directive ? `;${text}` : text }];
}
