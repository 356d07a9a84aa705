/** The text of one declaration, cut at syntax borders: whole when it is short, else its header and those of its members. */
import type { SyntaxNode } from "@lezer/common";
import { parser as scriptParser } from "@lezer/javascript";
import { parser as pythonParser } from "@lezer/python";
import { contextLimits } from "../../../shared/context/limits.ts";
import type { DeclaringLanguage } from "./declared-names.ts";
import type { Range } from "./pieces.ts";

export interface Declaration extends Range {
  text: string;
}

/** Longer than any declaration that is worth its place: a parse reads no further. */
const maxParsedChars = 20_000;

const parsers = {
  typescript: scriptParser.configure({ dialect: "ts" }),
  tsx: scriptParser.configure({ dialect: "ts jsx" }),
  python: pythonParser,
};

const bodies = new Set(["Block", "ClassBody", "ObjectExpression", "ArrayExpression", "Body", "TemplateString"]);
const memberLists = new Set(["ClassBody", "ObjectType", "EnumBody", "Body", "ObjectExpression"]);

/** What is declared on the line at `from`; undefined when nothing is. */
export function declarationAt(
  text: string,
  from: number,
  path: string,
  language: DeclaringLanguage,
): Declaration | undefined {
  const source = text.slice(from, from + likelyLength(text.slice(from, from + maxParsedChars)));
  const dialect = language === "python" ? "python" : /x$/.test(path) ? "tsx" : "typescript";
  const node = parsers[dialect].parse(source).topNode.firstChild;
  if (!node || node.from > 0 || node.type.isError) return undefined;
  const start = from - documentationBefore(text, from).length;
  const to = from + node.to;
  const whole = text.slice(start, to);
  if (whole.length <= contextLimits.maxDeclarationChars) return { from: start, to, text: whole };
  return { from: start, to, text: text.slice(start, from) + outlineOf(node, source) };
}

/** Up to the next line that begins something at the margin: a parse need not read the rest of the file. */
function likelyLength(text: string): number {
  const next = text.slice(1).search(/\n(?=[^\s)\]}])/);
  return next < 0 ? text.length : next + 2;
}

/** A comment of documentation that ends on the line above, if it is short. */
function documentationBefore(text: string, from: number): string {
  const before = text.slice(Math.max(0, from - maxDocumentationChars), from);
  return before.match(/(?:^|\n)((?:[ \t]*\/\/[^\n]*\n)+|[ \t]*\/\*\*(?:(?!\*\/)[\s\S])*\*\/[ \t]*\n)$/)?.[1] ?? "";
}

const maxDocumentationChars = 300;

function outlineOf(node: SyntaxNode, source: string): string {
  const list = descendant(node, ({ name }) => memberLists.has(name));
  if (!list) return headerOf(node, source);
  const open = source.slice(list.from, list.from + 1);
  const lines = [source.slice(0, list.from) + open];
  for (
    let member = list.firstChild;
    member && lines.length < contextLimits.maxOutlineLines;
    member = member.nextSibling
  ) {
    if (member.type.isError || member.to - member.from < 2) continue;
    const lineStart = source.lastIndexOf("\n", member.from) + 1;
    const indent = source.slice(lineStart, member.from).match(/^\s*/)?.[0] ?? "";
    const header = headerOf(member, source);
    if (!/^(?:private\b|#)/.test(header)) lines.push(indent + header);
  }
  return open === "{" ? `${lines.join("\n")}\n}` : lines.join("\n");
}

/** Up to where the body begins. */
function headerOf(node: SyntaxNode, source: string): string {
  const body = descendant(node, ({ name, from }) => bodies.has(name) && from > node.from);
  const header = source.slice(node.from, body?.from ?? node.to).trimEnd();
  const cut = header.length > contextLimits.maxDeclarationChars ? firstLine(header) : header;
  return body?.name === "Body" ? `${cut.replace(/:$/, "")}: ...` : cut;
}

function firstLine(text: string): string {
  return text.slice(0, contextLimits.maxDeclarationChars).split("\n")[0] ?? "";
}

/** The first of the node's children, or of theirs, that fits; parameters are not looked into. */
function descendant(node: SyntaxNode, fits: (node: SyntaxNode) => boolean): SyntaxNode | undefined {
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name === "ParamList" || child.name === "TypeParamList") continue;
    if (fits(child)) return child;
    const inner = child.type.isError || bodies.has(child.name) ? undefined : descendant(child, fits);
    if (inner) return inner;
  }
  return undefined;
}
