import type { Binding, Runtime } from "../boot/runtime.ts";
import { acornParser } from "../esm/acorn.ts";
import { commonJsExports } from "../esm/commonjs-exports.ts";

export function createCjsLexerBinding(runtime: Runtime): Binding {
  return {
    parse(source: string): [Set<string>, string[]] {
      const { exports, reexports } = commonJsExports(source, acornParser(runtime));
      return [exports, reexports];
    },
  };
}
