/** Runs the selected files inside the engine, in a real Chromium, through the unmodified client. */
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join, relative } from "node:path";
import type { Page } from "playwright-core";
import { startEngineBench } from "../../conformance/support/engine.ts";
import type {} from "../../conformance/support/page-helpers.ts";
import type { Outcome, Plan } from "./plan.ts";

const batchBytes = 4_000_000;
const largestFileBytes = 4_000_000;
/** Files a booted engine runs before a fresh one takes over: a test may break the tree for those after it. */
const filesPerBoot = 150;
const jobs = 2;
const timeoutMs = 40_000;
/** Without a line for this long the engine counts as hung. */
const silenceMs = 100_000;

interface Entry {
  path: string;
  /** Base64, or the target of a link. */
  contents?: string;
  link?: string;
}

function* entries(root: string, folder: string): Generator<Entry> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const stat = lstatSync(path);
    const entry = { path: relative(root, path) };
    if (stat.isSymbolicLink()) yield { ...entry, link: readlinkSync(path) };
    else if (stat.isDirectory()) yield* entries(root, path);
    else if (stat.size < largestFileBytes) yield { ...entry, contents: readFileSync(path, "base64") };
  }
}

async function mount(page: Page, folder: string): Promise<void> {
  let batch: Entry[] = [];
  let bytes = 0;
  const flush = async (): Promise<void> => {
    await page.evaluate(async (list) => {
      type Tree = Parameters<typeof window.container.mount>[0] & object;
      // Fixtures have folders named `constructor` and `toString`.
      const bare = (): Record<string, unknown> => Object.create(null);
      const tree = bare();
      for (const { path, contents, link } of list) {
        const names = path.split("/");
        const name = names.pop() ?? "";
        let at = tree;
        for (const segment of names) {
          at[segment] ??= { directory: bare() };
          at = (at[segment] as { directory: Record<string, unknown> }).directory;
        }
        at[name] = {
          file:
            link === undefined
              ? { contents: Uint8Array.from(atob(contents ?? ""), (char) => char.charCodeAt(0)) }
              : { symlink: link },
        };
      }
      await window.container.mount(tree as Tree);
    }, batch);
    batch = [];
    bytes = 0;
  };
  for (const entry of entries(folder, folder)) {
    batch.push(entry);
    bytes += entry.contents?.length ?? 0;
    if (bytes > batchBytes) await flush();
  }
  await flush();
}

/** One engine, up to `filesPerBoot` files; what it had no time for stays in `plan.files`. */
async function runBoot(page: Page, plan: Plan, onOutcome: (outcome: Outcome) => void): Promise<"done" | "hung"> {
  let rest = "";
  let heardAt = Date.now();
  await page.exposeFunction("suiteOutput", (text: string) => {
    heardAt = Date.now();
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.startsWith("{")) onOutcome(JSON.parse(line) as Outcome);
      else if (line.trim() !== "") console.error(`driver: ${line}`);
    }
  });
  const done = page
    .evaluate(async (text) => {
      await window.container.fs.writeFile("plan.json", text);
      const process = await window.container.spawn("node", ["driver.mjs", "plan.json"]);
      const tell = Reflect.get(window, "suiteOutput") as (text: string) => void;
      void process.output.pipeTo(new WritableStream({ write: (text) => tell(text) }));
      await process.exit;
    }, JSON.stringify(plan))
    .then(() => "done" as const);
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<"hung">((resolve) => {
    timer = setInterval(() => Date.now() - heardAt > silenceMs && resolve("hung"), 1_000);
  });
  const end = await Promise.race([done, silence]).catch((error: unknown) => {
    console.error(String(error));
    return "hung" as const;
  });
  clearInterval(timer);
  return end;
}

/** Outcomes of all files; one that takes the engine with it counts as hung and the rest goes on in a new one. */
export async function runInEngine(
  folder: string,
  files: string[],
  onOutcome: (outcome: Outcome) => void,
): Promise<Outcome[]> {
  const outcomes = new Map<string, Outcome>();
  let waiting = [...files];
  while (waiting.length > 0) {
    const batch = waiting.slice(0, filesPerBoot);
    const bench = await startEngineBench();
    try {
      const page = await bench.open();
      await page.evaluate(() => window.engine.boot().then(() => undefined));
      await mount(page, folder);
      const cwd = await page.evaluate(() => window.container.workdir);
      const plan: Plan = { folder: `${cwd}/test/parallel`, cwd, files: batch, jobs, firstSlot: 1, timeoutMs };
      const end = await runBoot(page, plan, (outcome) => {
        outcomes.set(outcome.file, outcome);
        onOutcome(outcome);
      });
      if (end === "hung") {
        const started = batch.filter((file) => !outcomes.has(file)).slice(0, jobs);
        for (const file of started) {
          const outcome = { file, code: null, signal: "hung", ms: silenceMs, tail: "" };
          outcomes.set(file, outcome);
          onOutcome(outcome);
        }
      }
    } finally {
      await bench.close();
    }
    const left = waiting.filter((file) => !outcomes.has(file));
    if (left.length === waiting.length) throw new Error("The engine ran none of the files: see the lines above.");
    waiting = left;
  }
  return [...outcomes.values()];
}
