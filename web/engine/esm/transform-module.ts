/**
 * Turns an ES module's source into a function: imports become properties read at each use (live bindings), exports become closures
 * (their temporal dead zone is the language's own), functions are hoisted before the body runs. Lines stay where they are.
 */
import { childrenOf, isNode, type Parse, type SyntaxNode } from "./acorn.ts";
import { type Columns, editedColumns } from "./columns.ts";
import { continuationEdits, helper, mayContinue, moduleHead } from "./continuation-edits.ts";
import { applyEdits, blank, type Edit } from "./edits.ts";
import { findReferences, nodes, patternNames, type Reference } from "./scope.ts";
import { parseWithPhases, phases } from "./source-phase.ts";

export interface ModuleRequest {
  specifier: string;
  attributes: Record<string, string>;
  phase: number;
  /** Where the import stands, for the error of a missing export. */
  line: number;
}

export interface TransformedModule {
  /** A function expression; see `names` for its parameters. */
  code: string;
  columns: Columns;
  requests: ModuleRequest[];
  /** Local name → what it imports; `*` is the namespace, no name the object of the source phase. */
  imports: { local: string; request: number; name: string }[];
  /** Exported name → local name. */
  exports: { name: string; local: string }[];
  /** Exported name → name in another module; `*` is its namespace. */
  reexports: { name: string; request: number; from: string }[];
  /** Requests whose every name is exported again. */
  stars: number[];
  hasTopLevelAwait: boolean;
  /** Offset of the first one. */
  awaitOffset: number;
}

