import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { aliases, largePrograms, toolPrograms } from "./programs.ts";

const engine = fileURLToPath(new URL("..", import.meta.url));

async function bundle(entry: { contents: string } | { file: string }): Promise<string> {
  const result = await build({
    ...("file" in entry
      ? { entryPoints: [join(engine, entry.file)] }
      : { stdin: { contents: entry.contents, resolveDir: engine, loader: "ts" as const } }),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node24",
    minify: true,
    write: false,
    logLevel: "warning",
    legalComments: "none",
    banner: { js: "#!/usr/bin/env node" },
  });
  const text = result.outputFiles[0]?.text;
  if (text === undefined) throw new Error("esbuild wrote nothing");
  return text;
}

/** Every program as {path: source}, in `folder`; an alias is a short script that requires its program. */
export async function bundlePrograms(folder = "/usr/bin"): Promise<Record<string, string>> {
  const jobs: [string, Promise<string>][] = [
    ...Object.entries(toolPrograms).map(([name, [module, tool]]): [string, Promise<string>] => [
      name,
      bundle({
        contents: `import { ${tool} } from "./bin/tools/${module}.ts"; import { runTool } from "./bin/lib/process-io.ts"; void runTool(${JSON.stringify(name)}, ${tool});`,
      }),
    ]),
    ...Object.entries(largePrograms).map(([name, file]): [string, Promise<string>] => [name, bundle({ file })]),
  ];
  const files: Record<string, string> = {};
  for (const [name, source] of jobs) files[`${folder}/${name}`] = await source;
  for (const [name, target] of Object.entries(aliases))
    files[`${folder}/${name}`] = `#!/usr/bin/env node\nrequire(${JSON.stringify(`${folder}/${target}`)});\n`;
  return files;
}

/** Writes `<outDir>/bin.json`, the programs that the kernel puts into /usr/bin (mode 755) when it boots. Returns its path. */
export async function buildBin(options: { outDir: string }): Promise<string> {
  await mkdir(options.outDir, { recursive: true });
  const path = join(options.outDir, "bin.json");
  await writeFile(path, JSON.stringify(await bundlePrograms()));
  return path;
}
