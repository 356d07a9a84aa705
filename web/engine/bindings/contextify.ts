/** `internalBinding('contextify')`: compiling the user's CommonJS files, and `vm` as far as one realm can imitate it. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import { decorateError } from "../boot/fatal.ts";
import type { Binding } from "../boot/runtime.ts";
import { locateSyntaxError } from "../boot/syntax-errors.ts";
import { madeSource } from "../esm/made-source.ts";
import { magicComments } from "../esm/magic-comments.ts";
import { compileFunction } from "../esm/source-function.ts";

/** V8's words for syntax that is an ES module's, as Node's own check lists them. */
const moduleSyntax =
  /Cannot use import statement outside a module|Unexpected token 'export'|Cannot use 'import\.meta' outside a module/;
/** `cachedCodeTypes.kCommonJS` */
const commonJs = 0;
const commonJsParameters = ["exports", "require", "module", "__filename", "__dirname"];
/** Errors that only appear because a file with top-level await is read as CommonJS. */
const awaitSyntax =
  /^(await is only valid in async functions and the top level bodies of modules|missing \) after argument list|Unexpected (number|string|identifier|reserved word|token))/;

const shallowFrames = 64;
const NativeFunction = Function;

export function createContextifyBinding(runtime: EngineRuntime): Binding {
  return {
    ...runtime.data("contextify"),
    compileFunctionForCJSLoader(given: string, name: string, _isSea: boolean, detectModule: boolean) {
      const source = madeSource(runtime, given, name, "script");
      try {
        const kept = runtime.compileCache?.entry(commonJs, source, name);
        const compiled = compileFunction(runtime, source, commonJsParameters, name, kept ? { entry: kept } : {});
        return result(compiled, source, false);
      } catch (error) {
        if (detectModule && looksLikeModule(runtime, error, source)) return result(undefined, source, true);
        throw located(runtime, error, source, name);
      }
    },
    compileFunction(
      source: string,
      name: string,
      lineOffset: number,
      columnOffset: number,
      cached: ArrayBufferView | undefined,
      produce: boolean,
      context: object | undefined,
      extensions: object[] | undefined,
      parameters: string[] | undefined,
      id?: symbol,
    ) {
      // The symbol by which `import()` finds the options that the function was compiled with.
      const idHolder: object = {};
      const key = runtime.privateSymbols["host_defined_option_symbol"] ?? "";
      if (id) Reflect.set(idHolder, key, id);
      const offsets = { lineOffset, columnOffset };
      try {
        checkBody(source, parameters ?? []);
        const options = { context, referrer: idHolder, offsets, extensions: extensions ?? [] };
        const compiled = compileFunction(runtime, source, parameters ?? [], name, options);
        if (id) Reflect.set(compiled, key, id);
        return { function: compiled, ...magicComments(source), ...cachedData(runtime, source, cached, produce) };
      } catch (error) {
        throw located(runtime, error, source, name);
      }
    },
    /** With `standalone` the source is not a CommonJS file: it may declare `require` and the like itself. */
    containsModuleSyntax(source: string, _name?: string, _resource?: string | null, standalone?: string) {
      try {
        compileFunction(runtime, source, standalone === undefined ? commonJsParameters : [], "");
        return false;
      } catch (error) {
        return looksLikeModule(runtime, error, source);
      }
    },
    makeContext(
      sandbox: object | symbol,
      _name: string,
      _origin: string | undefined,
      strings: boolean,
      wasm: boolean,
      _ownMicrotasks: boolean,
      id: symbol,
    ) {
      const context = runtime.vm().makeContext(typeof sandbox === "symbol" ? undefined : sandbox, { strings, wasm });
      setPrivate(runtime, context, "contextify_context_private_symbol", context);
      setPrivate(runtime, context, "host_defined_option_symbol", id);
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

/** A body that closes the function and opens another is no body. */
function checkBody(source: string, parameters: string[]): void {
  try {
    Reflect.construct(NativeFunction, [...parameters, source]);
  } catch (error) {
    const isCut = error instanceof SyntaxError && error.message === "Single function literal required";
    throw isCut ? new SyntaxError("Unexpected token '}'") : error;
  }
}

/** A proxy's traps hear nothing of a private symbol; an object without Node's prototypes keeps it itself. */
function setPrivate(runtime: EngineRuntime, object: object, name: string, value: unknown): void {
  const key = runtime.privateSymbols[name] ?? "";
  Object.getOwnPropertyDescriptor(Object.prototype, key)?.set?.call(object, value);
  if (Reflect.get(object, key) !== value) Object.defineProperty(object, key, { value, configurable: true });
}

/** A SyntaxError that says in its stack where it lies; others as they are. */
function located(runtime: EngineRuntime, error: unknown, source: string, name: string): unknown {
  if (!(error instanceof SyntaxError)) return error;
  locateSyntaxError(runtime, error, source, name, "script");
  decorateError(runtime, error);
  return error;
}

function cachedData(runtime: EngineRuntime, source: string, given: ArrayBufferView | undefined, produce: boolean) {
  return {
    ...(given ? { cachedDataRejected: !runtime.vm().fitsSource(given, source) } : {}),
    ...(produce ? { cachedDataProduced: true, cachedData: runtime.vm().cachedDataFor(source) } : {}),
  };
}

function createScriptClass(runtime: EngineRuntime): unknown {
  const { attempts } = runtime.host;
  const isShallow = () => runtime.stacks.capture(shallowFrames).length < shallowFrames;
  return class ContextifyScript {
    sourceMapURL: string | undefined;
    sourceURL: string | undefined;
    readonly #source: string;
    readonly #run: (context: object | null) => unknown;
    constructor(
      source: string,
      name = "evalmachine.<anonymous>",
      lineOffset = 0,
      columnOffset = 0,
      cached?: ArrayBufferView,
      produce = false,
      _context?: unknown,
      id?: unknown,
    ) {
      const symbol = typeof id === "symbol" ? id : Symbol(name);
      Reflect.set(this, runtime.privateSymbols["host_defined_option_symbol"] ?? "", symbol);
      this.#source = source;
      Object.assign(this, magicComments(source), cachedData(runtime, source, cached, produce));
      try {
        this.#run = runtime.vm().compileScript(source, { name, lineOffset, columnOffset }, this);
      } catch (error) {
        throw located(runtime, error, source, name);
      }
    }
    runInContext(context: object | null, _timeoutMs?: number, displayErrors = true): unknown {
      if (!displayErrors) return this.#run(context);
      if (context) {
        try {
          return this.#run(context);
        } catch (error) {
          decorateError(runtime, error);
          throw error;
        }
      }
      let result: unknown;
      const thrown = attempts.run(() => {
        result = this.#run(null);
      }, isShallow);
      if (!thrown) return result;
      decorateError(runtime, thrown.error, thrown.place && runtime.stacks.locate(thrown.place));
      return attempts.rethrow(thrown);
    }
    createCachedData(): unknown {
      return runtime.vm().cachedDataFor(this.#source);
    }
  };
}
