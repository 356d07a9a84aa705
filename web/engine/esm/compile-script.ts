/** Makes scripts out of the user's source, so that lines, columns, `import()` and what they declare at their top are right. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import { acornParser, type SyntaxNode } from "./acorn.ts";
import { type Columns, editedColumns, type ScriptPlace } from "./columns.ts";
import { importHook } from "./dynamic-import.ts";
import { applyEdits } from "./edits.ts";
import { createLexicalNames, declareOnGlobal } from "./lexical-names.ts";
import { magicComments } from "./magic-comments.ts";
import { importName, mayImport, rewriteScript, sourceUrl, unchanged, withoutHashBang } from "./rewrite-script.ts";
import { scriptScope } from "./script-scope.ts";
import { type ContextScript, declareName, plainScript, type VmContexts } from "./vm-context.ts";

export type { ScriptPlace } from "./columns.ts";

const mayDeclare = /\b(?:let|const|class|delete)\b/;
const globalNames = createLexicalNames();

export function compileScript(
  runtime: EngineRuntime,
  contexts: VmContexts,
  source: string,
  place: ScriptPlace,
  referrer: object,
): (context: object | null) => unknown {
  const { name } = place;
  const shown = magicComments(source).sourceURL ?? name;
  const imports = mayImport.test(source);
  const text = withoutHashBang(source);
  const body = imports ? rewriteScript(runtime, text, false).text : text;
  checkSyntax(runtime, body);
  const note = (columns: Columns) => shown !== "" && runtime.stacks.noteColumns(shown, columns);
  let scoped: ScopedScript | undefined;
  return (context) => {
    if (imports) Reflect.set(globalThis, importName, importHook(runtime, name, referrer));
    if (!context && !mayDeclare.test(body)) {
      note(unchanged(body).columns(0, place));
      return runtime.host.evaluate(`${body}${sourceUrl(shown)}`);
    }
    scoped ??= scopeScript(runtime, body, place);
    const { script } = scoped;
    if (context) {
      note(scoped.columns);
      return contexts.evaluate({ ...script, text: `${script.text}${sourceUrl(shown)}` }, context);
    }
    note(scoped.globalColumns);
    declareOnGlobal(globalNames, script.lexical);
    return runtime.host.evaluate(`${scoped.globalText}${sourceUrl(shown)}`);
  };
}

interface ScopedScript {
  script: ContextScript;
  columns: Columns;
  /** The text for this realm, whose global keeps functions and `var`s by itself. */
  globalText: string;
  globalColumns: Columns;
}

function scopeScript(runtime: EngineRuntime, source: string, place: ScriptPlace): ScopedScript {
  let program: SyntaxNode;
  try {
    program = acornParser(runtime)(source, "script");
  } catch {
    const columns = unchanged(source).columns(0, place);
    return { script: plainScript(source), globalText: source, columns, globalColumns: columns };
  }
  const { edits, contextEdits, lexical, functions, vars, assigned, isStrict, bodyStart } = scriptScope(program, source);
  const hoisted = functions.length + vars.length > 0 ? `;${declareName}(()=>({${functions.join(",")}}));` : "";
  const inContext = [{ start: bodyStart, end: bodyStart, text: hoisted }, ...edits, ...contextEdits];
  return {
    script: {
      text: applyEdits(source, inContext),
      isStrict,
      lexical,
      vars,
      // Code made at run time may assign to any name.
      assigned: /\beval\b/.test(source) ? undefined : assigned,
    },
    columns: editedColumns(source, inContext, 0, place),
    globalText: applyEdits(source, edits),
    globalColumns: editedColumns(source, edits, 0, place),
  };
}

/** Throws the script's SyntaxError without running it: the wrapper is a function that is never called. */
function checkSyntax(runtime: EngineRuntime, source: string): void {
  runtime.host.evaluate(`(function(){\n${source}\n})`);
}
