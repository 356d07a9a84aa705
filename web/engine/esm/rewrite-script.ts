/** Rewrites what a script or CommonJS file asks of the engine: `import()`, and the marks of its promises. */

import type { Runtime } from "../boot/runtime.ts";
import { acornParser, childrenOf, type SyntaxNode } from "./acorn.ts";
import { type Columns, editedColumns } from "./columns.ts";
import { continuationEdits } from "./continuation-edits.ts";
import { applyEdits, type Edit } from "./edits.ts";

export interface Rewritten {
  text: string;
  columns(headColumns: number, offsets?: Columns["offsets"]): Columns;
}

/** Where V8 begins a new line in the text of a function that `vm.compileFunction()` made; ours keeps the source's lines. */
export const bodyMark = "/*$gh*/";
/** What `import` becomes in a script. */
export const importName = "__glasshouse_import__";

/** `source` is a script or function body; it stays as it is where it does not parse: V8 then says why in its own words. */
export function rewriteScript(runtime: Runtime, source: string, marksPromises: boolean): Rewritten {
  let program: SyntaxNode;
  try {
    program = acornParser(runtime)(source, "script");
  } catch {
    return unchanged(source);
  }
  const edits: Edit[] = [];
  const visit = (node: SyntaxNode): void => {
    if (node.type === "ImportExpression")
      edits.push({ start: node.start, end: node.start + "import".length, text: importName });
    for (const child of childrenOf(node)) visit(child);
  };
  visit(program);
  if (marksPromises) edits.push(...continuationEdits(program, source, false));
  return { text: applyEdits(source, edits), columns: (head, offsets) => editedColumns(source, edits, head, offsets) };
}

export function unchanged(source: string): Rewritten {
  return { text: source, columns: (head, offsets) => editedColumns(source, [], head, offsets) };
}

export const mayImport = /\bimport\s*(?:\/\*.*?\*\/\s*)?\(/;

export function sourceUrl(name: string): string {
  return name === "" ? "" : `\n//# sourceURL=${name.replaceAll("\n", "")}`;
}

export function withoutHashBang(source: string): string {
  return source.startsWith("#!") ? `//${source.slice(2)}` : source;
}
