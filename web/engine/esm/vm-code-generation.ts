/** What `codeGeneration` of `vm.createContext()` takes away. In one realm only the names can be: `(() => {}).constructor` stays. */

function refuse(this: unknown): never {
  throw new EvalError("Code generation from strings disallowed for this context");
}

export function forbidStrings(): Map<string, unknown> {
  const { prototype } = Function;
  return new Map<string, unknown>([
    ["eval", (text: unknown) => (typeof text === "string" ? refuse() : text)],
    ["Function", Object.defineProperty(refuse.bind(undefined), "prototype", { value: prototype })],
  ]);
}

export function forbidWasm(): object {
  const refused = (where: string) => {
    throw new WebAssembly.CompileError(`${where}: Wasm code generation disallowed by embedder`);
  };
  const forbidden = {
    Module: class Module {
      constructor() {
        refused("WebAssembly.Module()");
      }
    },
    compile: async () => refused("WebAssembly.compile()"),
    instantiate: async (source: unknown, imports?: WebAssembly.Imports) =>
      source instanceof WebAssembly.Module
        ? WebAssembly.instantiate(source, imports)
        : refused("WebAssembly.instantiate()"),
  };
  return Object.defineProperties(
    {},
    {
      ...Object.getOwnPropertyDescriptors(WebAssembly),
      ...Object.getOwnPropertyDescriptors(forbidden),
    },
  );
}
