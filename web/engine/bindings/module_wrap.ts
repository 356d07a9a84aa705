/** `internalBinding('module_wrap')`: Node's unmodified ES module loader on our own module records. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import type { Binding } from "../boot/runtime.ts";
import { codedError } from "../boot/uv-errors.ts";
import type { Columns } from "../esm/columns.ts";
import type { DynamicImport } from "../esm/dynamic-import.ts";
import { madeSource } from "../esm/made-source.ts";
import { type Cell, type ModuleBody, ModuleRecord, statuses } from "../esm/module-record.ts";
import { createSourceModule } from "../esm/source-module.ts";
import type { ModuleRequest } from "../esm/transform-module.ts";

type Request = Pick<ModuleRequest, "specifier" | "attributes" | "phase">;
type SyntheticSteps = (this: object, module: object) => void;
type MetaCallback = (symbol: unknown, meta: object, wrap: object) => void;

const linkFailure = "ERR_VM_MODULE_LINK_FAILURE";
let initializeMeta: MetaCallback | undefined;

export function createModuleWrapBinding(runtime: EngineRuntime): Binding {
  const hostDefined = runtime.privateSymbols["host_defined_option_symbol"] ?? "";
  const records = new WeakMap<object, ModuleRecord>();
  const recordOf = (wrap: object): ModuleRecord => {
    const record = records.get(wrap);
    if (!record) throw new TypeError("Not a module");
    return record;
  };

  class ModuleWrap {
    readonly url: string;
    readonly hasTopLevelAwait: boolean;
    sourceMapURL: string | undefined;
    sourceURL: string | undefined;
    #requests: Request[] = [];
    #values = new Map<string, unknown>();
    #exportNames = new Set<string>();
    /** A synthetic module has nothing to link. */
    #isLinked = true;
    #source = "";
    constructor(
      url: string,
      context: object | undefined,
      source: string | string[],
      third: unknown,
      fifth?: unknown,
      last?: unknown,
    ) {
      this.url = url;
      // The CommonJS module behind a synthetic one: Node's loader sees cycles by it.
      if (typeof fifth === "object") Reflect.set(this, runtime.symbols["imported_cjs_symbol"] ?? "", fifth);
      const record = new ModuleRecord(
        url,
        typeof source === "string"
          ? this.#sourceBody(source, last, context, {
              lineOffset: Number(third ?? 0),
              columnOffset: Number(fifth ?? 0),
            })
          : this.#syntheticBody(source, third as SyntheticSteps),
      );
      records.set(this, record);
      this.hasTopLevelAwait = record.body.hasTopLevelAwait;
    }
    /** `last`: the symbol for `import()`, or cached data. */
    #sourceBody(source: string, last: unknown, context: object | undefined, offsets: Columns["offsets"]): ModuleBody {
      if (ArrayBuffer.isView(last) && !runtime.vm().fitsSource(last, source))
        throw codedError(Error, "ERR_VM_MODULE_CACHED_DATA_REJECTED", "cachedData buffer was rejected");
      this.#source = source;
      const symbol = typeof last === "symbol" ? last : Symbol(this.url);
      Reflect.set(this, hostDefined, symbol);
      this.#isLinked = false;
      const meta = () => {
        const object = Object.create(null);
        initializeMeta?.(symbol, object, this);
        return object;
      };
      // Only Node's own loader names files; a program's vm.SourceTextModule may be called anything.
      const isFile = symbol === runtime.symbols["source_text_module_default_hdo"];
      const text = isFile ? madeSource(runtime, source, this.url, "module") : source;
      const body = createSourceModule(runtime, this.url, text, meta, this, { context, offsets });
      this.sourceMapURL = body.sourceMapURL;
      this.sourceURL = body.sourceURL;
      this.#requests = body.requests.map(({ specifier, attributes, phase }) =>
        Object.assign(Object.create(null), { specifier, attributes: Object.freeze(attributes), phase }),
      );
      return body;
    }
    #syntheticBody(exportNames: string[], steps: SyntheticSteps): ModuleBody {
      const cells = new Map<string, Cell>();
      this.#exportNames = new Set(exportNames);
      for (const name of exportNames) cells.set(name, { read: () => this.#values.get(name) });
      return {
        imports: [],
        reexports: [],
        stars: [],
        requests: [],
        hasTopLevelAwait: false,
        initialize: () => cells,
        execute: () => steps.call(this, this),
      };
    }
    getModuleRequests(): object[] {
      return this.#requests;
    }
    /** Node also passes its promise-like lists: with a length, without methods. */
    link(modules: ArrayLike<object>): void {
      const linked = Array.from(modules, recordOf);
      checkSameModules(this.#requests, linked);
      this.#isLinked = true;
      recordOf(this).linked = linked;
    }
    instantiate(): void {
      const [unlinked] = recordOf(this).unlinkedRequests();
      if (!this.#isLinked) throw codedError(Error, linkFailure, `module '${this.url}' is not linked`);
      if (unlinked) {
        const { specifier, url } = unlinked;
        const why = `request for '${specifier}' can not be resolved on module '${url}' that is not linked`;
        throw codedError(Error, linkFailure, why);
      }
      recordOf(this).instantiate((record, request, name) => missingExport(runtime, record, request, name));
    }
    get hasAsyncGraph(): boolean {
      return recordOf(this).hasAsyncGraph();
    }
    evaluate(): Promise<unknown> {
      const record = recordOf(this);
      let promise: Promise<unknown>;
      try {
        const pending = record.evaluate();
        if (pending && record.status === statuses.evaluating) return pending;
        promise = pending ?? Promise.resolve();
      } catch (error) {
        promise = Promise.reject(error);
      }
      const isDone = record.status === statuses.evaluated;
      runtime.inspection.notePromise(promise, isDone ? 1 : 2, isDone ? undefined : record.error);
      return promise;
    }
    evaluateSync(): object {
      const record = recordOf(this);
      record.evaluate();
      return record.namespace;
    }
    setExport(name: string, value: unknown): void {
      if (!this.#exportNames.has(name)) throw new ReferenceError(`Export '${name}' is not defined in module`);
      this.#values.set(name, value);
    }
    getNamespace(): object {
      const record = recordOf(this);
      if (record.status < statuses.instantiated)
        throw new Error("cannot get namespace, module has not been instantiated");
      return record.namespace;
    }
    getStatus(): number {
      return recordOf(this).toldStatus;
    }
    getError(): unknown {
      return recordOf(this).error;
    }
    createCachedData(): unknown {
      return runtime.vm().cachedDataFor(this.#source);
    }
    setModuleSourceObject(value: unknown): void {
      recordOf(this).sourceObject = value;
    }
    getModuleSourceObject(): unknown {
      return recordOf(this).sourceObject;
    }
  }

  runtime.unsettledMain = () => {
    const main: unknown = Reflect.get(globalThis, runtime.privateSymbols["entry_point_module_private_symbol"] ?? "");
    const record = typeof main === "object" && main !== null ? records.get(main) : undefined;
    if (record?.status !== statuses.evaluating) return undefined;
    return awaitPlace(record);
  };
  return {
    ...runtime.data("module_wrap"),
    ModuleWrap,
    setImportModuleDynamicallyCallback(callback: DynamicImport) {
      runtime.dynamicImport = callback;
    },
    setInitializeImportMetaObjectCallback(callback: MetaCallback) {
      initializeMeta = callback;
    },
    createRequiredModuleFacade: (wrap: object) => requiredFacade(recordOf(wrap)),
    throwIfPromiseRejected() {},
  };
}

/** Requests that differ in their phase alone are of one module. */
function checkSameModules(requests: Request[], linked: ModuleRecord[]): void {
  const firsts = new Map<string, number>();
  for (const [index, { specifier, attributes }] of requests.entries()) {
    const key = JSON.stringify([specifier, attributes]);
    const first = firsts.get(key) ?? index;
    firsts.set(key, first);
    if (linked[first] === linked[index]) continue;
    const why = `Module request 'ModuleCacheKey("${specifier}")' at index ${first} must be linked to the same module requested at index ${index}`;
    throw codedError(TypeError, "ERR_MODULE_LINK_MISMATCH", why);
  }
}

/** The first top-level await of a module that waits, its own or a dependency's, as `url:line`, line, caret. */
function awaitPlace(record: ModuleRecord, seen = new Set<ModuleRecord>()): string | undefined {
  if (seen.has(record)) return undefined;
  seen.add(record);
  for (const dependency of record.linked) {
    const place = dependency.status === statuses.evaluating ? awaitPlace(dependency, seen) : undefined;
    if (place) return place;
  }
  const { awaits } = record.body;
  return awaits && `${record.url}:${awaits.line}\n${awaits.text}\n${" ".repeat(awaits.column)}^`;
}

/** What `require(esm)` gives when the module has a default export: its namespace with `__esModule`. */
function requiredFacade(original: ModuleRecord): object {
  const facade = new ModuleRecord("node:internal/require_module_default_facade", {
    imports: [],
    reexports: [{ name: "default", request: 0, from: "default" }],
    stars: [0],
    requests: [{ specifier: "original", line: 1 }],
    hasTopLevelAwait: false,
    initialize: () => new Map([["__esModule", { read: () => true }]]),
    execute: () => undefined,
  });
  facade.linked = [original];
  facade.instantiate(() => new SyntaxError("unreachable: the original has a default export"));
  return facade.namespace;
}

function missingExport(runtime: EngineRuntime, record: ModuleRecord, request: number, name: string): Error {
  const { specifier, line } = record.body.requests[request] ?? { specifier: "", line: 1 };
  const error = new SyntaxError(`The requested module '${specifier}' does not provide an export named '${name}'`);
  let text = "";
  try {
    const path = decodeURIComponent(new runtime.host.URL(record.url).pathname);
    text = new runtime.host.TextDecoder().decode(runtime.system.call("readFile", [path])).split("\n")[line - 1] ?? "";
  } catch {
    // A module that is no file (data:, eval): the message alone names the import.
  }
  const column = Math.max(0, text.indexOf(name));
  const arrow = `${record.url}:${line}\n${text}\n${" ".repeat(column)}${"^".repeat(name.length)}\n`;
  Reflect.set(error, runtime.privateSymbols["arrow_message_private_symbol"] ?? "", arrow);
  return error;
}
