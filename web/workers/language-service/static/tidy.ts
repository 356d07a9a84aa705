/** What a file can do without: unused imports and names, code that is never reached, `await` of what is no promise. */
import ts from "typescript-lib";
import type { FactsAbout, tidyReasons } from "../../../../shared/agent/static/facts.ts";
import { applied, inOrder, type TextChange } from "../../../../shared/agent/static/operations.ts";
import type { OpenFile } from "../projects.ts";
import { fixPreferences, formatOf, textChanges } from "./format.ts";
import { isInert } from "./inert.ts";
import type { TextTrial } from "./text-trial.ts";

type Facts = FactsAbout<"tidy">;
type Reason = (typeof tidyReasons)[number];
interface Step {
  reason: Reason;
  name: string;
  line: number;
  changes: TextChange[];
}

/** What TypeScript says of each, and which of its fixes takes it away. */
const fixes = new Map<number, { reason: Reason; fixName: string }>([
  [6133, { reason: "unused", fixName: "unusedIdentifier" }],
  [6196, { reason: "unused", fixName: "unusedIdentifier" }],
  [6198, { reason: "unused", fixName: "unusedIdentifier" }],
  [6199, { reason: "unused", fixName: "unusedIdentifier" }],
  [7027, { reason: "unreachable", fixName: "fixUnreachableCode" }],
  [7028, { reason: "label", fixName: "fixUnusedLabel" }],
  [80007, { reason: "await", fixName: "removeUnnecessaryAwait" }],
]);

export function tidyFacts(
  trial: TextTrial,
  path: string,
  range: { from: number; to: number } | undefined,
): Facts | undefined {
  const file = trial.open(path);
  const source = file?.program.getSourceFile(file.servicePath);
  if (!file || !source) return undefined;
  const { text } = file;
  const facts: Facts = { about: "tidy", file: { path, text, changes: [] }, done: [], left: [] };
  // What a broken file declares and uses cannot be known.
  if (file.service.getSyntacticDiagnostics(file.servicePath).length) return facts;
  const { steps, left } = stepsOf(file, source);
  const touches = ({ from, to }: TextChange) => !range || (from <= range.to && range.from <= to);
  const known = trial.errors([path]).length;
  for (const step of steps) {
    if (!step.changes.some(touches)) continue;
    const changes = inOrder([...facts.file.changes, ...step.changes]);
    if (changes.length < facts.file.changes.length + step.changes.length) continue;
    if (trial.errorsAfter(path, [{ path, text, changes }]).length > known) continue;
    facts.file.changes = changes;
    facts.done.push({ reason: step.reason, name: step.name, line: step.line });
  }
  facts.done.sort((a, b) => a.line - b.line);
  facts.left = range ? [] : left;
  return facts;
}

function stepsOf(file: OpenFile, source: ts.SourceFile): { steps: Step[]; left: Facts["left"] } {
  const { service, servicePath, text } = file;
  const format = formatOf(text);
  const steps = importStep(file, source);
  const left: Facts["left"] = [];
  const found = [...service.getSemanticDiagnostics(servicePath), ...service.getSuggestionDiagnostics(servicePath)];
  for (const { code, start, length } of found) {
    const known = fixes.get(code);
    if (!known || start === undefined || length === undefined) continue;
    const node = nodeAt(source, start);
    if (isWithinImport(node)) continue;
    const line = source.getLineAndCharacterOfPosition(start).line + 1;
    const name = text.slice(start, start + length).split("\n")[0] ?? "";
    if (known.reason === "unused") {
      const kind = removable(node);
      if (kind === "effects") left.push({ name, line });
      if (kind !== "yes") continue;
    }
    const candidates = service.getCodeFixesAtPosition(
      servicePath,
      start,
      start + length,
      [code],
      format,
      fixPreferences,
    );
    const fix = candidates.find(({ fixName, changes }) => fixName === known.fixName && changes.length === 1);
    const changes = fix?.changes[0]?.fileName === servicePath ? textChanges(fix.changes[0].textChanges) : [];
    if (changes.length) steps.push({ reason: known.reason, name, line, changes });
  }
  return { steps, left };
}

/** Imports that are there for what they do keep their order, and so does all around them. */
function importStep({ service, servicePath, text }: OpenFile, source: ts.SourceFile): Step[] {
  const imports = source.statements.filter(ts.isImportDeclaration);
  const first = imports[0];
  if (!first) return [];
  const hasBare = imports.some(({ importClause }) => !importClause);
  const mode = hasBare ? ts.OrganizeImportsMode.RemoveUnused : ts.OrganizeImportsMode.All;
  const [changed] = service.organizeImports(
    { type: "file", fileName: servicePath, mode },
    formatOf(text),
    fixPreferences,
  );
  const changes = textChanges(changed?.textChanges ?? []);
  const line = source.getLineAndCharacterOfPosition(first.getStart(source)).line + 1;
  return applied(text, changes) !== text ? [{ reason: "imports", name: "", line, changes }] : [];
}

/** Parameters stay: callers pass them. Of a variable what it is set to must do nothing, since it goes along. */
function removable(node: ts.Node): "yes" | "effects" | "no" {
  const declaration = ts.findAncestor(node, isDeclaring);
  if (!declaration || ts.isParameter(declaration) || ts.isTypeParameterDeclaration(declaration)) return "no";
  if (ts.isBindingElement(declaration)) return "no";
  if (ts.isVariableDeclaration(declaration)) {
    const isLoop = ts.isForOfStatement(declaration.parent.parent) || ts.isForInStatement(declaration.parent.parent);
    if (isLoop || ts.isCatchClause(declaration.parent) || !ts.isIdentifier(declaration.name)) return "no";
    return !declaration.initializer || isInert(declaration.initializer) ? "yes" : "effects";
  }
  if (ts.isClassDeclaration(declaration)) return isInert(declaration) ? "yes" : "effects";
  const isPlain =
    ts.isFunctionDeclaration(declaration) ||
    ts.isInterfaceDeclaration(declaration) ||
    ts.isTypeAliasDeclaration(declaration);
  return isPlain ? "yes" : "no";
}

function isDeclaring(node: ts.Node): boolean {
  return (
    ts.isParameter(node) ||
    ts.isVariableDeclaration(node) ||
    ts.isBindingElement(node) ||
    ts.isTypeParameterDeclaration(node) ||
    ts.isClassElement(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isEnumDeclaration(node)
  );
}

function isWithinImport(node: ts.Node): boolean {
  return ts.findAncestor(node, ts.isImportDeclaration) !== undefined;
}

export function nodeAt(source: ts.SourceFile, at: number): ts.Node {
  const find = (node: ts.Node): ts.Node =>
    ts.forEachChild(node, (child) => (child.getStart(source) <= at && at < child.end ? find(child) : undefined)) ??
    node;
  return find(source);
}
