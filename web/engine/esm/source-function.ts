/** Makes functions and scripts out of the user's source, so that lines, columns, `import()` and promises are right. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import { helper, mayContinue } from "./continuation-edits.ts";
import { importHook } from "./dynamic-import.ts";
import { importName, type Rewritten, rewriteScript, unchanged } from "./rewrite-script.ts";
import { evaluateInContext } from "./vm-context.ts";

const mayImport = /\bimport\s*(?:\/\*.*?\*\/\s*)?\(/;

function sourceUrl(name: string): string {
  return name === "" ? "" : `\n//# sourceURL=${name.replaceAll("\n", "")}`;
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

/** A function with `parameters` and `source` as its body; throws V8's SyntaxError. */
export function compileFunction(
  runtime: EngineRuntime,
  source: string,
  parameters: string[],
  name: string,
  context?: object,
): (...args: unknown[]) => unknown {
  const marked = marksPromises(runtime, source, name);
  const rewritten = rewrite(runtime, source, marked);
  const imports = mayImport.test(source);
  const own = [...(imports ? [importName] : []), ...(marked ? [helper] : [])];
  const head = `(function (${[...own, ...parameters].join(", ")}) {`;
  const text = `${head}${rewritten.text}\n})${sourceUrl(name)}`;
  if (name !== "") runtime.stacks.noteColumns(name, rewritten.columns(head.length));
  const made = context ? evaluateInContext(runtime, text, context) : runtime.host.evaluate(text);
  if (typeof made !== "function") throw new SyntaxError("Unexpected end of input");
  const compiled = made as (...args: unknown[]) => unknown;
  if (own.length === 0) return compiled;
  const values = [...(imports ? [importHook(runtime, name)] : []), ...(marked ? [runtime.continuations.marks] : [])];
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
  const text = `${body}${sourceUrl(name)}`;
  return (context) => {
    if (imports) Reflect.set(globalThis, importName, importHook(runtime, name, referrer));
    return context ? evaluateInContext(runtime, text, context) : runtime.host.evaluate(text);
  };
}

/** Throws the script's SyntaxError without running it: the wrapper is a function that is never called. */
function checkSyntax(runtime: EngineRuntime, source: string): void {
  runtime.host.evaluate(`(function(){\n${source}\n})`);
}
