/** Whether what an edit does to types stays within its unit: then nothing else of the file need be checked. */
import ts from "typescript-lib";
import { affectedNames, declaresType, functionAround, steers, usesOf } from "./affected.ts";
import type { Graft } from "./graft.ts";
import { localsOf } from "./internals.ts";
import type { Unit } from "./unit.ts";

/** `touched`: the nodes of `now` that the edit is in; `before`: the same unit without it, where that can be parsed. */
export function isContained(now: Graft, before: () => Graft | undefined, touched: readonly ts.Node[]): boolean {
  if (touched.length === 0 || touched.some(reachesOut)) return false;
  if (touched.some((node) => !functionAround(node) && !isWithinClass(node) && steersFile(node, now.unit))) return false;
  const { file, unit, shift, to } = now;
  const names = affectedNames(file, unit.changedFrom + shift, unit.changedTo + to - unit.to + shift);
  const declared = now.declared();
  if (names && ![...declared.keys()].some((name) => names.has(name))) return true;
  return declaresTheSame(now, before(), names);
}

function reachesOut(node: ts.Node): boolean {
  if (declaresType(node)) return true;
  if (
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node) ||
    ts.isExportAssignment(node) ||
    ts.isConstructorDeclaration(node)
  )
    return true;
  // A property without a type has that of what its class's constructor assigns.
  const around = functionAround(node);
  return (
    (around !== undefined && ts.isConstructorDeclaration(around) && untypedProperty(around.parent)) ||
    ts.findAncestor(node, ts.isModuleDeclaration) !== undefined
  );
}

function untypedProperty(owner: ts.Node): boolean {
  return (
    ts.isClassLike(owner) &&
    owner.members.some((each) => ts.isPropertyDeclaration(each) && !each.type && !each.initializer)
  );
}

function isWithinClass(node: ts.Node): boolean {
  return ts.isClassLike(node.parent);
}

/** A statement of the file itself that decides how it goes on, assigns a variable, or uses one that is declared below. */
function steersFile(node: ts.Node, { container, to }: Unit): boolean {
  const locals = localsOf(container);
  const isEarly = ({ escapedText }: ts.Identifier) =>
    locals?.get(escapedText)?.declarations?.every((each) => each.pos >= to) ?? false;
  const doesMore = (each: ts.Node): boolean =>
    (ts.isBinaryExpression(each) && isAssignment(each.operatorToken)) ||
    ts.isPrefixUnaryExpression(each) ||
    ts.isPostfixUnaryExpression(each) ||
    (ts.isIdentifier(each) && isEarly(each)) ||
    (!ts.isFunctionLike(each) && ts.forEachChild(each, doesMore) === true);
  return steers(node) || doesMore(node);
}

function isAssignment({ kind }: ts.Node): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** Every name that the unit declares means the same to its uses: outside as it did, inside as the program's file has it. */
function declaresTheSame(now: Graft, before: Graft | undefined, names: ReadonlySet<string> | undefined): boolean {
  before?.bind();
  const [after, inFile] = [now.declared(), now.declaredInFile()];
  const known = before?.declared() ?? inFile;
  const { container } = now.unit;
  const { text } = now;
  const inside = text.slice(now.from, now.to);
  const outside = text.slice(0, now.from) + text.slice(now.to);
  const inherits = ts.isClassDeclaration(container) && container.heritageClauses !== undefined;
  return [...new Set([...after.keys(), ...(before ? known.keys() : [])])].every((name) => {
    if (names && after.has(name) && known.has(name) && !names.has(name)) return true;
    const isUsedOutside = inherits || usesOf(name, outside).length > 0;
    const isUsedInside = usesOf(name, inside).length > 1;
    // What a name means is worked out only where something hangs on it: it may take as long as the check itself.
    if (!isUsedOutside && !isUsedInside) return true;
    const meaning = after.get(name)?.();
    if (isUsedOutside && meaning !== known.get(name)?.()) return false;
    return !isUsedInside || meaning === inFile.get(name)?.();
  });
}
