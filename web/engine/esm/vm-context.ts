/**
 * A vm context is imitated in the one realm there is: the context's properties are in scope through `with`, the language's own names come
 * from this realm, Node's globals are hidden, and what a script declares or assigns at its top lands on the context.
 * What stays different: `x instanceof Array` is true across contexts, and `new Function` sees this realm's global.
 */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import { languageNames } from "../boot/globals.ts";
import { engineScript } from "../boot/stack-traces.ts";
import { createLexicalNames, type LexicalNames } from "./lexical-names.ts";
import { importName } from "./rewrite-script.ts";
import { forbidStrings, forbidWasm } from "./vm-code-generation.ts";

const sourceName = "__glasshouse_source__";
/** What a script calls first with the functions that it hoisted. */
export const declareName = "__glasshouse_declare__";
/** Around `this` of a sloppy function, which is this realm's global where the function is called bare. */
export const thisName = "$ghThis";
const engineNames = new Set([sourceName, declareName, thisName, importName]);

/** A script as it is evaluated, and what it declares. */
export interface ContextScript {
  text: string;
  isStrict: boolean;
  lexical: Map<string, boolean>;
  vars: string[];
  /** Names that an assignment may create; undefined: any. */
  assigned: Set<string> | undefined;
}

/** What `vm.createContext()` allows: code from texts, code from bytes. */
export interface CodeGeneration {
  strings: boolean;
  wasm: boolean;
}

export interface VmContexts {
  /** Makes a context of the object, or of a new one that is its own global (`vm.constants.DONT_CONTEXTIFY`). */
  make(sandbox: object | undefined, allowed: CodeGeneration): object;
  evaluate(script: ContextScript, context: object): unknown;
  /** Contexts have `gc()` from now on, or no more. */
  exposeGc(gc: unknown): void;
}

/** Text that declares nothing on the context: the wrapper of a function or of a module. */
export function plainScript(text: string): ContextScript {
  return { text, isStrict: false, lexical: new Map(), vars: [], assigned: undefined };
}

interface Context {
  /** What `this` and `globalThis` are inside. */
  global: object;
  lexical: LexicalNames;
  /** Names of the language that are the context's own. */
  names: Map<string, unknown>;
}

export function createVmContexts(runtime: EngineRuntime): VmContexts {
  const contexts = new WeakMap<object, Context>();
  const shared = new Map<string, unknown>();
  const contextOf = (object: object): Context => {
    const context = contexts.get(object) ?? createContext(runtime, object, shared);
    contexts.set(object, context);
    return context;
  };
  return {
    make(sandbox, { strings, wasm }) {
      const object = sandbox ?? {};
      const context = contextOf(object);
      if (!strings) context.names = new Map([...context.names, ...forbidStrings()]);
      if (!wasm) context.names.set("WebAssembly", forbidWasm());
      if (!sandbox) becomeOwnGlobal(object, context);
      return object;
    },
    evaluate: (script, context) => evaluateInContext(runtime, script, context, contextOf(context)),
    exposeGc(gc) {
      if (gc === undefined) shared.delete("gc");
      else shared.set("gc", gc);
    },
  };
}

function createContext(runtime: EngineRuntime, object: object, shared: Map<string, unknown>): Context {
  const context: Context = { global: object, lexical: createLexicalNames(), names: new Map(shared) };
  const isKnown = (key: PropertyKey) => typeof key === "string" && (languageNames.has(key) || context.names.has(key));
  const known = (key: PropertyKey): unknown =>
    context.names.has(String(key)) ? context.names.get(String(key)) : Reflect.get(globalThis, key);
  context.global = new runtime.host.Proxy(object, {
    get(target, key) {
      if (key === "globalThis" && !Object.hasOwn(target, key)) return context.global;
      return insideValue(key in target || !isKnown(key) ? Reflect.get(target, key) : known(key), object, context);
    },
    set: (target, key, value) => Reflect.set(target, key, value),
    has: (target, key) => key in target || isKnown(key),
  });
  return context;
}

/** Who finds the context's object inside finds its global, so that `window === this`. */
function insideValue(value: unknown, object: object, context: Context): unknown {
  return value === object ? context.global : value;
}

function becomeOwnGlobal(object: object, context: Context): void {
  context.global = object;
  for (const name of languageNames) {
    const own = context.names.has(name) ? context.names.get(name) : Reflect.get(globalThis, name);
    const value: unknown = name === "globalThis" ? object : own;
    if (value !== undefined && name !== "console")
      Object.defineProperty(object, name, { value, writable: true, enumerable: false, configurable: true });
  }
}

function createScope(
  runtime: EngineRuntime,
  object: object,
  context: Context,
  script: ContextScript,
  isDeclaring: () => boolean,
): object {
  /** The first `eval` is the engine's own, which the context's may not replace. */
  let begun = false;
  const { lexical, names } = context;
  const asked = (name: string) => new RegExp(`\\btypeof\\s+${name.replaceAll("$", "\\$")}(?![\\w$])`).test(script.text);
  // Not around the object itself: it may be a proxy, whose traps must not hear of each name that it does not have.
  return new runtime.host.Proxy(Object.create(null), {
    has(_, key) {
      if (typeof key !== "string" || engineNames.has(key) || isDeclaring()) return false;
      if (key === "eval" && !begun) {
        begun = true;
        return false;
      }
      if (lexical.has(key) || key in object || key === "globalThis" || names.has(key)) return true;
      if (languageNames.has(key)) return false;
      // A name that nothing has is left to V8, whose ReferenceError and `typeof` are then the real ones.
      return script.assigned === undefined || script.assigned.has(key) || key in globalThis;
    },
    get(_, key) {
      if (key === Symbol.unscopables || typeof key === "symbol") return undefined;
      if (lexical.has(key)) return lexical.read(key);
      if (key in object) return insideValue(Reflect.get(object, key), object, context);
      if (key === "globalThis") return context.global;
      if (names.has(key)) return names.get(key);
      if (asked(key)) return undefined;
      throw new ReferenceError(`${key} is not defined`);
    },
    deleteProperty: (_, key) => Reflect.deleteProperty(object, key),
    set(_, key, value) {
      if (typeof key === "string" && lexical.has(key)) {
        lexical.write(key, value);
        return true;
      }
      if (Reflect.set(object, key, value)) return true;
      if (!script.isStrict) return false;
      throw new TypeError(`Cannot assign to read only property '${String(key)}' of object '[object Object]'`);
    },
  });
}

function evaluateInContext(runtime: EngineRuntime, script: ContextScript, object: object, context: Context): unknown {
  let declaring = false;
  const scope = createScope(runtime, object, context, script, () => declaring);
  context.lexical.declare(script.lexical);
  const declare = (functions: () => object): void => {
    declaring = true;
    try {
      for (const [name, value] of Object.entries(functions()))
        Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
    } finally {
      declaring = false;
    }
    for (const name of script.vars) if (!(name in object)) Reflect.set(object, name, undefined);
  };
  const own = (receiver: unknown): unknown => (receiver === globalThis ? context.global : receiver);
  const parameters = `__glasshouse_scope__,${sourceName},${declareName},${thisName}`;
  const run = runtime.host.evaluate(
    `(function(${parameters}){with(__glasshouse_scope__){return eval(${sourceName})}})\n//# sourceURL=${engineScript}`,
  );
  return typeof run === "function" ? run.call(context.global, scope, script.text, declare, own) : undefined;
}
