/** The exported functions of a file, what they take, and which of them can be run to see what they give back. */
import type ts from "typescript-lib";
import type { FactsAbout } from "../../../../shared/agent/static/facts.ts";
import type { OpenFile } from "../projects.ts";
import { declarationsOf, isCommonJs } from "./declarations.ts";
import { Purity } from "./purity.ts";
import { shapeOf } from "./shape-of.ts";

export function testableFacts(
  { program, servicePath }: OpenFile,
  range: { from: number; to: number } | undefined,
): FactsAbout<"testable"> | undefined {
  const source = program.getSourceFile(servicePath);
  if (!source) return undefined;
  const checker = program.getTypeChecker();
  const purity = new Purity(program);
  const atImport = purity.againstImport(source);
  const functions = new Map<string, FactsAbout<"testable">["functions"][number]>();
  const exported = declarationsOf(source, checker).filter((each) => each.exported && each.body);
  const inRange = exported.filter(
    ({ place }) => !range || (place.getStart(source) <= range.to && range.from <= place.end),
  );
  for (const { name, body, exportedAs } of inRange) {
    if (!body || functions.has(name)) continue;
    const against = atImport ?? purity.against(body);
    functions.set(name, {
      name,
      exportedAs,
      signature: `${name}${headOf(body)}`,
      ...(against !== undefined && { against }),
      parameters: body.parameters.map((node) => ({
        optional: node.questionToken !== undefined || node.initializer !== undefined,
        rest: node.dotDotDotToken !== undefined,
        shape: shapeOf(checker.getTypeAtLocation(node), checker),
      })),
    });
  }
  return { about: "testable", commonJs: isCommonJs(source), functions: [...functions.values()] };
}

/** Parameters and result as they are written. */
function headOf(body: ts.SignatureDeclaration): string {
  const parameters = body.parameters.map((each) => each.getText()).join(", ");
  const returns = body.type ? `: ${body.type.getText()}` : "";
  return `(${parameters})${returns}`.replace(/\s+/g, " ").slice(0, 160);
}
