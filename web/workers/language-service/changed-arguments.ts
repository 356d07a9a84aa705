/** Calls of a function whose parameters were changed, each with the arguments that it should have. */
import ts from "typescript-lib";
import type { FollowUp } from "../../../shared/language/answers.ts";
import { toWorkspacePath } from "./files.ts";
import type { OpenFile } from "./projects.ts";

/** A text that stood between two offsets of the file as it was, and what stands there now. */
export interface PastEdit {
  from: number;
  to: number;
  inserted: string;
}

/** What becomes of the arguments: the place of each in the old call, or the parameter that is new. */
type Plan = (number | ts.ParameterDeclaration)[];

interface Call {
  path: string;
  servicePath: string;
  text: string;
  args: ts.NodeArray<ts.Expression>;
}

export function changedArguments(
  was: OpenFile,
  old: ts.SourceFile,
  edit: PastEdit,
  openNow: () => OpenFile | undefined,
): FollowUp[] {
  const before = functionAt(old, edit.from, edit.to);
  const calls = before ? callsOf(was, before) : [];
  if (!before || calls.length === 0) return [];
  const now = openNow();
  const file = now?.program.getSourceFile(now.servicePath);
  const after = file && functionAt(file, edit.from, edit.from + edit.inserted.length);
  const plan = after && planOf(before.parameters, after.parameters);
  if (!now || !plan) return [];
  const by = edit.inserted.length - (edit.to - edit.from);
  return calls.flatMap((call) => {
    const moved = call.servicePath === was.servicePath && call.args.pos >= edit.to ? by : 0;
    return editOf(call, plan, (parameter) => isAtHand(now, parameter, call.servicePath, call.args.pos + moved));
  });
}

/** The innermost function in whose list of parameters the range is. */
function functionAt(file: ts.SourceFile, from: number, to: number): ts.SignatureDeclaration | undefined {
  const find = (node: ts.Node): ts.SignatureDeclaration | undefined =>
    ts.forEachChild(node, (child) => (child.pos <= from && to <= child.end ? find(child) : undefined)) ??
    (ts.isFunctionLike(node) && node.parameters.pos <= from && to <= node.parameters.end + 1 ? node : undefined);
  return find(file);
}

function callsOf({ service, servicePath, program }: OpenFile, of: ts.SignatureDeclaration): Call[] {
  const name = nameOf(of);
  const found = name && service.getReferencesAtPosition(servicePath, name.getStart());
  return (found ?? []).flatMap(({ fileName, textSpan }) => {
    const path = toWorkspacePath(fileName);
    const file = program.getSourceFile(fileName);
    const call = file && callAt(file, textSpan.start);
    if (path === undefined || !file || !call?.arguments || call.arguments.some(ts.isSpreadElement)) return [];
    return [{ path, servicePath: fileName, text: file.text, args: call.arguments }];
  });
}

function nameOf(of: ts.SignatureDeclaration): ts.Node | undefined {
  if (ts.isConstructorDeclaration(of)) return ts.isClassDeclaration(of.parent) ? of.parent.name : undefined;
  if (of.name) return of.name;
  return ts.isVariableDeclaration(of.parent) || ts.isPropertyDeclaration(of.parent) ? of.parent.name : undefined;
}

/** The call whose callee ends with the name at an offset. */
function callAt(file: ts.SourceFile, offset: number): ts.CallExpression | ts.NewExpression | undefined {
  const find = (node: ts.Node): ts.Node | undefined =>
    ts.forEachChild(node, (child) => (child.pos <= offset && offset < child.end ? find(child) : undefined)) ?? node;
  const name = find(file);
  if (!name) return undefined;
  const callee = ts.isPropertyAccessExpression(name.parent) && name.parent.name === name ? name.parent : name;
  const { parent } = callee;
  return (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression === callee
    ? parent
    : undefined;
}

/** Undefined when nothing is to be done at calls, or it cannot be told: a name that only took the place of another is a rename. */
function planOf(
  before: ts.NodeArray<ts.ParameterDeclaration>,
  after: ts.NodeArray<ts.ParameterDeclaration>,
): Plan | undefined {
  if ([...before, ...after].some(({ name, dotDotDotToken }) => !ts.isIdentifier(name) || dotDotDotToken))
    return undefined;
  const names = before.map(({ name }) => name.getText());
  const plan = after.map((parameter) => {
    const place = names.indexOf(parameter.name.getText());
    return place < 0 ? parameter : place;
  });
  const kept = plan.filter((each) => typeof each === "number");
  const isRename = before.length === after.length && kept.every((place) => plan[place] === place);
  return isRename || new Set(kept).size < kept.length ? undefined : plan;
}

/** None when an argument would be needed for which nothing is at hand. */
function editOf(
  { path, text, args }: Call,
  plan: Plan,
  isThere: (parameter: ts.ParameterDeclaration) => boolean,
): FollowUp[] {
  const given = args.map((argument) => argument.getText());
  const wanted = plan.map((each) =>
    typeof each === "number" ? given[each] : isThere(each) ? each.name.getText() : undefined,
  );
  while (wanted.length && wanted.at(-1) === undefined && isOptional(plan[wanted.length - 1], given)) wanted.pop();
  if (wanted.some((each) => each === undefined)) return [];
  const [from, to] = [args[0]?.getStart() ?? args.pos, args.at(-1)?.end ?? args.end];
  const insert = wanted.join(", ");
  const old = text.slice(from, to);
  return given.join(", ") === insert ? [] : [{ path, from, to, old, insert }];
}

function isOptional(each: Plan[number] | undefined, given: readonly string[]): boolean {
  if (typeof each === "number") return given[each] === undefined;
  return each !== undefined && (each.questionToken !== undefined || each.initializer !== undefined);
}

/** A variable of the parameter's name and type can be used there. */
function isAtHand({ program }: OpenFile, parameter: ts.ParameterDeclaration, path: string, offset: number): boolean {
  const file = program.getSourceFile(path);
  const checker = program.getTypeChecker();
  const place = file && nodeAt(file, offset);
  const found =
    place &&
    checker.getSymbolsInScope(place, ts.SymbolFlags.Value).find((each) => each.name === parameter.name.getText());
  if (!found) return false;
  const wanted = checker.getTypeAtLocation(parameter);
  return checker.isTypeAssignableTo(checker.getTypeOfSymbolAtLocation(found, place), wanted);
}

function nodeAt(node: ts.Node, offset: number): ts.Node {
  return (
    ts.forEachChild(node, (child) => (child.pos <= offset && offset < child.end ? nodeAt(child, offset) : undefined)) ??
    node
  );
}
