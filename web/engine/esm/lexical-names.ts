/** Top-level `let`, `const` and `class` of scripts, kept for the scripts that run after them in the same global scope. */
export interface LexicalNames {
  has(name: string): boolean;
  read(name: string): unknown;
  write(name: string, value: unknown): void;
  /** Throws a SyntaxError for a name that is taken. */
  declare(names: Map<string, boolean>): void;
}

interface Binding {
  value: unknown;
  ready: boolean;
  mutable: boolean;
}

export function createLexicalNames(): LexicalNames {
  const bindings = new Map<string, Binding>();
  const find = (name: string): Binding => {
    const binding = bindings.get(name);
    if (!binding) throw new ReferenceError(`${name} is not defined`);
    return binding;
  };
  return {
    has: (name) => bindings.has(name),
    read(name) {
      const binding = find(name);
      if (!binding.ready) throw new ReferenceError(`Cannot access '${name}' before initialization`);
      return binding.value;
    },
    write(name, value) {
      const binding = find(name);
      if (binding.ready && !binding.mutable) throw new TypeError("Assignment to constant variable.");
      binding.value = value;
      binding.ready = true;
    },
    declare(names) {
      for (const name of names.keys()) {
        // A declaration that threw leaves its name unusable in V8; here the next one may take it.
        if (bindings.get(name)?.ready) throw new SyntaxError(`Identifier '${name}' has already been declared`);
      }
      for (const [name, mutable] of names) bindings.set(name, { value: undefined, ready: false, mutable });
    },
  };
}

/** The realm's own scope: its lexical names are accessors of the global object, where `eval` finds them. */
export function declareOnGlobal(lexical: LexicalNames, names: Map<string, boolean>): void {
  lexical.declare(names);
  for (const name of names.keys()) {
    Object.defineProperty(globalThis, name, {
      get: () => lexical.read(name),
      set: (value) => lexical.write(name, value),
      configurable: true,
      enumerable: false,
    });
  }
}
