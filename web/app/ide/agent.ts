/** The agent of an opened project: its hands are given what they work with. Loaded with its panel. */
import { symbolNamed } from "../../../shared/agent/outline.ts";
import { idFromBytes } from "../../../shared/workspace/ids.ts";
import { type Agent, createAgent } from "../../assistant/agent/agent.ts";
import type { HandsPorts, Problem } from "../../assistant/agent/hands.ts";
import { keptRuns } from "../../assistant/agent/kept-runs.ts";
import { browserPorts } from "../../assistant/browser-ports.ts";
import { loadFileSyntax } from "../../editor/file-syntax.ts";
import type { CompletionParts } from "./completion.ts";
import type { Workbench } from "./workbench.ts";

/** Made once for a bench, and at work while its panel is closed. */
export function agentOf(bench: Workbench, parts: () => CompletionParts | undefined): Promise<Agent> {
  bench.agent.made ??= createProjectAgent(bench, parts);
  return bench.agent.made;
}

async function createProjectAgent(bench: Workbench, parts: () => CompletionParts | undefined): Promise<Agent> {
  const { session, dial, settings } = bench;
  const syntax = await loadFileSyntax();
  const hands: HandsPorts = {
    doc: session.doc,
    files: session.files,
    dial: () => (settings.getState().assistant ? dial.getState() : undefined),
    mayEdit: () => session.status.getState().role !== "viewer",
    undoFor: (fileId) => session.undoFor(fileId),
    symbolAt: (path, text, symbol) => symbolNamed(syntax.outline(path, text), symbol),
    gates: { parseErrors: syntax.errors },
    engine: () => bench.engine.getState().engine,
    problems: (path, signal) => problemsOf(bench, parts(), path, signal),
    after(delayMs, task) {
      const timer = setTimeout(task, delayMs);
      return () => clearTimeout(timer);
    },
  };
  return createAgent({
    workspace: session.workspaceId,
    hands,
    kept: keptRuns(session.workspaceId, sessionStorage),
    socket: browserPorts(),
    newRun: () => idFromBytes(crypto.getRandomValues(new Uint8Array(16))),
  });
}

/** Of one file, or of the one that is open. */
async function problemsOf(
  { session, tabs }: Workbench,
  parts: CompletionParts | undefined,
  path: string | undefined,
  signal: AbortSignal,
): Promise<Problem[]> {
  const { active } = tabs.getState();
  const { byId, byPath } = session.files.tree.getState();
  const row = path === undefined ? active !== undefined && byId.get(active) : byPath.get(path);
  const text = row ? session.files.text(row.id)?.toString() : undefined;
  if (!row || text === undefined) return [];
  const answer = await parts?.service.ask({ kind: "diagnostics", path: row.path }, signal);
  return (answer?.problems ?? []).map(({ from, severity, message }) => ({
    path: row.path,
    line: text.slice(0, from).split("\n").length,
    severity,
    message,
  }));
}
