/** The body of a module record made from JavaScript source. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import { locateSyntaxError } from "../boot/syntax-errors.ts";
import { acornParser } from "./acorn.ts";
import type { Columns } from "./columns.ts";
import { importHook } from "./dynamic-import.ts";
import type { CacheEntry } from "./kept-code.ts";
import { type MagicComments, magicComments } from "./magic-comments.ts";
import type { Cell, ModuleBody } from "./module-record.ts";
import { type TransformedModule, transformModule } from "./transform-module.ts";

/** `cachedCodeTypes.kESM` */
const esm = 1;

export interface SourceModule extends ModuleBody, MagicComments {
  requests: TransformedModule["requests"];
}

/** Parses now (a SyntaxError is thrown with its place); compiles when the graph is linked. */
export function createSourceModule(
  runtime: EngineRuntime,
  url: string,
  source: string,
  meta: () => object,
  referrer: object,
  { context, offsets }: { context: object | undefined; offsets: Columns["offsets"] },
): SourceModule {
  const entry = context ? undefined : runtime.compileCache?.entry(esm, source, url);
  const kept = keptModule(runtime, source, entry);
  const transformed = kept ?? parse(runtime, url, source);
  const { columns, ...made } = transformed;
  entry?.settle((kept && entry.kept) ?? JSON.stringify(made));
  columns.offsets = offsets;
  const { sourceURL, sourceMapURL } = magicComments(source);
  let body: Iterator<unknown> | AsyncIterator<unknown> | undefined;
  return {
    sourceURL,
    sourceMapURL,
    imports: transformed.imports,
    reexports: transformed.reexports,
    stars: transformed.stars,
    requests: transformed.requests,
    hasTopLevelAwait: transformed.hasTopLevelAwait,
    awaits: transformed.hasTopLevelAwait ? placeOf(source, transformed.awaitOffset) : undefined,
    initialize(imports) {
      const cells = new Map<string, Cell>();
      const shown = sourceURL ?? url;
      runtime.stacks.noteColumns(shown, columns);
      const text = `${transformed.code}\n//# sourceURL=${shown}`;
      const made = context ? runtime.vm().evaluateInContext(text, context) : runtime.host.evaluate(text);
      if (typeof made !== "function") throw new SyntaxError(`${url} did not compile`);
      const register = (getters: Record<string, () => unknown>) => {
        for (const [name, read] of Object.entries(getters)) cells.set(name, { read });
      };
      const load = importHook(runtime, url, referrer, "source_text_module_default_hdo");
      body = made.call(undefined, imports, meta(), load, register, runtime.continuations.marks);
      body?.next();
      return cells;
    },
    execute() {
      const done = body?.next();
      return transformed.hasTopLevelAwait ? done : undefined;
    },
  };
}

/** What an earlier process made of the same source, from the compile cache. */
function keptModule(
  runtime: EngineRuntime,
  source: string,
  entry: CacheEntry | undefined,
): TransformedModule | undefined {
  if (entry?.kept === undefined) return undefined;
  let again: TransformedModule | undefined;
  const columns: TransformedModule["columns"] = {
    source,
    // Rarely asked for: an error has to be shown.
    original(line, column) {
      again ??= transformModule(source, acornParser(runtime));
      return again.columns.original(line, column);
    },
  };
  const made: Omit<TransformedModule, "columns"> = JSON.parse(entry.kept);
  const requests = made.requests.map((request) => ({
    ...request,
    attributes: Object.assign(Object.create(null), request.attributes),
  }));
  return { ...made, requests, columns };
}

function placeOf(source: string, offset: number): { line: number; column: number; text: string } {
  const start = source.lastIndexOf("\n", offset - 1) + 1;
  const line = source.slice(0, start).split("\n").length;
  return { line, column: offset - start, text: source.slice(start).split("\n", 1)[0] ?? "" };
}

function parse(runtime: EngineRuntime, url: string, source: string): TransformedModule {
  try {
    return transformModule(source, acornParser(runtime));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const native = nativeSyntaxError(runtime, source) ?? new SyntaxError(error.message.replace(/ \(\d+:\d+\)$/, ""));
    locateSyntaxError(runtime, native, source, url, "module");
    throw native;
  }
}

/** V8's own words for the error, where the source can be asked as the body of a function. */
function nativeSyntaxError(runtime: EngineRuntime, source: string): SyntaxError | undefined {
  try {
    runtime.host.evaluate(`(async function(){"use strict";\n${source}\n})`);
  } catch (error) {
    if (error instanceof SyntaxError && !/import|export/.test(error.message)) return error;
  }
  return undefined;
}
