/** The problems of one file, worst first. */
import ts from "typescript-lib";
import type { Problem } from "../../../shared/language/answers.ts";
import { languageLimits } from "../../../shared/language/limits.ts";
import type { OpenFile } from "./projects.ts";

export function problemsOf({ service, servicePath, text }: OpenFile): Problem[] {
  // A JSON file has no types to speak of.
  const semantic = servicePath.endsWith(".json") ? [] : service.getSemanticDiagnostics(servicePath);
  const found = [...service.getSyntacticDiagnostics(servicePath), ...semantic];
  return found
    .map((diagnostic) => problemOf(diagnostic, text.length))
    .sort((a, b) => order[a.severity] - order[b.severity] || a.from - b.from)
    .slice(0, languageLimits.maxDiagnostics);
}

function problemOf(diagnostic: ts.Diagnostic, length: number): Problem {
  const from = Math.min(diagnostic.start ?? 0, length);
  return {
    from,
    to: Math.min(from + (diagnostic.length ?? 0), length),
    severity: severityOf(diagnostic.category),
    message: ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"),
    code: diagnostic.code,
  };
}

const order: Record<Problem["severity"], number> = { error: 0, warning: 1, info: 2, hint: 3 };

function severityOf(category: ts.DiagnosticCategory): Problem["severity"] {
  switch (category) {
    case ts.DiagnosticCategory.Error:
      return "error";
    case ts.DiagnosticCategory.Warning:
      return "warning";
    case ts.DiagnosticCategory.Suggestion:
      return "hint";
    case ts.DiagnosticCategory.Message:
      return "info";
  }
}
