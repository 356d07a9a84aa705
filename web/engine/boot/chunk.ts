/**
 * A binding that most programs never need is a script of its own, `n/chunk/<name>.js`, run when the binding is first asked for.
 * A chunk is bundled apart: it knows the start-up script only through its `Runtime`, and shares no class or variable with it.
 */
import type { EngineRuntime } from "./bootstrap.ts";
import type { Host } from "./host.ts";
import type { Binding } from "./runtime.ts";

/** What the entry of a chunk exports (`../build/chunks.ts` lists the entries): factories of bindings by name. */
export type Chunk = Record<string, unknown>;

/**
 * Each chunk's script calls this global once, with its entry's exports; `crypto` on it is the platform's, which chunks get in place
 * of `globalThis.crypto`: that one is Node's and stands on a chunk itself.
 */
export const chunkGlobal = "__glasshouseChunk";

/** Runs the script of a chunk and returns what its entry exports. */
export function loadChunk(host: Pick<Host, "importScript" | "crypto">, name: string): Chunk {
  let loaded: Chunk | undefined;
  Object.defineProperty(globalThis, chunkGlobal, {
    configurable: true,
    value: Object.assign(
      (chunk: Chunk) => {
        loaded = chunk;
      },
      { crypto: host.crypto },
    ),
  });
  try {
    host.importScript(`n/chunk/${name}.js`);
  } finally {
    Reflect.deleteProperty(globalThis, chunkGlobal);
  }
  if (!loaded) throw new Error(`The engine's script n/chunk/${name}.js is not what the build writes`);
  return loaded;
}

const loadedChunks = new WeakMap<Host, Map<string, Chunk>>();

/** A chunk runs once in a process, also where several bindings are in it. */
function chunkOf(host: Host, name: string): Chunk {
  const loaded = loadedChunks.get(host) ?? new Map<string, Chunk>();
  loadedChunks.set(host, loaded);
  const chunk = loaded.get(name) ?? loadChunk(host, name);
  loaded.set(name, chunk);
  return chunk;
}

/** A binding factory whose code is the export `factory` of the chunk `name`. */
export function chunkBinding(name: string, factory = "createBinding"): (runtime: EngineRuntime) => Binding {
  return (runtime) => {
    const create = chunkOf(runtime.host, name)[factory];
    if (typeof create !== "function") throw new Error(`The engine's script n/chunk/${name}.js has no ${factory}`);
    const binding: Binding = create(runtime);
    // Chunks are minified; programs see the names of native functions and classes in errors and in util.inspect.
    for (const [member, { value }] of Object.entries(Object.getOwnPropertyDescriptors(binding))) {
      if (typeof value === "function") Object.defineProperty(value, "name", { value: member, configurable: true });
    }
    return binding;
  };
}

/** The same for functions that a module takes out of their binding long before it calls them. */
export function lateChunkBinding(
  name: string,
  factory: string,
  members: string[],
): (runtime: EngineRuntime) => Binding {
  return (runtime) => {
    let binding: Binding | undefined;
    const call = (member: string, args: unknown[]): unknown => {
      binding ??= chunkBinding(name, factory)(runtime);
      return Reflect.apply(binding[member] as (...args: unknown[]) => unknown, undefined, args);
    };
    // The keys give the functions their names.
    return Object.assign({}, ...members.map((member) => ({ [member]: (...args: unknown[]) => call(member, args) })));
  };
}
