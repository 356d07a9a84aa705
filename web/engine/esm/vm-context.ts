/**
 * A vm context is imitated in the one realm there is: the context's properties are in scope through `with`, the language's own names come
 * from this realm, Node's globals are hidden, and what a script declares or assigns at its top lands on the context.
 * What stays different: `x instanceof Array` is true across contexts, and `new Function` sees this realm's global.
 */
import { languageNames } from "../boot/globals.ts";
import type { Runtime } from "../boot/runtime.ts";
import { createLexicalNames, type LexicalNames } from "./lexical-names.ts";
import { importName } from "./rewrite-script.ts";

// Taken before inspection.ts wraps the global: a context must not look like a proxy to `util.inspect`.
const NativeProxy = Proxy;
const sourceName = "__glasshouse_source__";
/** What a script calls first with the functions that it hoisted. */
export const declareName = "__glasshouse_declare__";
const engineNames = new Set([sourceName, declareName, importName]);
const globals = new WeakMap<object, object>();
const lexicals = new WeakMap<object, LexicalNames>();

/** A script as it is evaluated, and what it declares. */
export interface ContextScript {
  text: string;
  lexical: Map<string, boolean>;
  vars: string[];
  /** Names that an assignment may create; undefined: any. */
  assigned: Set<string> | undefined;
}

/** What `this` and `globalThis` are inside: the context, with the language's names readable on it. */
export function globalOf(context: object): object {
  const known = globals.get(context);
  if (known) return known;
  const made = new NativeProxy(context, {
    get(target, key) {
      if (key === "globalThis" && !Object.hasOwn(target, key)) return made;
      if (key in target || typeof key === "symbol" || !languageNames.has(key)) return Reflect.get(target, key);
      return Reflect.get(globalThis, key);
    },
    set: (target, key, value) => Reflect.set(target, key, value),
    has: (target, key) => key in target || (typeof key === "string" && languageNames.has(key)),
  });
  globals.set(context, made);
  return made;
}

/** A context without an object behind it (`vm.constants.DONT_CONTEXTIFY`): the object is its global. */
export function createOrdinaryGlobal(): object {
  const made: object = {};
  for (const name of languageNames) {
    const value: unknown = name === "globalThis" ? made : Reflect.get(globalThis, name);
    if (value !== undefined && name !== "console")
      Object.defineProperty(made, name, { value, writable: true, enumerable: false, configurable: true });
  }
  globals.set(made, made);
  return made;
}

function lexicalOf(context: object): LexicalNames {
  const lexical = lexicals.get(context) ?? createLexicalNames();
  lexicals.set(context, lexical);
  return lexical;
}

function createScope(context: object, script: ContextScript, isDeclaring: () => boolean): object {
  const lexical = lexicalOf(context);
  const asked = (name: string) => new RegExp(`\\btypeof\\s+${name.replaceAll("$", "\\$")}(?![\\w$])`).test(script.text);
  return new NativeProxy(context, {
    has(target, key) {
      if (typeof key !== "string" || engineNames.has(key) || isDeclaring()) return false;
      if (lexical.has(key) || key in target || key === "globalThis") return true;
      if (languageNames.has(key)) return false;
      // A name that nothing has is left to V8, whose ReferenceError and `typeof` are then the real ones.
      return script.assigned === undefined || script.assigned.has(key) || key in globalThis;
    },
    get(target, key) {
      if (key === Symbol.unscopables || typeof key === "symbol") return undefined;
      if (lexical.has(key)) return lexical.read(key);
      if (key in target) return Reflect.get(target, key);
      if (key === "globalThis") return globalOf(context);
      if (asked(key)) return undefined;
      throw new ReferenceError(`${key} is not defined`);
    },
    set(target, key, value) {
      if (typeof key === "string" && lexical.has(key)) {
        lexical.write(key, value);
        return true;
      }
      return Reflect.set(target, key, value);
    },
  });
}

/** Text that declares nothing on the context: the wrapper of a function or of a module. */
export function plainScript(text: string): ContextScript {
  return { text, lexical: new Map(), vars: [], assigned: undefined };
}

export function evaluateInContext(runtime: Runtime, script: ContextScript, context: object): unknown {
  let declaring = false;
  const scope = createScope(context, script, () => declaring);
  lexicalOf(context).declare(script.lexical);
  const declare = (functions: () => object): void => {
    declaring = true;
    try {
      for (const [name, value] of Object.entries(functions()))
        Object.defineProperty(context, name, { value, writable: true, enumerable: true, configurable: true });
    } finally {
      declaring = false;
    }
    for (const name of script.vars) if (!(name in context)) Reflect.set(context, name, undefined);
  };
  const run = runtime.host.evaluate(
    `(function(__glasshouse_scope__, ${sourceName}, ${declareName}){with(__glasshouse_scope__){return eval(${sourceName})}})`,
  );
  return typeof run === "function" ? run.call(globalOf(context), scope, script.text, declare) : undefined;
}
