/** `internalBinding('contextify')`: compiling the user's CommonJS files, and `vm` as far as one realm can imitate it. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Binding } from "../boot/runtime.ts";
import { locateSyntaxError } from "../boot/syntax-errors.ts";
import { madeSource } from "../esm/made-source.ts";
import { magicComments } from "../esm/magic-comments.ts";
import { compileFunction, compileScript } from "../esm/source-function.ts";
import { createOrdinaryGlobal } from "../esm/vm-context.ts";

/** V8's words for syntax that is an ES module's, as Node's own check lists them. */
const moduleSyntax =
  /Cannot use import statement outside a module|Unexpected token 'export'|Cannot use 'import\.meta' outside a module/;
/** `cachedCodeTypes.kCommonJS` */
const commonJs = 0;
const commonJsParameters = ["exports", "require", "module", "__filename", "__dirname"];
/** Errors that only appear because a file with top-level await is read as CommonJS. */
const awaitSyntax = /await is only valid in async functions and the top level bodies of modules/;

export function createContextifyBinding(runtime: EngineRuntime): Binding {
  return {
    ...runtime.data("contextify"),
    compileFunctionForCJSLoader(given: string, name: string, _isSea: boolean, detectModule: boolean) {
      const source = madeSource(runtime, given, name, "script");
      try {
        const kept = runtime.compileCache?.entry(commonJs, source, name);
        const compiled = compileFunction(runtime, source, commonJsParameters, name, undefined, undefined, kept);
        return result(compiled, source, false);
      } catch (error) {
        if (detectModule && looksLikeModule(runtime, error, source)) return result(undefined, source, true);
        if (error instanceof SyntaxError) locateSyntaxError(runtime, error, source, name, "script");
        throw error;
      }
    },
    compileFunction(
      source: string,
      name: string,
      _line: number,
      _column: number,
      _cached: unknown,
      _produce: boolean,
      context: object | undefined,
      _extensions: unknown,
      parameters: string[] | undefined,
      id?: symbol,
    ) {
      // The symbol by which `import()` finds the options that the function was compiled with.
      const idHolder: object = {};
      const key = runtime.privateSymbols["host_defined_option_symbol"] ?? "";
      if (id) Reflect.set(idHolder, key, id);
      const compiled = compileFunction(runtime, source, parameters ?? [], name, context, idHolder);
      if (id) Reflect.set(compiled, key, id);
      return { function: compiled, ...magicComments(source) };
    },
    containsModuleSyntax(source: string) {
      try {
        compileFunction(runtime, source, commonJsParameters, "");
        return false;
      } catch (error) {
        return looksLikeModule(runtime, error, source);
      }
    },
    makeContext(sandbox: object | symbol) {
      const context = typeof sandbox === "symbol" ? createOrdinaryGlobal() : sandbox;
      Reflect.set(context, runtime.privateSymbols["contextify_context_private_symbol"] ?? "", context);
      return context;
    },
    ContextifyScript: createScriptClass(runtime),
    startSigintWatchdog: () => true,
    stopSigintWatchdog: () => false,
    watchdogHasPendingSigint: () => false,
    measureMemory: () =>
      Promise.reject(
        new Error(
          "vm.measureMemory() is not supported in the Glasshouse engine: its contexts share one realm, whose memory the browser does not tell.",
        ),
      ),
  };
}

function result(compiled: unknown, source: string, canParseAsESM: boolean) {
  return { cachedDataRejected: false, ...magicComments(source), canParseAsESM, function: compiled };
}

function looksLikeModule(runtime: EngineRuntime, error: unknown, source: string): boolean {
  if (!(error instanceof SyntaxError)) return false;
  if (moduleSyntax.test(error.message)) return true;
  if (!awaitSyntax.test(error.message) && !/has already been declared/.test(error.message)) return false;
  try {
    // Only a file that is sound as the body of an async function is a module with top-level await.
    runtime.host.evaluate(`(async function(){${source}\n})`);
    return true;
  } catch {
    return false;
  }
}

function createScriptClass(runtime: EngineRuntime): unknown {
  return class ContextifyScript {
    sourceMapURL: string | undefined;
    sourceURL: string | undefined;
    readonly #run: (context: object | null) => unknown;
    constructor(
      source: string,
      name = "evalmachine.<anonymous>",
      _line?: number,
      _column?: number,
      _cached?: unknown,
      _produce?: boolean,
      _context?: unknown,
      id?: unknown,
    ) {
      const symbol = typeof id === "symbol" ? id : Symbol(name);
      Reflect.set(this, runtime.privateSymbols["host_defined_option_symbol"] ?? "", symbol);
      Object.assign(this, magicComments(source));
      try {
        this.#run = compileScript(runtime, source, name, this);
      } catch (error) {
        if (error instanceof SyntaxError) locateSyntaxError(runtime, error, source, name, "script");
        throw error;
      }
    }
    runInContext(context: object | null): unknown {
      return this.#run(context);
    }
    createCachedData(): unknown {
      const { Buffer } = runtime.requireBuiltin("buffer") as { Buffer: { alloc(size: number): Uint8Array } };
      return Buffer.alloc(0);
    }
  };
}
