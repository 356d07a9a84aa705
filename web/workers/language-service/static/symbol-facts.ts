/** What can be said of a symbol for certain: what it is, what it calls and throws, how it branches, where it is used. */
import ts from "typescript-lib";
import type { CodePlace, FactsAbout, SymbolFacts } from "../../../../shared/agent/static/facts.ts";
import { staticLimits } from "../../../../shared/agent/static/limits.ts";
import { toWorkspacePath } from "../files.ts";
import type { OpenFile } from "../projects.ts";
import { documentationOf } from "../words.ts";
import { allDeclared, type Declared, declarationsOf } from "./declarations.ts";
import { thrownBy } from "./thrown.ts";

interface Range {
  from: number;
  to: number;
}

export function symbolFacts(file: OpenFile, range: Range | undefined): FactsAbout<"symbols"> | undefined {
  const source = file.program.getSourceFile(file.servicePath);
  if (!source) return undefined;
  const checker = file.program.getTypeChecker();
  const all = declarationsOf(source, checker);
  const chosen = range ? within(all, range, source) : [];
  const told = chosen.length ? chosen : allDeclared(all);
  const isTable = told.length > staticLimits.maxExplained;
  return {
    about: "symbols",
    symbols: told.slice(0, staticLimits.maxTableRows).map((each) => factsOf(each, file, source, isTable)),
    named: range && namedAt(file, range),
  };
}

/** The innermost declaration around the range, or those that it touches. */
function within(declarations: readonly Declared[], { from, to }: Range, source: ts.SourceFile): Declared[] {
  const around = allDeclared(declarations).filter(({ place }) => place.getStart(source) <= from && to <= place.end);
  const innermost = around.at(-1);
  if (innermost) return [innermost];
  return declarations.filter(({ place }) => place.getStart(source) < to && from < place.end);
}

function factsOf(declared: Declared, file: OpenFile, source: ts.SourceFile, isTable: boolean): SymbolFacts {
  const { node, nameNode, body, kind, name, exported } = declared;
  const checker = file.program.getTypeChecker();
  const info = file.service.getQuickInfoAtPosition(file.servicePath, nameNode.getStart(source));
  const { line } = lineAt(source, declared.place.getStart(source));
  const uses = isTable ? [] : usesOf(file, nameNode.getStart(source));
  return {
    name,
    kind,
    line,
    endLine: lineAt(source, node.end).line,
    exported,
    signature: ts.displayPartsToString(info?.displayParts).slice(0, staticLimits.maxSignatureChars),
    documentation: documentationOf(info?.documentation, info?.tags),
    ...(body && "body" in body && body.body && { shape: shapeOf(body.body) }),
    calls: isTable ? [] : callsIn(node, checker),
    throws: body ? thrownBy(body).map(({ name, at }) => ({ name, line: lineAt(source, at).line })) : [],
    uses: uses.slice(0, staticLimits.maxUses),
    moreUses: Math.max(0, uses.length - staticLimits.maxUses),
  };
}

const branching = new Set([
  ts.SyntaxKind.IfStatement,
  ts.SyntaxKind.ConditionalExpression,
  ts.SyntaxKind.CaseClause,
  ts.SyntaxKind.CatchClause,
]);
const looping = new Set([
  ts.SyntaxKind.ForStatement,
  ts.SyntaxKind.ForInStatement,
  ts.SyntaxKind.ForOfStatement,
  ts.SyntaxKind.WhileStatement,
  ts.SyntaxKind.DoStatement,
]);
const nesting = new Set([...branching, ...looping, ts.SyntaxKind.TryStatement, ts.SyntaxKind.SwitchStatement]);
const shortCircuit = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);

