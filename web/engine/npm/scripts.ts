import { dirname, join } from "node:path";
import { runScriptText } from "../bin/jsh/program.ts";
import { type Project, projectTitle } from "./project.ts";

/** An argument as a shell reads it back unchanged. */
export function quoteArgument(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** PATH with the project's programs in front, its parent folders' after them. */
export function pathWithBins(folder: string, path: string): string {
  const bins: string[] = [];
  for (let place = folder; ; place = dirname(place)) {
    bins.push(join(place, "node_modules/.bin"));
    if (dirname(place) === place) break;
  }
  return [...bins, path].join(":");
}

export interface ScriptRun {
  project: Project;
  event: string;
  text: string;
  args: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  userAgent: string;
}

/** Runs a script of package.json with npm's environment; returns its exit status. */
export function runScript({ project, event, text, args, env, cwd, userAgent }: ScriptRun): Promise<number> {
  const { name, version } = projectTitle(project);
  const line = [text, ...args.map(quoteArgument)].join(" ");
  return runScriptText(line, {
    cwd: project.folder,
    env: {
      ...env,
      PATH: pathWithBins(project.folder, env["PATH"] ?? "/usr/bin"),
      INIT_CWD: cwd,
      npm_command: "run-script",
      npm_config_user_agent: userAgent,
      npm_execpath: process.argv[1],
      npm_node_execpath: process.execPath,
      npm_lifecycle_event: event,
      npm_lifecycle_script: text,
      npm_package_json: join(project.folder, "package.json"),
      npm_package_name: name,
      npm_package_version: version,
    },
  });
}
