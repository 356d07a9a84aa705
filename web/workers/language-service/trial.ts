/**
 * A text tried out in place of a file of a program, without a new program: it is parsed and bound for itself and checked by
 * the program's own checker, which knows all types already. A new program costs a new checker, and that tens of milliseconds.
 */
import ts from "typescript-lib";
import { bindErrorsOf, bindFile, checkFile } from "./internals.ts";

/** A text that can be asked for its errors. */
export interface Trial {
  /** What was parsed of the text stands in it. */
  readonly file: ts.SourceFile;
  /** How much further behind its nodes lie than in the text; errors lie where they are in the text. */
  readonly shift: number;
  /** To be called before types are asked for. */
  bind(): void;
  /** What all of it may be asked about one after another; undefined when it is small, or as a whole is more than these. */
  readonly parts: readonly ts.Node[] | undefined;
  /** Type errors in the nodes named or in all of it, and those found before. */
  typeErrors(nodes: readonly ts.Node[] | undefined): readonly ts.Diagnostic[];
}

let count = 0;

/** The checker keeps what it finds by file name: each trial has one of its own. The folder differs, as the extension has a meaning. */
export function trialName({ fileName }: ts.SourceFile): string {
  return `/trial/${++count}${fileName}`;
}

/** All of a file's text; `model` is the program's file that it stands for: imports resolve as they do there. */
export function wholeTrial(program: ts.Program, model: ts.SourceFile, text: string): Trial {
  const file = parseLike(model, trialName(model), text);
  // The program knows resolved imports by path. A script's names would meet the program's own copy of them: as a module they do not.
  const path = "path" in model ? model.path : model.fileName;
  const module = ts.isExternalModule(file) ? {} : { externalModuleIndicator: true };
  Object.assign(file, {
    path,
    resolvedPath: path,
    originalFileName: model.fileName,
    ...notedOf(model),
    ...module,
  });
  return {
    file,
    shift: 0,
    parts: file.statements.some(ts.isExportAssignment) ? undefined : file.statements,
    bind: () => bindFile(file, program.getCompilerOptions()),
    typeErrors: (nodes) => [...bindErrorsOf(file), ...checkFile(program.getTypeChecker(), file, nodes)].filter(isError),
  };
}

export function parseLike(model: ts.SourceFile, name: string, text: string): ts.SourceFile {
  const { languageVersion, impliedNodeFormat } = model;
  const settings = { languageVersion, ...(impliedNodeFormat && { impliedNodeFormat }) };
  return ts.createSourceFile(name, text, settings, false, kindOf(model.fileName));
}

export function isError({ category }: ts.Diagnostic): boolean {
  return category === ts.DiagnosticCategory.Error;
}

/** What a program notes of its files; the checker reads it when it words an error that names a module. */
function notedOf(model: ts.SourceFile): object {
  return {
    imports: "imports" in model ? model.imports : [],
    moduleAugmentations: "moduleAugmentations" in model ? model.moduleAugmentations : [],
    ambientModuleNames: "ambientModuleNames" in model ? model.ambientModuleNames : [],
  };
}

function kindOf(fileName: string): ts.ScriptKind {
  if (/\.[cm]?ts$/.test(fileName)) return ts.ScriptKind.TS;
  if (fileName.endsWith(".tsx")) return ts.ScriptKind.TSX;
  return fileName.endsWith(".jsx") ? ts.ScriptKind.JSX : ts.ScriptKind.JS;
}
