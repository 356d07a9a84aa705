import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { runScriptText } from "../../bin/jsh/program.ts";
import { NpmError } from "../errors.ts";
import { addPackages, install } from "../install.ts";
import { readBin } from "../manifest.ts";
import { readProject, saveProject } from "../project.ts";
import { pathWithBins, quoteArgument } from "../scripts.ts";
import { splitSpec } from "../spec.ts";
import { type CommandContext, installTools, type NpmCommand } from "./context.ts";
import { userAgent } from "./run.ts";

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** A program of the project or of a folder above it. */
function findLocal(name: string, start: string): boolean {
  for (let folder = start; ; folder = dirname(folder)) {
    if (isFile(join(folder, "node_modules/.bin", name))) return true;
    if (dirname(folder) === folder) return false;
  }
}

/** Installs packages into a folder of their own, kept for the next call; returns that folder. */
async function installAside(specs: readonly string[], context: CommandContext): Promise<string> {
  const key = createHash("sha512").update(specs.join("\n")).digest("hex").slice(0, 16);
  const folder = join(context.env["HOME"] ?? "/tmp", ".npm/_npx", key);
  const moving = specs.some((spec) => /@(latest|next|beta|canary)$/.test(spec));
  if (!moving && isFile(join(folder, "node_modules/.package-lock.json"))) return folder;
  mkdirSync(folder, { recursive: true });
  const project = readProject(folder);
  const tools = installTools(context);
  try {
    await addPackages(project, specs, "dependencies", false, tools.options.source);
    saveProject(project);
    await install(project, tools.options);
  } finally {
    tools.clear();
  }
  return folder;
}

/** The program that `npx package` means: its only one, or the one named like it. */
function programOf(folder: string, spec: string): string {
  const { name } = splitSpec(spec);
  const { json } = readProject(join(folder, "node_modules", name));
  const linked = readdirSync(join(folder, "node_modules/.bin"));
  const programs = json["bin"] === undefined ? linked : Object.keys(readBin(json["bin"], name));
  const short = name.replace(/^@[^/]*\//, "");
  const program = programs.length === 1 ? programs[0] : programs.find((candidate) => candidate === short);
  if (program === undefined)
    throw new NpmError(
      "ESCRIPT",
      `${name} has ${programs.length === 0 ? "no programs" : `several programs: ${programs.join(", ")}`}.`,
      "Say which one: npx --package=NAME PROGRAM.",
    );
  return program;
}

/** Runs `spec` (a program of the project, or a package that is fetched first) with arguments. */
export async function execute(
  spec: string | undefined,
  args: readonly string[],
  context: CommandContext,
): Promise<number> {
  const { switches } = context.call;
  const packages = switches.get("package")?.split(",") ?? [];
  const call = switches.get("call");
  if (spec === undefined && call === undefined)
    throw new NpmError("EUSAGE", "npx needs the name of a program or package.");
  let path = context.env["PATH"] ?? "/usr/bin";
  let program = spec === undefined ? "" : spec;
  if (packages.length > 0) path = `${join(await installAside(packages, context), "node_modules/.bin")}:${path}`;
  else if (spec !== undefined && !findLocal(spec, context.cwd)) {
    const folder = await installAside([spec], context);
    program = programOf(folder, spec);
    path = `${join(folder, "node_modules/.bin")}:${path}`;
  }
  const text = call ?? [program, ...args].map(quoteArgument).join(" ");
  return runScriptText(text, {
    cwd: context.cwd,
    env: {
      ...context.env,
      PATH: pathWithBins(context.cwd, path),
      npm_config_user_agent: userAgent(),
      npm_command: "exec",
      npm_lifecycle_event: "npx",
    },
  });
}

/** `npm exec program [-- argument…]` and `npx program argument…`. */
export const execCommand: NpmCommand = (context) => execute(context.call.words[0], context.call.passed, context);
