/** Makes functions out of the user's source, so that lines, columns, `import()` and promises are right. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Columns } from "./columns.ts";
import { helper, mayContinue } from "./continuation-edits.ts";
import { importHook } from "./dynamic-import.ts";
import type { CacheEntry } from "./kept-code.ts";
import { magicComments } from "./magic-comments.ts";
import {
  bodyMark,
  importName,
  mayImport,
  type Rewritten,
  rewriteScript,
  sourceUrl,
  unchanged,
  withoutHashBang,
} from "./rewrite-script.ts";

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
    columns: (headColumns, offsets) => ({
      source,
      offsets,
      // Rarely asked for: an error has to be shown.
      original(line, column) {
        again ??= rewrite(runtime, source, marked);
        return again.columns(headColumns, offsets).original(line, column);
      },
    }),
  };
}

/** As V8 shows it in stacks; the columns of the one compiled last are kept. */
const anonymousScript = "<anonymous>";

export interface FunctionOptions {
  /** The vm context whose names it sees. */
  context?: object | undefined;
  /** Who holds the symbol by which `import()` finds the options that the function was compiled with. */
  referrer?: object;
  offsets?: Columns["offsets"];
  /** Objects whose properties are in scope; undefined: the function is a CommonJS file, not the program's own. */
  extensions?: object[];
  entry?: CacheEntry;
}

/** A function with `parameters` and `source` as its body; throws V8's SyntaxError. */
export function compileFunction(
  runtime: EngineRuntime,
  source: string,
  parameters: string[],
  name: string,
  { context, referrer, offsets, extensions, entry }: FunctionOptions = {},
): (...args: unknown[]) => unknown {
  const marked = marksPromises(runtime, source, name);
  const rewritten = keptRewrite(runtime, source, marked, entry) ?? rewrite(runtime, source, marked);
  const imports = mayImport.test(source);
  const own = [...(imports ? [importName] : []), ...(marked ? [helper] : [])];
  const scopes = (extensions ?? []).map((_, at) => `$ghScope${at}`);
  const outer = scopes.length > 0 ? `(function(${scopes}){${scopes.map((one) => `with(${one})`).join("")}return ` : "";
  const begin = extensions ? `) {${bodyMark}` : ") {";
  const head = `${outer}(function (${[...own, ...parameters].join(", ")}${begin}`;
  const shown = (magicComments(source).sourceURL ?? name) || anonymousScript;
  const text = `${head}${rewritten.text}\n})${outer && "})"}${sourceUrl(shown)}`;
  runtime.stacks.noteColumns(shown, rewritten.columns(head.length, offsets));
  const evaluated = context ? runtime.vm().evaluateInContext(text, context) : runtime.host.evaluate(text);
  const made: unknown = outer && typeof evaluated === "function" ? evaluated(...(extensions ?? [])) : evaluated;
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
