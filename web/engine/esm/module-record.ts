/** Linking and evaluation of module graphs, by the rules of ECMA-262 16.2.1.5 as far as a program can see. */

import { codedError } from "../boot/uv-errors.ts";
import { phases } from "./source-phase.ts";

/** One exported binding; reading it before its declaration ran throws the language's own ReferenceError. */
export interface Cell {
  read(): unknown;
}

export const statuses = {
  uninstantiated: 0,
  instantiating: 1,
  instantiated: 2,
  evaluating: 3,
  evaluated: 4,
  errored: 5,
} as const;

export interface ModuleBody {
  imports: { local: string; request: number; name: string }[];
  reexports: { name: string; request: number; from: string }[];
  stars: number[];
  requests: { specifier: string; line: number; phase?: number }[];
  hasTopLevelAwait: boolean;
  /** Where the first top-level await stands. */
  awaits?: { line: number; column: number; text: string } | undefined;
  /** Makes the own cells readable; functions are hoisted, nothing of the body has run. */
  initialize(imports: object): Map<string, Cell>;
  /** Runs the body; a promise for a module with top-level await. */
  execute(): unknown;
}

// Taken before inspection.ts wraps the global: a namespace must not look like a proxy to `util.inspect`.
const NativeProxy = Proxy;
const namespaces = new WeakSet<object>();

export function isNamespace(value: object): boolean {
  return namespaces.has(value);
}

export class ModuleRecord {
  readonly url: string;
  readonly body: ModuleBody;
  linked: ModuleRecord[] = [];
  status: number = statuses.uninstantiated;
  error: unknown;
  /** What an import of the source phase gives: a module's compiled WebAssembly. */
  sourceObject: unknown;
  readonly #imports: Record<string, unknown> = Object.create(null);
  #cells = new Map<string, Cell>();
  #namespace: object | undefined;
  readonly namespaceCell: Cell = { read: () => this.namespace };
  /** undefined: not begun; null: done at once; a promise while top-level await runs. */
  #evaluation: Promise<unknown> | null | undefined;

  constructor(url: string, body: ModuleBody) {
    this.url = url;
    this.body = body;
  }

  /** As V8 tells it: a module that waits at a top-level await counts as evaluated. */
  get toldStatus(): number {
    return this.status === statuses.evaluating && this.#evaluation ? statuses.evaluated : this.status;
  }

  get namespace(): object {
    this.#namespace ??= createNamespace(this);
    return this.#namespace;
  }

