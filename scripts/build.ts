/** Builds the parts whose sources changed: the IDE, the engine, the completion corpus, the prompts. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { packFiles } from "./pack-files.ts";
import { bin, dist, root } from "./paths.ts";
import { main, step } from "./run.ts";
import { forget, hashSources, isFresh, remember } from "./stamp.ts";

interface Part {
  name: "web" | "engine" | "completion" | "prompts";
  title: string;
  sources: string[];
  build(): Promise<void>;
}

const common = ["package-lock.json", "scripts/pack-files.ts"];

const parts: Part[] = [
  {
    name: "engine",
    title: "the engine",
    sources: ["web/engine/**/*", "shared/**/*.ts", ...common],
    async build() {
      const { buildEngine } = await import("../web/engine/build-engine.ts");
      await buildEngine({ outDir: join(dist, "engine"), nodeBinary: process.execPath });
    },
  },
  {
    name: "completion",
    title: "the completion corpus",
    sources: ["shared/completion/**/*.ts", "web/workers/corpus/**/*", ...common],
    async build() {
      const { buildCorpus } = await import("../web/workers/corpus/build-corpus.ts");
      await buildCorpus({ nodeModulesDir: join(root, "node_modules"), outDir: join(dist, "completion") });
    },
  },
  {
    name: "prompts",
    title: "the prompts",
    sources: ["shared/agent/prompts/**/*.md", "scripts/build-prompts.ts", ...common],
    async build() {
      const { buildPrompts } = await import("./build-prompts.ts");
      buildPrompts(join(dist, "prompts"));
    },
  },
  {
    name: "web",
    title: "the IDE",
    sources: ["web/*", "web/!(engine)/**/*", "shared/**/*.ts", "shared/**/*.json", ...common],
    build: () =>
      step("The build of the IDE", bin("vite"), ["build", "--config", "web/vite.config.ts", "--logLevel", "warn"], {
        // A test runner's NODE_ENV would bundle React's development build.
        env: { ...process.env, NODE_ENV: "production" },
      }),
  },
];

/** Builds what changed; returns the names of the parts built. */
export async function build(only?: Part["name"][]): Promise<string[]> {
  const built: string[] = [];
  for (const part of parts) {
    if (only && !only.includes(part.name)) continue;
    const hash = hashSources(part.sources);
    if (isFresh(part.name, hash)) continue;
    const from = performance.now();
    process.stdout.write(`Building ${part.title} …\n`);
    forget(part.name);
    await part.build();
    await packFiles(join(dist, part.name));
    remember(part.name, hash);
    process.stdout.write(`  done in ${((performance.now() - from) / 1000).toFixed(1)} s\n`);
    built.push(part.name);
  }
  // Workers pack what they send by themselves.
  if (built.length > 0) writeFileSync(join(dist, ".assetsignore"), "*.br\n*.gz\n.stamps\n");
  return built;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await main(async () => {
    if ((await build()).length === 0) console.log("Everything is built already.");
    return 0;
  });
}
