/**
 * A text tried out in place of a file of a program, without a new program: it is parsed and bound for itself and checked by
 * the program's own checker, which knows all types already. A new program costs a new checker, and that tens of milliseconds.
 *
 * Uses three members of TypeScript that its declarations do not name (`parseDiagnostics`, `bindSourceFile`, the checker's
 * `getDiagnostics` with the nodes to check); the version is pinned, and `suggestion-filter.test.ts` fails where one is gone.
 */
import ts from "typescript-lib";

let count = 0;

/** `model` is the program's file that the text stands for: imports resolve as they do there. */
export function parseTrial(model: ts.SourceFile, text: string): ts.SourceFile {
  // A name of its own: the checker keeps what it finds by file name. The folder differs, as the extension has a meaning.
  const file = ts.createSourceFile(
    `/trial/${++count}${model.fileName}`,
    text,
    {
      languageVersion: model.languageVersion,
      ...(model.impliedNodeFormat && { impliedNodeFormat: model.impliedNodeFormat }),
    },
    false,
    kindOf(model.fileName),
  );
  // The program knows resolved imports by path. A script's names would meet the program's own copy of them: as a module they do not.
  const path = "path" in model ? model.path : model.fileName;
  const module = ts.isExternalModule(file) ? {} : { externalModuleIndicator: true };
  return Object.assign(file, {
    path,
    resolvedPath: path,
    originalFileName: model.fileName,
    ...notedOf(model),
    ...module,
  });
}

/** What a program notes of its files; the checker reads it when it words an error that names a module. */
function notedOf(model: ts.SourceFile): object {
  return {
    imports: "imports" in model ? model.imports : [],
    moduleAugmentations: "moduleAugmentations" in model ? model.moduleAugmentations : [],
    ambientModuleNames: "ambientModuleNames" in model ? model.ambientModuleNames : [],
  };
}

/** Syntax errors of a parsed text. */
export function syntaxErrorsOf(file: ts.SourceFile): readonly ts.Diagnostic[] {
  if (!("parseDiagnostics" in file) || !Array.isArray(file.parseDiagnostics)) throw new Error("no syntax errors told");
  return file.parseDiagnostics;
}

export function bindTrial(file: ts.SourceFile, options: ts.CompilerOptions): void {
  if (!("bindSourceFile" in ts) || typeof ts.bindSourceFile !== "function") throw new Error("cannot bind");
  ts.bindSourceFile(file, options);
}

/** Type errors of a bound text, in the nodes named or in all of it. */
export function typeErrorsOf(
  file: ts.SourceFile,
  checker: ts.TypeChecker,
  nodes: readonly ts.Node[] | undefined,
): readonly ts.Diagnostic[] {
  if (!("getDiagnostics" in checker) || typeof checker.getDiagnostics !== "function") throw new Error("cannot check");
  const found: readonly ts.Diagnostic[] = checker.getDiagnostics(file, undefined, nodes);
  const bound: readonly ts.Diagnostic[] =
    "bindDiagnostics" in file && Array.isArray(file.bindDiagnostics) ? file.bindDiagnostics : [];
  return [...bound, ...found].filter(({ category }) => category === ts.DiagnosticCategory.Error);
}

function kindOf(fileName: string): ts.ScriptKind {
  if (/\.[cm]?ts$/.test(fileName)) return ts.ScriptKind.TS;
  if (fileName.endsWith(".tsx")) return ts.ScriptKind.TSX;
  return fileName.endsWith(".jsx") ? ts.ScriptKind.JSX : ts.ScriptKind.JS;
}