export const names = {
  imports: "$ghImports",
  meta: "$ghMeta",
  load: "$ghImport",
  export: "$ghExport",
  value: "$ghDefault",
} as const;
/** `import()`, `import.meta` and `await`, comments between their words included. */
const mayBeSpecial = /\bimport\s*[(./]|\bawait\b/;
const nestedFunctions = /^(Function|ArrowFunction|Method|PropertyDefinition|StaticBlock)/;

export function transformModule(source: string, parse: Parse): TransformedModule {
  const { program, sourcePhase } = parseWithPhases(source, parse);
  const edits: Edit[] = [];
  const result: TransformedModule = {
    code: "",
    columns: { source, original: (_, column) => column },
    requests: [],
    imports: [],
    exports: [],
    reexports: [],
    stars: [],
    hasTopLevelAwait: false,
    awaitOffset: -1,
  };
  for (const statement of nodes(program["body"])) {
    const phase = sourcePhase.has(statement.start) ? phases.source : phases.evaluation;
    collectStatement(source, statement, result, edits, phase);
  }
  reexportImports(result);
  for (const reference of findReferences(program, new Set(result.imports.map((one) => one.local)))) {
    edits.push(referenceEdit(reference));
  }
  if (mayBeSpecial.test(source)) collectSpecialExpressions(program, result, edits, true);
  if (mayContinue.test(source)) edits.push(...continuationEdits(program, source, result.hasTopLevelAwait));
  const getters = result.exports.map(({ name, local }) => `${JSON.stringify(name)}:()=>${local}`).join(",");
  // The first `next()` hoists and exports, the second runs the body: at once up to its first await.
  const kind = result.hasTopLevelAwait ? "async function*" : "function*";
  const pause = `${names.export}({${getters}});yield;`;
  const parameters = [names.imports, names.meta, names.load, names.export, helper].join(",");
  const head = `(${kind}(${parameters}){"use strict";${moduleHead}${pause}`;
  const body = applyEdits(source, edits);
  result.code = `${head}${body.startsWith("#!") ? `//${body.slice(2)}` : body}\n})`;
  result.columns = editedColumns(source, edits, head.length);
  return result;
}

function spaces(text: string): string {
  return text.replace(/[^\n]/g, " ");
}

function erase(source: string, start: number, end: number): Edit {
  return { start, end, text: spaces(source.slice(start, end)) };
}

/** Identifier or string literal: both can name an import or export. */
function nameOf(node: unknown): string {
  return isNode(node) ? String(node["name"] ?? node["value"]) : "";
}

function requestOf(
  source: string,
  statement: SyntaxNode,
  result: TransformedModule,
  phase: number = phases.evaluation,
): number {
  const specifier = nameOf(statement["source"]);
  const attributes: Record<string, string> = Object.create(null);
  for (const attribute of nodes(statement["attributes"]))
    attributes[nameOf(attribute["key"])] = nameOf(attribute["value"]);
  const same = (request: ModuleRequest) =>
    request.specifier === specifier &&
    request.phase === phase &&
    JSON.stringify(request.attributes) === JSON.stringify(attributes);
  const known = result.requests.findIndex(same);
  if (known >= 0) return known;
  const line = source.slice(0, statement.start).split("\n").length;
  result.requests.push({ specifier, attributes, phase, line });
  return result.requests.length - 1;
}

function collectStatement(
  source: string,
  statement: SyntaxNode,
  result: TransformedModule,
  edits: Edit[],
  phase: number,
): void {
  switch (statement.type) {
    case "ImportDeclaration": {
      const request = requestOf(source, statement, result, phase);
      for (const specifier of nodes(statement["specifiers"])) {
        const name = phase === phases.source ? "" : importedName(specifier);
        result.imports.push({ local: nameOf(specifier["local"]), request, name });
      }
      edits.push(erase(source, statement.start, statement.end));
      return;
    }
    case "ExportAllDeclaration": {
      const request = requestOf(source, statement, result);
      if (statement["exported"]) result.reexports.push({ name: nameOf(statement["exported"]), request, from: "*" });
      else result.stars.push(request);
      edits.push(erase(source, statement.start, statement.end));
      return;
    }
    case "ExportNamedDeclaration":
      collectNamedExport(source, statement, result, edits);
      return;
    case "ExportDefaultDeclaration":
      collectDefaultExport(source, statement, result, edits);
  }
}

function importedName(specifier: SyntaxNode): string {
  if (specifier.type === "ImportNamespaceSpecifier") return "*";
  return specifier.type === "ImportDefaultSpecifier" ? "default" : nameOf(specifier["imported"]);
}

function collectNamedExport(source: string, statement: SyntaxNode, result: TransformedModule, edits: Edit[]): void {
  const declaration = statement["declaration"];
  if (isNode(declaration)) {
    const locals =
      declaration.type === "VariableDeclaration"
        ? nodes(declaration["declarations"]).flatMap((one) => patternNames(one["id"]))
        : patternNames(declaration["id"]);
    for (const local of locals) result.exports.push({ name: local, local });
    edits.push(erase(source, statement.start, declaration.start));
    return;
  }
  const request = statement["source"] ? requestOf(source, statement, result) : -1;
  for (const specifier of nodes(statement["specifiers"])) {
    const name = nameOf(specifier["exported"]);
    const local = nameOf(specifier["local"]);
    if (request >= 0) result.reexports.push({ name, request, from: local });
    else result.exports.push({ name, local });
  }
  edits.push(erase(source, statement.start, statement.end));
}

function collectDefaultExport(source: string, statement: SyntaxNode, result: TransformedModule, edits: Edit[]): void {
  const declaration = statement["declaration"];
  if (!isNode(declaration)) return;
  const named = isNode(declaration["id"]) && /Declaration$/.test(declaration.type);
  if (named) {
    result.exports.push({ name: "default", local: nameOf(declaration["id"]) });
    edits.push(erase(source, statement.start, declaration.start));
    return;
  }
  result.exports.push({ name: "default", local: names.value });
  if (declaration.type === "FunctionDeclaration") {
    // Hoisted like any function; called "default" as the specification says.
    const parenthesis = source.indexOf("(", declaration.start);
    edits.push(erase(source, statement.start, declaration.start));
    edits.push({ start: parenthesis, end: parenthesis, text: ` ${names.value}` });
    edits.push({
      start: statement.end,
      end: statement.end,
      text: `;Object.defineProperty(${names.value},"name",{value:"default",configurable:true});`,
    });
    return;
  }
  const lines = blank(source.slice(statement.start, declaration.start));
  // As a property's value an anonymous class or arrow gets the name "default".
  edits.push({ start: statement.start, end: declaration.start, text: `const ${names.value}=({default:${lines}` });
  edits.push({ start: declaration.end, end: declaration.end, text: "}).default;" });
}

/** `import { a } from "x"; export { a }` exports x's binding itself. */
function reexportImports(result: TransformedModule): void {
  const imports = new Map(result.imports.map((one) => [one.local, one]));
  result.exports = result.exports.filter(({ name, local }) => {
    const imported = imports.get(local);
    if (imported) result.reexports.push({ name, request: imported.request, from: imported.name });
    return !imported;
  });
}

function referenceEdit({ name, node, parent, startsStatement }: Reference): Edit {
  const read = `${names.imports}.${name}`;
  const { start, end } = node;
  if (parent.type === "Property" && parent["shorthand"] === true) return { start, end, text: `${name}:${read}` };
  const called =
    (parent.type === "CallExpression" && parent["callee"] === node) ||
    (parent.type === "TaggedTemplateExpression" && parent["tag"] === node);
  // Called through a comma, so that `this` is undefined as for a plain function call.
  if (called) return { start, end, text: `${startsStatement ? ";" : ""}(0,${read})`, isCallee: true };
  return { start, end, text: read };
}

function collectSpecialExpressions(node: SyntaxNode, result: TransformedModule, edits: Edit[], top: boolean): void {
  if (node.type === "ImportExpression")
    edits.push({ start: node.start, end: node.start + "import".length, text: names.load });
  if (node.type === "MetaProperty" && nameOf(node["meta"]) === "import") {
    edits.push({ start: node.start, end: node.end, text: names.meta });
    return;
  }
  const awaits =
    node.type === "AwaitExpression" ||
    (node.type === "ForOfStatement" && node["await"] === true) ||
    (node.type === "VariableDeclaration" && node["kind"] === "await using");
  if (top && awaits && !result.hasTopLevelAwait) {
    result.hasTopLevelAwait = true;
    result.awaitOffset = node.start;
  }
  const inside = top && !nestedFunctions.test(node.type);
  for (const child of childrenOf(node)) collectSpecialExpressions(child, result, edits, inside);
}
