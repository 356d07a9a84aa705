/** For tests: the acorn that Node's library carries, taken from the Node that runs them. Nothing of it is kept in this repository. */
import type { Parse, SyntaxNode } from "./acorn.ts";

interface NodeProcess {
  binding(name: "natives"): Record<string, string>;
}

interface AcornModule {
  Parser?: { parse(source: string, options: object): SyntaxNode };
}

/** The acorn that Node's library carries. */
export function testAcorn(): Required<AcornModule> {
  const { process } = globalThis as typeof globalThis & { process: NodeProcess };
  const text = process.binding("natives")["internal/deps/acorn/acorn/dist/acorn"] ?? "";
  const module: { exports: AcornModule } = { exports: {} };
  new Function("exports", "module", text)(module.exports, module);
  const { Parser } = module.exports;
  if (!Parser) throw new Error("acorn did not load");
  return { Parser };
}

export function testParser(): Parse {
  const { Parser } = testAcorn();
  return (source, sourceType) =>
    Parser.parse(source, {
      ecmaVersion: "latest",
      sourceType,
      allowHashBang: true,
      allowReturnOutsideFunction: sourceType === "script",
      allowAwaitOutsideFunction: true,
    });
}
