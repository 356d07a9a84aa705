/** The type check of a generated project, by a language service of its own: the editor's is asked about the open file meanwhile. */
import type { ProjectProblem } from "../../../shared/agent/project/report.ts";
import { typeErrors } from "../../../shared/agent/project/type-problems.ts";
import { hasLanguageService } from "../../../shared/language/provider.ts";
import { projectLimits } from "../../assistant/project/limits.ts";
import { languageOf } from "../../editor/languages.ts";
import { createLanguageClient } from "../../language/client.ts";
import { followDocuments } from "../../language/follow-documents.ts";
import { createPackageMirror } from "../../language/package-mirror.ts";
import type { EngineSession } from "../../runtime/engine.ts";
import type { WorkspaceSession } from "../../sync/session.ts";

interface Needs {
  session: WorkspaceSession;
  engine(): Promise<EngineSession>;
}

export async function typeProblems(
  paths: readonly string[],
  { session, engine }: Needs,
  signal: AbortSignal,
): Promise<ProjectProblem[]> {
  const served = paths.filter((path) => hasLanguageService(languageOf(path)));
  if (!served.length) return [];
  let wanted = false;
  const client = createLanguageClient({
    onWant(packages) {
      wanted = true;
      mirror.want(packages);
    },
    // What it has not answered counts as no problem; tests still run.
    onStopped: () => undefined,
  });
  const mirror = createPackageMirror({ engine, client, clock: { after }, onChange: noop, onCut: noop });
  const stopFollowing = followDocuments(session, client);
  const look = async (): Promise<ProjectProblem[]> => {
    const found: ProjectProblem[] = [];
    for (const path of served) {
      if (signal.aborted) break;
      const answer = await client.ask({ kind: "diagnostics", path }, signal);
      found.push(...typeErrors(answer?.problems ?? []).map((message) => ({ path, message })));
    }
    return found;
  };
  try {
    const first = await look();
    if (!wanted || !first.length || signal.aborted) return first;
    await new Promise<void>((resolve) => {
      after(projectLimits.packagesWithinMs, resolve);
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    return await look();
  } finally {
    stopFollowing();
    mirror.stop();
    client.dispose();
  }
}

function noop(): void {}

function after(delayMs: number, task: () => void): () => void {
  const timer = setTimeout(task, delayMs);
  return () => clearTimeout(timer);
}
