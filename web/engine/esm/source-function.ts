/** Makes functions and scripts out of the user's source, so that lines, columns, `import()` and promises are right. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import { acornParser, type SyntaxNode } from "./acorn.ts";
import { type Columns, editedColumns } from "./columns.ts";
import { helper, mayContinue } from "./continuation-edits.ts";
import { importHook } from "./dynamic-import.ts";
import { applyEdits } from "./edits.ts";
import type { CacheEntry } from "./kept-code.ts";
import { createLexicalNames, declareOnGlobal } from "./lexical-names.ts";
import { magicComments } from "./magic-comments.ts";
import { importName, type Rewritten, rewriteScript, unchanged } from "./rewrite-script.ts";
import { scriptScope } from "./script-scope.ts";
import { type ContextScript, declareName, evaluateInContext, plainScript } from "./vm-context.ts";

const mayDeclare = /\b(?:let|const|class)\b/;
const globalNames = createLexicalNames();
const mayImport = /\bimport\s*(?:\/\*.*?\*\/\s*)?\(/;

function sourceUrl(name: string): string {
  return name === "" ? "" : `\n//# sourceURL=${name.replaceAll("\n", "")}`;
}

/** What V8 calls a script: a source may name itself. */
function scriptName(source: string, name: string): string {
  return magicComments(source).sourceURL ?? name;
}

function withoutHashBang(source: string): string {
  return source.startsWith("#!") ? `//${source.slice(2)}` : source;
}

/** Parsing costs time: the promises of packages are only marked once the program has asked for async_hooks. */
function marksPromises(runtime: EngineRuntime, source: string, name: string): boolean {
  if (!mayContinue.test(source)) return false;
  return !name.includes("/node_modules/") || runtime.continuations.wanted;
}

function rewrite(runtime: EngineRuntime, source: string, marked: boolean): Rewritten {
  const text = withoutHashBang(source);
  return marked || mayImport.test(text) ? rewriteScript(runtime, text, marked) : unchanged(text);
}

/** An entry of the compile cache: whether promises are marked, then the text; none where the source runs as it stands. */
function keptText(text: string, source: string, marked: boolean): string {
  return `${marked ? "marked" : "plain"}:${text === source ? "" : text}`;
}

function keptRewrite(
  runtime: EngineRuntime,
  source: string,
  marked: boolean,
  entry: CacheEntry | undefined,
): Rewritten | undefined {
  const head = `${marked ? "marked" : "plain"}:`;
  if (!entry?.kept?.startsWith(head)) return undefined;
  let again: Rewritten | undefined;
  return {
    text: entry.kept.slice(head.length) || source,
    columns: (headColumns) => ({
      // Rarely asked for: an error has to be shown.
      original(line, column) {
        again ??= rewrite(runtime, source, marked);
        return again.columns(headColumns).original(line, column);
      },
    }),
  };
}

/** A function with `parameters` and `source` as its body; throws V8's SyntaxError. */
export function compileFunction(
  runtime: EngineRuntime,
  source: string,
  parameters: string[],
  name: string,
  context?: object,
  referrer?: object,
  entry?: CacheEntry,
): (...args: unknown[]) => unknown {
  const marked = marksPromises(runtime, source, name);
  const rewritten = keptRewrite(runtime, source, marked, entry) ?? rewrite(runtime, source, marked);
  const imports = mayImport.test(source);
  const own = [...(imports ? [importName] : []), ...(marked ? [helper] : [])];
  const head = `(function (${[...own, ...parameters].join(", ")}) {`;
  const shown = scriptName(source, name);
  const text = `${head}${rewritten.text}\n})${sourceUrl(shown)}`;
  if (shown !== "") runtime.stacks.noteColumns(shown, rewritten.columns(head.length));
  const made = context ? evaluateInContext(runtime, plainScript(text), context) : runtime.host.evaluate(text);
  if (typeof made !== "function") throw new SyntaxError("Unexpected end of input");
  const compiled = made as (...args: unknown[]) => unknown;
  entry?.settle(keptText(rewritten.text, source, marked));
  if (own.length === 0) return compiled;
  const values = [
    ...(imports ? [importHook(runtime, name, referrer)] : []),
    ...(marked ? [runtime.continuations.marks] : []),
  ];
  return compiled.bind(undefined, ...values);
}

/** A script to run any number of times, in this realm or with a vm context's names in scope. */
export function compileScript(
  runtime: EngineRuntime,
  source: string,
  name: string,
  referrer: object,
): (context: object | null) => unknown {
  const imports = mayImport.test(source);
  const body = rewrite(runtime, source, false).text;
  checkSyntax(runtime, body);
  const shown = scriptName(source, name);
  let scoped: ScopedScript | undefined;
  return (context) => {
    if (imports) Reflect.set(globalThis, importName, importHook(runtime, name, referrer));
    if (!context && !mayDeclare.test(body)) {
      if (shown !== "") runtime.stacks.noteColumns(shown, unchanged(body).columns(0));
      return runtime.host.evaluate(`${body}${sourceUrl(shown)}`);
    }
    scoped ??= scopeScript(runtime, body);
    if (shown !== "") runtime.stacks.noteColumns(shown, scoped.columns);
    const { script } = scoped;
    if (context) return evaluateInContext(runtime, { ...script, text: `${script.text}${sourceUrl(shown)}` }, context);
    declareOnGlobal(globalNames, script.lexical);
    return runtime.host.evaluate(`${scoped.globalText}${sourceUrl(shown)}`);
  };
}

interface ScopedScript {
  script: ContextScript;
  /** The text for this realm, whose global keeps functions and `var`s by itself. */
  globalText: string;
  columns: Columns;
}

function scopeScript(runtime: EngineRuntime, source: string): ScopedScript {
  let program: SyntaxNode;
  try {
    program = acornParser(runtime)(source, "script");
  } catch {
    const script = plainScript(source);
    return { script, globalText: source, columns: unchanged(source).columns(0) };
  }
  const { edits, lexical, functions, vars, assigned, bodyStart } = scriptScope(program, source);
  const hoisted = functions.length + vars.length > 0 ? `;${declareName}(()=>({${functions.join(",")}}));` : "";
  const inContext = [{ start: bodyStart, end: bodyStart, text: hoisted }, ...edits];
  return {
    script: {
      text: applyEdits(source, inContext),
      lexical,
      vars,
      // Code made at run time may assign to any name.
      assigned: /\beval\b/.test(source) ? undefined : assigned,
    },
    globalText: applyEdits(source, edits),
    columns: editedColumns(source, inContext, 0),
  };
}

/** Throws the script's SyntaxError without running it: the wrapper is a function that is never called. */
function checkSyntax(runtime: EngineRuntime, source: string): void {
  runtime.host.evaluate(`(function(){\n${source}\n})`);
}
