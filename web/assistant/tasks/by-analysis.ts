/** A task done without a model: what static analysis finds, tried out in the engine where it can be, and labelled as what it is. */
import { billOf } from "../../../shared/agent/bill.ts";
import { applyEdits } from "../../../shared/agent/edits/apply-edits.ts";
import { symbolNamed } from "../../../shared/agent/outline.ts";
import type { CharacterisationTrial } from "../../../shared/agent/static/tests-task.ts";
import { isTestPath, type NoProposal, type Note, type Proposal, type Work } from "./task.ts";

/** Undefined when it was called off. */
export async function byAnalysis(work: Work): Promise<Proposal | NoProposal | undefined> {
  const { task, target, ports, syntax, signal, onStep } = work;
  onStep({ kind: "analysing" });
  const bill = billOf([]);
  if (task === "generate") return { code: "no-model", message: "", bill };
  const answer = await ports.analyse(task, target, signal);
  if (signal.aborted) return undefined;
  if (answer.kind === "nothing") return { code: "analysis", message: answer.reason, bill };
  const characterised = answer.trial && (await characterise(answer.trial, work));
  const { operations, notes: said } = characterised ?? answer;
  const project = {
    read: (path: string) => (path === target.path ? target.text : ports.read(path)),
    symbolAt: (path: string, text: string, symbol: string) => symbolNamed(syntax.outline(path, text), symbol),
  };
  const { files: texts } = applyEdits(operations, project);
  const files = [...texts].map(([path, after]) => ({ path, before: project.read(path), after }));
  const notes: Note[] = [{ kind: "static" }, ...said.map((text) => ({ kind: "said", text }) as const)];
  if (task !== "tests") return { files, notes, bill };
  onStep({ kind: "testing" });
  const written = files.flatMap(({ path, after }) => (after === undefined ? [] : [[path, after] as const]));
  const paths = written.flatMap(([path]) => (isTestPath(path) ? [path] : []));
  const run = await ports.runTests(written, paths, signal).catch(() => undefined);
  if (signal.aborted) return undefined;
  const { passed = 0, failed = [] } = run ?? {};
  return { files, notes: [...notes, run ? { kind: "tests", passed, failed } : { kind: "not-run" }], bill };
}

/** Twice: what is not the same both times is no fact. Undefined where the engine cannot run it. */
async function characterise({ path, script, finish }: CharacterisationTrial, { ports, signal, onStep }: Work) {
  onStep({ kind: "testing" });
  const outputs: string[] = [];
  for (let round = 0; round < 2; round++) {
    const run = await ports.run([[path, script]], ["node", path], signal).catch(() => undefined);
    if (!run || signal.aborted) return undefined;
    outputs.push(run.output);
  }
  return finish(outputs);
}
