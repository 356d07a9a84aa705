/** `import source wasm from "./x.wasm"`, which acorn does not know: the word is blank while it parses, and its places are kept. */
import type { Parse, SyntaxNode } from "./acorn.ts";

/** As V8 numbers them. */
export const phases = { source: 1, evaluation: 2 } as const;

const name = "[\\p{ID_Start}$_][\\p{ID_Continue}$]*";
const words = new RegExp(`\\bimport(\\s+)source(?=\\s+(?!from\\s*["'])${name}\\s+from\\b)`, "gu");

export interface PhasedProgram {
  program: SyntaxNode;
  /** Where the statements begin whose imports are of the source phase. */
  sourcePhase: ReadonlySet<number>;
}

export function parseWithPhases(source: string, parse: Parse): PhasedProgram {
  try {
    return { program: parse(source, "module"), sourcePhase: new Set() };
  } catch (error) {
    const sourcePhase = new Set([...source.matchAll(words)].map(({ index }) => index));
    if (sourcePhase.size === 0) throw error;
    return { program: parse(source.replace(words, "import$1      "), "module"), sourcePhase };
  }
}