  /** What runs before it: a module that is only asked for its source does not. */
  get #dependencies(): ModuleRecord[] {
    return this.linked.filter((_, request) => this.body.requests[request]?.phase !== phases.source);
  }

  /** Requests of this module and what it reaches that nobody linked. */
  unlinkedRequests(seen = new Set<ModuleRecord>()): { specifier: string; url: string }[] {
    if (seen.has(this)) return [];
    seen.add(this);
    const own = this.body.requests.slice(this.linked.length).map(({ specifier }) => ({ specifier, url: this.url }));
    return [...own, ...this.#dependencies.flatMap((record) => record.unlinkedRequests(seen))];
  }

  hasAsyncGraph(seen = new Set<ModuleRecord>()): boolean {
    if (seen.has(this)) return false;
    seen.add(this);
    return this.body.hasTopLevelAwait || this.#dependencies.some((record) => record.hasAsyncGraph(seen));
  }

  /** Links this module and everything it reaches; throws a SyntaxError for an export that is not there. */
  instantiate(missing: (record: ModuleRecord, request: number, name: string) => Error): void {
    const fresh: ModuleRecord[] = [];
    this.#initialize(fresh);
    try {
      for (const record of fresh) record.#bindImports(missing);
    } catch (error) {
      for (const record of fresh) record.status = statuses.uninstantiated;
      throw error;
    }
    for (const record of fresh) record.status = statuses.instantiated;
  }

  #initialize(fresh: ModuleRecord[]): void {
    if (this.status !== statuses.uninstantiated) return;
    this.status = statuses.instantiating;
    for (const record of this.#dependencies) record.#initialize(fresh);
    if (this.#cells.size === 0) this.#cells = this.body.initialize(this.#imports);
    fresh.push(this);
  }

  #bindImports(missing: (record: ModuleRecord, request: number, name: string) => Error): void {
    for (const { local, request, name } of this.body.imports) {
      const target = this.linked[request];
      if (name === "") {
        this.#imports[local] = sourceObjectOf(target);
        continue;
      }
      const cell = name === "*" ? target?.namespaceCell : target?.resolve(name);
      if (!cell) throw missing(this, request, name);
      Object.defineProperty(this.#imports, local, {
        get: cell.read,
        set() {
          throw new TypeError("Assignment to constant variable.");
        },
        configurable: true,
      });
    }
    for (const { request, from } of this.body.reexports) {
      if (from !== "*" && !this.linked[request]?.resolve(from)) throw missing(this, request, from);
    }
  }

  /** The binding behind an exported name; undefined when there is none or two stars disagree. */
  resolve(name: string, seen = new Set<ModuleRecord>()): Cell | undefined {
    if (seen.has(this)) return undefined;
    seen.add(this);
    const own = this.#cells.get(name);
    if (own) return own;
    for (const reexport of this.body.reexports) {
      if (reexport.name !== name) continue;
      const target = this.linked[reexport.request];
      return reexport.from === "*" ? target?.namespaceCell : target?.resolve(reexport.from, seen);
    }
    if (name === "default") return undefined;
    let found: Cell | undefined;
    for (const request of this.body.stars) {
      const cell = this.linked[request]?.resolve(name, new Set(seen));
      if (cell && found && cell !== found) return undefined;
      found ??= cell;
    }
    return found;
  }

  exportedNames(seen = new Set<ModuleRecord>()): string[] {
    if (seen.has(this)) return [];
    seen.add(this);
    const stars = this.body.stars.flatMap((request) => this.linked[request]?.exportedNames(seen) ?? []);
    const own = [...this.#cells.keys(), ...this.body.reexports.map((one) => one.name)];
    return [...new Set([...own, ...stars.filter((name) => name !== "default")])];
  }

  /** Null when everything ran at once, else a promise. Throws (or rejects with) the module's error, the same each time. */
  evaluate(): Promise<unknown> | null {
    if (this.status === statuses.errored) throw this.error;
    if (this.#evaluation !== undefined) return this.#evaluation;
    this.#evaluation = null;
    this.status = statuses.evaluating;
    try {
      const waits: Promise<unknown>[] = [];
      // A plain loop: a callback's frame would show in the user's stack traces.
      for (const record of this.#dependencies) {
        const wait = record.evaluate();
        if (wait) waits.push(wait);
      }
      if (waits.length === 0 && !this.body.hasTopLevelAwait) {
        this.body.execute();
        this.status = statuses.evaluated;
        return null;
      }
      const run =
        waits.length === 0 ? Promise.resolve(this.body.execute()) : Promise.all(waits).then(() => this.body.execute());
      // Not a promise derived from the body's: V8 would show who waits for the module as the module's callers.
      this.#evaluation = new Promise((resolve, reject) => {
        run.then(
          () => {
            this.status = statuses.evaluated;
            resolve(undefined);
          },
          (error: unknown) => {
            this.status = statuses.errored;
            this.error = error;
            reject(error);
          },
        );
      });
      return this.#evaluation;
    } catch (error) {
      return this.#fail(error);
    }
  }

  #fail(error: unknown): never {
    this.status = statuses.errored;
    this.error = error;
    throw error;
  }
}

function sourceObjectOf(record: ModuleRecord | undefined): unknown {
  if (record?.sourceObject !== undefined) return record.sourceObject;
  const why = `Source phase import object is not defined for module '${record?.url}'`;
  throw codedError(SyntaxError, "ERR_SOURCE_PHASE_NOT_DEFINED", why);
}

/** A namespace object: sorted, sealed, its values read through the live bindings. */
function createNamespace(record: ModuleRecord): object {
  const cells = new Map<string, Cell>();
  for (const name of record.exportedNames().sort()) {
    const cell = record.resolve(name);
    if (cell) cells.set(name, cell);
  }
  const target = Object.create(null);
  for (const name of cells.keys()) {
    Object.defineProperty(target, name, { value: undefined, writable: true, enumerable: true, configurable: false });
  }
  Object.defineProperty(target, Symbol.toStringTag, { value: "Module" });
  Object.preventExtensions(target);
  const namespace = new NativeProxy(target, {
    get: (_, key) => (typeof key === "string" ? cells.get(key)?.read() : Reflect.get(target, key)),
    getOwnPropertyDescriptor(_, key) {
      const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
      if (descriptor && typeof key === "string") descriptor.value = cells.get(key)?.read();
      return descriptor;
    },
    set: () => false,
    defineProperty: () => false,
    deleteProperty: (_, key) => !Reflect.has(target, key),
  });
  namespaces.add(namespace);
  return namespace;
}
