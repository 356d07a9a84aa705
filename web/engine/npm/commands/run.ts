import { statSync } from "node:fs";
import { join } from "node:path";
import { NpmError } from "../errors.ts";
import { stringRecord } from "../manifest.ts";
import { type Project, projectTitle, readProject } from "../project.ts";
import { quoteArgument, runScript } from "../scripts.ts";
import { type CommandContext, type NpmCommand, npmVersion, projectFolder } from "./context.ts";

export function userAgent(): string {
  return `npm/${npmVersion} node/${process.version} ${process.platform} ${process.arch} workspaces/false`;
}

/** The scripts of a project; `start` is `node server.js` where that file exists and nothing else is said. */
function scriptsOf(project: Project): Record<string, string> {
  const scripts = stringRecord(project.json["scripts"]);
  const hasServer = statSync(join(project.folder, "server.js"), { throwIfNoEntry: false }) !== undefined;
  return scripts["start"] === undefined && hasServer ? { ...scripts, start: "node server.js" } : scripts;
}

function missing(project: Project, name: string): NpmError {
  const names = Object.keys(scriptsOf(project));
  return new NpmError(
    "ESCRIPT",
    `Missing script: "${name}"`,
    names.length === 0 ? "package.json has no scripts." : `package.json has: ${names.join(", ")}.`,
  );
}

/** Runs `pre`, the script itself, and `post`; stops at the first failure. */
async function runNamed(context: CommandContext, name: string, args: readonly string[]): Promise<number> {
  const project = readProject(projectFolder(context));
  const scripts = scriptsOf(project);
  const text = scripts[name];
  if (text === undefined) {
    if (context.call.switches.has("if-present")) return 0;
    throw missing(project, name);
  }
  const title = projectTitle(project);
  for (const event of [`pre${name}`, name, `post${name}`]) {
    const script = scripts[event];
    if (script === undefined) continue;
    const own = event === name ? args : [];
    if (!context.call.switches.has("silent"))
      context.print(
        `\n> ${title.name}${title.version === "" ? "" : `@${title.version}`} ${event}\n> ${[script, ...own.map(quoteArgument)].join(" ")}\n\n`,
      );
    const status = await runScript({
      project,
      event,
      text: script,
      args: own,
      env: context.env,
      cwd: context.cwd,
      userAgent: userAgent(),
    });
    if (status !== 0) return status;
  }
  return 0;
}

/** `npm run [script] [-- argument…]`; alone it lists the scripts. */
export const runCommand: NpmCommand = async (context) => {
  const [name, ...words] = context.call.words;
  if (name !== undefined) return runNamed(context, name, [...words, ...context.call.passed]);
  const project = readProject(projectFolder(context));
  const scripts = Object.entries(scriptsOf(project));
  context.print(
    scripts.length === 0
      ? "package.json has no scripts.\n"
      : `Scripts of ${projectTitle(project).name}:\n${scripts.map(([script, text]) => `  ${script}\n    ${text}\n`).join("")}`,
  );
  return 0;
};

/** `npm start`, `npm test`, `npm stop`, `npm restart`. */
export const lifecycleCommand: NpmCommand = (context) =>
  runNamed(context, context.call.command, [...context.call.words, ...context.call.passed]);
