/**
 * What TypeScript can do and its declarations do not name. The version is pinned, and `suggestion-filter.test.ts` fails where
 * a member is gone.
 */
import ts from "typescript-lib";

/** Syntax errors of a parsed text. */
export function syntaxErrorsOf(file: ts.SourceFile): readonly ts.Diagnostic[] {
  if (!("parseDiagnostics" in file) || !Array.isArray(file.parseDiagnostics)) throw new Error("no syntax errors told");
  return file.parseDiagnostics;
}

export function bindFile(file: ts.SourceFile, options: ts.CompilerOptions): void {
  if (!("bindSourceFile" in ts) || typeof ts.bindSourceFile !== "function") throw new Error("cannot bind");
  ts.bindSourceFile(file, options);
}

/** Errors found when a text was bound: names declared twice. */
export function bindErrorsOf(file: ts.SourceFile): readonly ts.Diagnostic[] {
  return "bindDiagnostics" in file && Array.isArray(file.bindDiagnostics) ? file.bindDiagnostics : [];
}

/** What the checker says of a bound file, or of some nodes of it. */
export function checkFile(
  checker: ts.TypeChecker,
  file: ts.SourceFile,
  nodes: readonly ts.Node[] | undefined,
): readonly ts.Diagnostic[] {
  if (!("getDiagnostics" in checker) || typeof checker.getDiagnostics !== "function") throw new Error("cannot check");
  return checker.getDiagnostics(file, undefined, nodes);
}

/** The names that a node declares for what is in it, after binding. */
export function localsOf(node: ts.Node): ts.SymbolTable | undefined {
  return "locals" in node && node.locals instanceof Map ? (node.locals as ts.SymbolTable) : undefined;
}

export function symbolOf(node: ts.Node): ts.Symbol | undefined {
  return "symbol" in node && isSymbol(node.symbol) ? node.symbol : undefined;
}

function isSymbol(value: unknown): value is ts.Symbol {
  return typeof value === "object" && value !== null && "escapedName" in value;
}

/** Where in the flow of control a statement is, and where a file's flow ends. */
export function flowAt(node: ts.Node): object | undefined {
  return "flowNode" in node && isObject(node.flowNode) ? node.flowNode : undefined;
}

export function flowAtEnd(file: ts.SourceFile): object | undefined {
  return "endFlowNode" in file && isObject(file.endFlowNode) ? file.endFlowNode : undefined;
}

/** Lets a flow that starts anew go on from another. */
export function continueFlow(start: object, from: object): void {
  const branchLabel = 4;
  Object.assign(start, { flags: branchLabel, antecedent: [from] });
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
