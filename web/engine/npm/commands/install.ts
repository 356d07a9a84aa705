import { NpmError } from "../errors.ts";
import { addPackages, cleanInstall, type DependencyList, install, removeDependencies } from "../install.ts";
import { readProject, saveProject } from "../project.ts";
import type { ReifyResult } from "../reify.ts";
import { type CommandContext, installTools, type NpmCommand, projectFolder } from "./context.ts";

/** `added 65 packages, removed 2 packages in 1.3s`, in npm's manner. */
export function summary({ added, changed, removed }: ReifyResult, seconds: number): string {
  const count = (verb: string, number: number) =>
    number === 0 ? [] : [`${verb} ${number} package${number === 1 ? "" : "s"}`];
  const parts = [...count("added", added), ...count("removed", removed), ...count("changed", changed)];
  const time = seconds < 1 ? `${Math.round(seconds * 1000)}ms` : `${seconds.toFixed(1)}s`;
  return `\n${parts.length === 0 ? "up to date" : parts.join(", ")} in ${time}\n`;
}

function listOf(context: CommandContext): DependencyList | null {
  const { switches } = context.call;
  if (switches.has("save-dev")) return "devDependencies";
  if (switches.has("save-optional")) return "optionalDependencies";
  if (switches.has("save-peer")) return "peerDependencies";
  return switches.has("save-prod") ? "dependencies" : null;
}

function refuseGlobal(context: CommandContext): void {
  if (context.call.switches.has("global"))
    throw new NpmError(
      "EUNSUPPORTED",
      "There is no place for global packages here.",
      "Install into the project, or run a program once with npx.",
    );
}

async function timed(
  context: CommandContext,
  action: (tools: ReturnType<typeof installTools>) => Promise<ReifyResult>,
): Promise<number> {
  const start = performance.now();
  const tools = installTools(context);
  try {
    const result = await action(tools);
    tools.clear();
    context.print(summary(result, (performance.now() - start) / 1000));
    return 0;
  } catch (error) {
    tools.clear();
    throw error;
  }
}

/** `npm install [package…] [-D] [-E] [-O]`. */
export const installCommand: NpmCommand = (context) => {
  refuseGlobal(context);
  const { words, switches } = context.call;
  const project = readProject(projectFolder(context));
  return timed(context, async ({ options }) => {
    if (words.length > 0)
      await addPackages(project, words, listOf(context), switches.has("save-exact"), options.source);
    const result = await install(project, options);
    if (words.length > 0 && !switches.has("no-save")) saveProject(project);
    return result;
  });
};

/** `npm ci`. */
export const ciCommand: NpmCommand = (context) =>
  timed(context, ({ options }) => cleanInstall(readProject(projectFolder(context)), options));

/** `npm uninstall package…`. */
export const uninstallCommand: NpmCommand = (context) => {
  refuseGlobal(context);
  const { words } = context.call;
  if (words.length === 0) throw new NpmError("EUSAGE", "npm uninstall needs the name of a package.");
  const project = readProject(projectFolder(context));
  const unknown = removeDependencies(project, words);
  for (const name of unknown) context.warn(`npm warn ${name} is not in package.json.\n`);
  return timed(context, async ({ options }) => {
    const result = await install(project, options);
    saveProject(project);
    return result;
  });
};
