/**
 * A unit of a file tried out inside the program's own file: only the unit is parsed, bound and checked. Its nodes get the
 * file as their parent, so that every name outside of it means what the checker has found out already. While it is checked
 * the file has the unit's text behind its own: there is where its nodes lie.
 */
import ts from "typescript-lib";
import {
  bindErrorsOf,
  bindFile,
  checkFile,
  continueFlow,
  flowAt,
  flowAtEnd,
  localsOf,
  symbolOf,
  syntaxErrorsOf,
} from "./internals.ts";
import { isError, parseLike, type Trial, trialName } from "./trial.ts";
import type { Unit } from "./unit.ts";

export interface Graft extends Trial {
  unit: Unit;
  syntaxErrors: readonly ts.Diagnostic[];
  /** The text tried out, and where the unit lies in it. */
  text: string;
  from: number;
  to: number;
  /** Names that the unit declares, each with a way to tell all that its uses depend on. */
  declared(): Map<string, () => string>;
  /** The same of the program's own file: what the unit's nodes take those names for. */
  declaredInFile(): Map<string, () => string>;
}

/** Stands before statements, to tell where their flow of control starts; around members, to make them some. */
const marker = "_;";
const classHead = "class _{";

/** Undefined when the unit's text is not what can be parsed by itself. */
export function graft(program: ts.Program, model: ts.SourceFile, unit: Unit, text: string): Graft | undefined {
  const to = unit.to + text.length - model.text.length;
  const own = text.slice(unit.from, to);
  const inClass = unit.container !== model;
  const head = inClass ? classHead : marker;
  const tail = `\n${inClass ? "}" : ""}${ts.isExternalModule(model) ? "\nexport{};" : ""}`;
  const file = parseLike(model, trialName(model), head + own + tail);
  const end = head.length + own.length + 2;
  const nodes = inClass ? membersOf(file, end) : statementsOf(file, end);
  const last = nodes.at(-1);
  if (!last || !endsItself(text, last.end - head.length + unit.from)) return undefined;
  const [first] = file.statements;
  const start = model.text.length + head.length;
  const shift = start - unit.from;
  const lend = lender(model, file, model.text + file.text);
  let bound = false;
  return {
    file,
    unit,
    shift,
    text,
    from: unit.from,
    to,
    syntaxErrors: syntaxErrorsOf(file).map((error) => moved(error, unit.from - head.length)),
    parts: undefined,
    bind() {
      if (bound) return;
      bound = true;
      moveNodes(file, model.text.length);
      Object.assign(file, { text: model.text + file.text });
      bindFile(file, program.getCompilerOptions());
      if (first && ts.isExpressionStatement(first)) joinFlow(first.expression, unit, model);
      for (const node of nodes) Object.assign(node, { parent: unit.container });
      Object.assign(file, { statements: ts.factory.createNodeArray(nodes) });
    },
    typeErrors: (wanted) =>
      lend(() => [...bindErrorsOf(file), ...checkFile(program.getTypeChecker(), model, wanted ?? nodes)])
        // What the checker had not looked at before it may find wrong now, outside of the unit.
        .filter((error) => isError(error) && (error.start ?? 0) >= start)
        .map((error) => moved(error, -shift)),
    declared: () =>
      declaredBy(inClass ? first : file, program.getTypeChecker(), (task) =>
        lend(() => {
          const meaning = task();
          // Errors that it has put off are worded while the text is there.
          checkFile(program.getTypeChecker(), model, []);
          return meaning;
        }),
      ),
    declaredInFile: () => declaredBy(unit.container, program.getTypeChecker(), (task) => task()),
  };
}

/** None when anything else was parsed, as when a bracket closes what was opened before the unit. */
function statementsOf(file: ts.SourceFile, end: number): readonly ts.Node[] {
  const { statements, text } = file;
  if (!text.endsWith("export{};")) return statements.slice(1);
  return statements.at(-1)?.getStart(file) === end ? statements.slice(1, -1) : [];
}

function membersOf({ statements, text }: ts.SourceFile, end: number): readonly ts.Node[] {
  const [first, ...more] = statements;
  const alone = more.length === (text.endsWith("export{};") ? 1 : 0);
  return first && alone && ts.isClassDeclaration(first) && first.end === end ? first.members : [];
}

/** Space in front of the text would spare this, and cost more: TypeScript reads it four times, sign by sign. */
function moveNodes(node: ts.Node, by: number): void {
  ts.setTextRange(node, { pos: node.pos + by, end: node.end + by });
  if ("jsDoc" in node && Array.isArray(node.jsDoc)) for (const comment of node.jsDoc) moveNodes(comment, by);
  ts.forEachChild(
    node,
    (child) => moveNodes(child, by),
    (children) => {
      ts.setTextRange(children, { pos: children.pos + by, end: children.end + by });
      for (const child of children) moveNodes(child, by);
    },
  );
}

