/**
 * Node's own tests, natively and in the engine:
 * `npm run bench -- node-suite CORPUS [--module NAME]… [--file NAME]… [--show] [--report FILE]`.
 */
import { rmSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { prepareFolder } from "./node-suite/corpus.ts";
import { runInEngine } from "./node-suite/in-engine.ts";
import { moduleOf } from "./node-suite/modules.ts";
import { type Outcome, passed } from "./node-suite/plan.ts";
import { causeOf, causes, percent, scoreByModule, scoreTable } from "./node-suite/score.ts";
import { select } from "./node-suite/select.ts";

const { values, positionals } = parseArgs({
  args: process.argv.slice(3),
  allowPositionals: true,
  options: {
    module: { type: "string", multiple: true },
    file: { type: "string", multiple: true },
    /** Prints the whole output of each file that fails. */
    show: { type: "boolean" },
    /** Writes all outcomes there as JSON. */
    report: { type: "string" },
  },
});

function tell(outcome: Outcome): void {
  if (passed(outcome)) return;
  console.log(`✗ ${outcome.file} (${outcome.ms} ms): ${causeOf(outcome)}`);
  if (values.show) console.log(outcome.tail.replace(/^/gm, "    "));
}

export async function bench(): Promise<object> {
  const [corpus] = positionals;
  if (!corpus) throw new Error("Name the folder of a copy of Node's tests: npm run bench -- node-suite FOLDER.");
  const folder = await prepareFolder(corpus);
  try {
    const selection = await select(folder);
    console.log(`selected ${selection.files.length} files, hash ${selection.hash}; left out:`);
    for (const [reason, files] of Object.entries(selection.skips)) console.log(`  ${files.length} × ${reason}`);
    const wanted = selection.files.filter(
      (file) =>
        (!values.module || values.module.includes(moduleOf(file) ?? "")) &&
        (!values.file || values.file.includes(file)),
    );
    const outcomes = await runInEngine(folder, wanted, tell);
    if (values.report) writeFileSync(values.report, JSON.stringify({ selection, outcomes }));
    console.log(scoreTable(scoreByModule(outcomes)));
    for (const [cause, files] of causes(outcomes).slice(0, 40)) console.log(`${files.length} × ${cause}: ${files[0]}`);
    const pass = outcomes.filter(passed).length;
    const hung = outcomes.filter(({ signal }) => signal === "timeout" || signal === "hung").length;
    return { hash: selection.hash, pass, of: outcomes.length, percent: percent(pass, outcomes.length), hung };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
