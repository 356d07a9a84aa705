/** Makes functions and scripts out of the user's source, so that lines, columns and `import()` are right. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import { importHook } from "./dynamic-import.ts";
import { rewriteDynamicImports } from "./rewrite-imports.ts";
import { evaluateInContext } from "./vm-context.ts";

const importName = "__glasshouse_import__";
const mayImport = /\bimport\s*(?:\/\*.*?\*\/\s*)?\(/;

function sourceUrl(name: string): string {
  return name === "" ? "" : `\n//# sourceURL=${name.replaceAll("\n", "")}`;
}

function withoutHashBang(source: string): string {
  return source.startsWith("#!") ? `//${source.slice(2)}` : source;
}

/** A function with `parameters` and `source` as its body; throws V8's SyntaxError. */
export function compileFunction(
  runtime: EngineRuntime,
  source: string,
  parameters: string[],
  name: string,
  context?: object,
): (...args: unknown[]) => unknown {
  const imports = mayImport.test(source);
  const body = imports ? rewriteDynamicImports(runtime, withoutHashBang(source), importName) : withoutHashBang(source);
  const head = `(function (${(imports ? [importName, ...parameters] : parameters).join(", ")}) {`;
  const text = `${head}${body}\n})${sourceUrl(name)}`;
  if (name !== "") runtime.stacks.noteWrapper(name, head.length);
  const made = context ? evaluateInContext(runtime, text, context) : runtime.host.evaluate(text);
  if (typeof made !== "function") throw new SyntaxError("Unexpected end of input");
  const compiled = made as (...args: unknown[]) => unknown;
  return imports ? compiled.bind(undefined, importHook(runtime, name)) : compiled;
}

/** A script to run any number of times, in this realm or with a vm context's names in scope. */
export function compileScript(
  runtime: EngineRuntime,
  source: string,
  name: string,
  referrer: object,
): (context: object | null) => unknown {
  const imports = mayImport.test(source);
  const body = imports ? rewriteDynamicImports(runtime, withoutHashBang(source), importName) : withoutHashBang(source);
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
