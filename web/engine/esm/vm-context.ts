/**
 * A vm context is imitated in the one realm there is: the context's properties are in scope through `with`, the language's own names come
 * from this realm, Node's globals are hidden, and assignments to undeclared names and top-level `var`s land on the context.
 * What stays different: function declarations at the top are local to the script, and `x instanceof Array` is true across contexts.
 */
import { languageNames } from "../boot/globals.ts";
import type { Runtime } from "../boot/runtime.ts";

// Taken before inspection.ts wraps the global: a context must not look like a proxy to `util.inspect`.
const NativeProxy = Proxy;
const sourceName = "__glasshouse_source__";
const globals = new WeakMap<object, object>();

/** What `this` and `globalThis` are inside: the context, with the language's names readable on it. */
function globalOf(context: object): object {
  const known = globals.get(context);
  if (known) return known;
  const made = new NativeProxy(context, {
    get(target, key) {
      if (key === "globalThis") return made;
      if (key in target || typeof key === "symbol" || !languageNames.has(key)) return Reflect.get(target, key);
      return Reflect.get(globalThis, key);
    },
    has: (target, key) => key in target || (typeof key === "string" && languageNames.has(key)),
  });
  globals.set(context, made);
  return made;
}

export function evaluateInContext(runtime: Runtime, text: string, context: object): unknown {
  const asked = (name: string) => new RegExp(`\\btypeof\\s+${name.replaceAll("$", "\\$")}(?![\\w$])`).test(text);
  const scope = new NativeProxy(context, {
    has: (target, key) =>
      typeof key === "string" &&
      key !== sourceName &&
      (key in target || key === "globalThis" || !languageNames.has(key)),
    get(target, key) {
      if (key === Symbol.unscopables) return undefined;
      if (key in target) return Reflect.get(target, key);
      if (key === "globalThis") return globalOf(context);
      // `typeof` of an unknown name asks like any use of it: only the text tells them apart.
      if (typeof key === "string" && asked(key)) return undefined;
      throw new ReferenceError(`${String(key)} is not defined`);
    },
  });
  const run = runtime.host.evaluate(
    `(function(__glasshouse_scope__, ${sourceName}){with(__glasshouse_scope__){return eval(${sourceName})}})`,
  );
  return typeof run === "function" ? run.call(globalOf(context), scope, text) : undefined;
}
