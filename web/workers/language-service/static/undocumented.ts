/** Exported declarations without a documentation comment, and what their types say of them. */
import ts from "typescript-lib";
import type { FactsAbout, Undocumented } from "../../../../shared/agent/static/facts.ts";
import { staticLimits } from "../../../../shared/agent/static/limits.ts";
import type { OpenFile } from "../projects.ts";
import { allDeclared, type Declared, declarationsOf, functionIn } from "./declarations.ts";
import { thrownClasses } from "./thrown.ts";

export function undocumentedFacts(
  { program, servicePath, text }: OpenFile,
  range: { from: number; to: number } | undefined,
): FactsAbout<"undocumented"> | undefined {
  const source = program.getSourceFile(servicePath);
  if (!source) return undefined;
  const checker = program.getTypeChecker();
  const all = allDeclared(declarationsOf(source, checker)).filter(({ exported }) => exported);
  const looked = range ? touched(all, range, source) : all;
  // Of a function's overloads and of names that one statement declares the first one's comment is all's.
  const first = new Map<string, Declared>();
  for (const each of looked) {
    const others = all.filter(({ name, kind }) => name === each.name && kind === each.kind);
    if (others[0] === each && isStatement(each.place)) first.set(`${each.kind} ${each.name}`, each);
  }
  const without = [...first.values()].filter(({ place }) => !isDocumented(place, source));
  return {
    about: "undocumented",
    text,
    looked: looked.length,
    symbols: without.map((each) => factsOf(each, source, checker)),
  };
}

function touched(
  all: readonly Declared[],
  { from, to }: { from: number; to: number },
  source: ts.SourceFile,
): Declared[] {
  const inRange = all.filter(({ place }) => place.getStart(source) <= to && from <= place.end);
  // A caret within a method is about the method, not about its class.
  const around = inRange.filter(({ place }) => place.getStart(source) <= from && to <= place.end);
  const innermost = around.at(-1);
  return innermost ? [innermost] : inRange;
}

/** A second variable of a statement has no place of its own. */
function isStatement(place: ts.Node): boolean {
  return !ts.isVariableDeclaration(place);
}

/** A comment that a blank line sets apart is the file's: a licence, an introduction. */
function isDocumented(place: ts.Node, source: ts.SourceFile): boolean {
  const start = place.getStart(source);
  return (ts.getLeadingCommentRanges(source.text, place.pos) ?? []).some(({ pos, end }) => {
    if (!source.text.startsWith("/**", pos) || end - pos < 5) return false;
    return !/\n[^\S\n]*\n/.test(source.text.slice(end, start));
  });
}

function factsOf(declared: Declared, source: ts.SourceFile, checker: ts.TypeChecker): Undocumented {
  const { name, body, place } = declared;
  const { at, indent } = lineOf(place, source);
  const signature = body && checker.getSignatureFromDeclaration(body);
  const returned = signature && body && returnOf(signature, body, checker);
  const parameters = body ? parametersOf(body, checker) : [];
  const throws = body ? thrownClasses(body) : [];
  const tags = tagsOf(declared, checker);
  const isBare = !tags.length && !parameters.length && !throws.length && !returned;
  return {
    name,
    ...(at !== undefined && { at }),
    indent,
    tags,
    parameters,
    throws,
    ...(returned ? { returns: returned } : isBare && { returns: { type: "void" } }),
  };
}

/** Above the comments that belong to the declaration: a rule switched off for the next line stays right above it. */
function lineOf(place: ts.Node, source: ts.SourceFile): { at?: number; indent: string } {
  const { text } = source;
  let at = place.getStart(source);
  for (const { pos, end } of (ts.getLeadingCommentRanges(text, place.pos) ?? []).toReversed()) {
    if (/\n[^\S\n]*\n/.test(text.slice(end, at)) || !text.slice(end, at).includes("\n")) break;
    if (text.slice(text.lastIndexOf("\n", pos - 1) + 1, pos).trim() !== "") break;
    at = pos;
  }
  const line = text.lastIndexOf("\n", at - 1) + 1;
  const indent = text.slice(line, at);
  return indent.replace(/^\ufeff/, "").trim() === "" && !indent.includes("\ufeff")
    ? { at: line, indent }
    : { indent: "" };
}