function moved(error: ts.Diagnostic, by: number): ts.Diagnostic {
  return error.start === undefined ? error : { ...error, start: error.start + by };
}

/** A statement that ends there would end there too with more text below it. */
function endsItself(text: string, end: number): boolean {
  return /[;}]/.test(text.charAt(end - 1)) || /^[ \t]*(?:\r?\n|\/\/|\}|$)/.test(text.slice(end, end + 200));
}

/**
 * While a task runs, the program's file has the name of the trial and its text too, and what counts as checked is the trial's.
 * The checker asks a file's flags whether there may be an `import.meta` in it, and is silent about the finer grammar, as that of
 * a regular expression, in a file that does not parse.
 */
function lender(model: ts.SourceFile, file: ts.SourceFile, text: string): <T>(task: () => T) => T {
  const { fileName, flags } = file;
  let id: unknown;
  return (task) => {
    const own = {
      fileName: model.fileName,
      text: model.text,
      flags: model.flags,
      parseDiagnostics: syntaxErrorsOf(model),
      id: "id" in model ? model.id : undefined,
      lineMap: "lineMap" in model ? model.lineMap : undefined,
    };
    const lent = { fileName, text, flags: model.flags | flags, parseDiagnostics: syntaxErrorsOf(file) };
    Object.assign(model, { ...lent, id, lineMap: undefined });
    try {
      return task();
    } finally {
      id = "id" in model ? model.id : undefined;
      Object.assign(model, own);
    }
  };
}

/** What was found out about variables above the unit is known in it. */
function joinFlow(expression: ts.Node, unit: Unit, model: ts.SourceFile): void {
  const start = flowAt(expression);
  const next = model.statements.filter(({ pos }) => pos >= unit.from);
  const before = next.map(flowAt).find((flow) => flow !== undefined) ?? flowAtEnd(model);
  if (start && before) continueFlow(start, before);
}

function declaredBy(
  node: ts.Node | undefined,
  checker: ts.TypeChecker,
  lend: (task: () => string) => string,
): Map<string, () => string> {
  const found = new Map<string, () => string>();
  if (!node) return found;
  const { members, exports } = (!ts.isSourceFile(node) && symbolOf(node)) || {};
  for (const table of [localsOf(node), members, exports]) {
    for (const [name, symbol] of table ?? []) {
      const exported = checker.getExportSymbolOfSymbol(symbol);
      const { declarations = [] } = exported;
      if (!declarations.length) continue;
      found.set(nameOf(name, declarations), () => lend(() => describe(exported, declarations, checker)));
    }
  }
  return found;
}

/** A private name is kept with the number of its class. */
function nameOf(escaped: ts.__String, [declaration]: readonly ts.Declaration[]): string {
  const name = declaration && ts.getNameOfDeclaration(declaration);
  return name && ts.isPrivateIdentifier(name) ? name.text : ts.unescapeLeadingUnderscores(escaped);
}

function describe(symbol: ts.Symbol, declarations: readonly ts.Declaration[], checker: ts.TypeChecker): string {
  if (symbol.flags & ts.SymbolFlags.Type) return declarations.map((each) => each.getText()).join("\n");
  const written = declarations.map(writtenType);
  if (written.every((each) => each !== undefined)) return [symbol.flags, ...written].join(" ");
  const type = checker.typeToString(checker.getTypeOfSymbol(symbol), undefined, ts.TypeFormatFlags.NoTruncation);
  return [type, symbol.flags, ...declarations.map(modifiersOf)].join(" ");
}

/** What stands before the body or the value, where that says the whole type: nothing has to be worked out. */
function writtenType(declaration: ts.Declaration): string | undefined {
  const text = ({ end }: ts.TypeNode) => declaration.getSourceFile().text.slice(declaration.getStart(), end);
  if (ts.isVariableDeclaration(declaration)) {
    const { name, type, parent } = declaration;
    return type && ts.isIdentifier(name) ? `${parent.flags} ${text(type)}` : undefined;
  }
  if (!ts.isFunctionDeclaration(declaration) && !ts.isMethodDeclaration(declaration)) return undefined;
  const { type, parameters } = declaration;
  return type && parameters.every((each) => each.type) ? text(type) : undefined;
}

function modifiersOf(declaration: ts.Declaration): string {
  const modifiers = ts.canHaveModifiers(declaration) ? (ts.getModifiers(declaration) ?? []) : [];
  const optional = "questionToken" in declaration && declaration.questionToken ? "?" : "";
  return modifiers.map((each) => each.getText()).join(" ") + optional;
}