/** Functions within count for the one that they are in, as control passes through it to them; their returns do not. */
function shapeOf(body: ts.Node): SymbolFacts["shape"] {
  const shape = { complexity: 1, depth: 0, loops: 0, returns: 0, awaits: 0 };
  const visit = (node: ts.Node, depth: number, isOwn: boolean): void => {
    if (branching.has(node.kind) || looping.has(node.kind)) shape.complexity++;
    if (ts.isBinaryExpression(node) && shortCircuit.has(node.operatorToken.kind)) shape.complexity++;
    if (looping.has(node.kind)) shape.loops++;
    if (isOwn && ts.isReturnStatement(node)) shape.returns++;
    if (isOwn && ts.isAwaitExpression(node)) shape.awaits++;
    // `else if` reads as one more case, not as one further in.
    const isElse = ts.isIfStatement(node) && ts.isIfStatement(node.parent) && node.parent.elseStatement === node;
    const deeper =
      nesting.has(node.kind) && !isElse && node.kind !== ts.SyntaxKind.ConditionalExpression ? depth + 1 : depth;
    shape.depth = Math.max(shape.depth, deeper);
    ts.forEachChild(node, (child) => visit(child, deeper, isOwn && !ts.isFunctionLike(child)));
  };
  visit(body, 0, true);
  return shape;
}

function callsIn(node: ts.Node, checker: ts.TypeChecker): SymbolFacts["calls"] {
  const calls = new Map<string, CodePlace | undefined>();
  const visit = (child: ts.Node): void => {
    if ((ts.isCallExpression(child) || ts.isNewExpression(child)) && calls.size < staticLimits.maxCalls) {
      const callee = child.expression;
      const name = calledName(callee);
      if (name && !calls.has(name)) calls.set(name, placeOf(checker.getSymbolAtLocation(endOf(callee)), checker));
    }
    ts.forEachChild(child, visit);
  };
  ts.forEachChild(node, visit);
  return [...calls].map(([name, at]) => (at ? { name, at } : { name }));
}

/** `a.b.c` as it stands; of a longer chain its last name. */
function calledName(callee: ts.Expression): string | undefined {
  if (ts.isIdentifier(callee)) return callee.text;
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const isPlain = /^[\w$.#]+$/.test(callee.getText());
  return isPlain ? callee.getText() : `….${callee.name.text}`;
}

function endOf(callee: ts.Expression): ts.Node {
  return ts.isPropertyAccessExpression(callee) ? callee.name : callee;
}

function placeOf(symbol: ts.Symbol | undefined, checker: ts.TypeChecker): CodePlace | undefined {
  const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const declaration = target?.declarations?.[0];
  if (!declaration) return undefined;
  const source = declaration.getSourceFile();
  const path = toWorkspacePath(source.fileName);
  return path === undefined ? undefined : { path, ...lineAt(source, declaration.getStart(source)) };
}

/** Where else the name stands, but for imports, which only pass it on. */
function usesOf({ service, servicePath, program }: OpenFile, at: number): CodePlace[] {
  const places = new Map<string, CodePlace>();
  for (const { fileName, textSpan } of service.getReferencesAtPosition(servicePath, at) ?? []) {
    const source = program.getSourceFile(fileName);
    const path = toWorkspacePath(fileName);
    if (!source || path === undefined || (fileName === servicePath && textSpan.start === at)) continue;
    if (isPassedOn(source, textSpan.start)) continue;
    const place = { path, ...lineAt(source, textSpan.start) };
    places.set(`${path}:${place.line}`, place);
  }
  return [...places.values()];
}

function isPassedOn(source: ts.SourceFile, at: number): boolean {
  const statement = source.statements.find(({ pos, end }) => pos <= at && at < end);
  return statement !== undefined && (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement));
}

function namedAt(file: OpenFile, { from, to }: Range): FactsAbout<"symbols">["named"] {
  const text = file.text.slice(from, to);
  if (text === "" || !/^[\p{ID_Continue}$#]+$/u.test(text)) return undefined;
  const info = file.service.getQuickInfoAtPosition(file.servicePath, from);
  const definition = file.service.getDefinitionAtPosition(file.servicePath, from)?.[0];
  const isOwn = definition?.fileName === file.servicePath && definition.textSpan.start === from;
  if (!info || isOwn) return undefined;
  const target = definition && file.program.getSourceFile(definition.fileName);
  const path = definition && toWorkspacePath(definition.fileName);
  return {
    signature: ts.displayPartsToString(info.displayParts).slice(0, staticLimits.maxSignatureChars),
    documentation: documentationOf(info.documentation, info.tags),
    ...(target && path !== undefined && { at: { path, ...lineAt(target, definition.textSpan.start) } }),
  };
}

function lineAt(source: ts.SourceFile, at: number): { line: number } {
  return { line: source.getLineAndCharacterOfPosition(at).line + 1 };
}