function tagsOf({ kind, node, name }: Declared, checker: ts.TypeChecker): Undocumented["tags"] {
  const short = name.slice(name.lastIndexOf(".") + 1);
  const generic = ts.isClassLike(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
  const templates = (generic ? (node.typeParameters ?? []) : []).map(({ name }) => ({
    tag: "template",
    text: name.text,
  }));
  if (ts.isClassLike(node)) {
    const bases = (node.heritageClauses ?? []).flatMap(({ token, types }) =>
      types.flatMap((type) => {
        const written = commentable(type.getText());
        const tag = token === ts.SyntaxKind.ExtendsKeyword ? "extends" : "implements";
        return written === undefined ? [] : [{ tag, text: `{${written}}` }];
      }),
    );
    return [{ tag: "class" }, ...bases, ...templates];
  }
  if (kind === "interface") return [{ tag: "interface", text: short }, ...templates];
  if (kind === "type") return [{ tag: "typedef", text: short }, ...templates];
  if (kind === "enum") return [{ tag: "enum" }];
  if (kind === "namespace") return [{ tag: "namespace", text: short.replace(/["']/g, "") }];
  if (ts.isVariableDeclaration(node) && !functionIn(node)) return [constant(node, checker)];
  const body = functionIn(node);
  return (body?.typeParameters ?? []).map((each) => ({ tag: "template", text: each.name.getText() }));
}

/** `@constant` binds no type in TypeScript's eyes, as `@type` would. */
function constant(node: ts.VariableDeclaration, checker: ts.TypeChecker): Undocumented["tags"][number] {
  const isConstant = (ts.getCombinedNodeFlags(node) & ts.NodeFlags.Const) !== 0;
  const type = typeText(checker.getTypeAtLocation(node), checker);
  return { tag: isConstant ? "constant" : "var", ...(type !== undefined && { text: `{${type}}` }) };
}

function returnOf(
  signature: ts.Signature,
  body: ts.SignatureDeclaration,
  checker: ts.TypeChecker,
): Undocumented["returns"] {
  if (ts.isConstructorDeclaration(body) || ts.isSetAccessor(body)) return undefined;
  const type = checker.getReturnTypeOfSignature(signature);
  if (type.flags & (ts.TypeFlags.Void | ts.TypeFlags.Undefined)) return undefined;
  const written = typeText(type, checker);
  return written === undefined ? {} : { type: written };
}

function parametersOf(body: ts.SignatureDeclaration, checker: ts.TypeChecker): Undocumented["parameters"] {
  const taken = new Set(body.parameters.map(({ name }) => name.getText()));
  return body.parameters.flatMap((node) => {
    if (ts.isIdentifier(node.name) && node.name.text === "this") return [];
    const free = (wanted: string) => [wanted, `${wanted}1`, `${wanted}2`].find((each) => !taken.has(each)) ?? wanted;
    const name = ts.isIdentifier(node.name)
      ? node.name.text
      : free(ts.isObjectBindingPattern(node.name) ? "options" : "items");
    taken.add(name);
    const whole = (node.type && commentable(node.type.getText())) ?? typeText(checker.getTypeAtLocation(node), checker);
    const isRest = node.dotDotDotToken !== undefined;
    const type = isRest && whole?.endsWith("[]") ? `...${whole.slice(0, -2)}` : whole;
    const value = node.initializer && defaultText(node.initializer.getText());
    return [
      {
        name,
        ...(type !== undefined && { type }),
        optional: node.questionToken !== undefined || node.initializer !== undefined,
        ...(value !== undefined && { defaultValue: value }),
      },
    ];
  });
}

function typeText(type: ts.Type, checker: ts.TypeChecker): string | undefined {
  // What nobody has said a type for is of any.
  if (type.flags & ts.TypeFlags.Any) return "*";
  const widened = checker.getWidenedType(checker.getBaseTypeOfLiteralType(type));
  return commentable(checker.typeToString(widened));
}

/** Undefined for a type that ends a comment, breaks its braces, or is cut or too long to be read. */
function commentable(written: string): string | undefined {
  const { maxTypeChars } = staticLimits;
  if (written.length > maxTypeChars || /\*\/|[\n\r\u2028\u2029@]|\.\.\.(?![\w$[(])|import\(/.test(written))
    return undefined;
  let open = 0;
  for (const char of written) {
    if (char === "{") open++;
    if (char === "}" && --open < 0) return undefined;
  }
  return open === 0 ? written : undefined;
}

function defaultText(written: string): string | undefined {
  return /\*\/|[\n\r\u2028\u2029[\]@]/.test(written) || written.length > 40 ? undefined : written;
}
