import { join } from "node:path";
import { listDepth } from "../limits.ts";
import { readLock, treeFromLock } from "../lockfile.ts";
import { projectRoot, projectTitle, readProject, readText } from "../project.ts";
import { createRegistry } from "../registry.ts";
import { readWanted, splitSpec } from "../spec.ts";
import type { TreeNode } from "../tree.ts";
import { type NpmCommand, npmVersion, projectFolder, registryAddress } from "./context.ts";

/** Lines of `npm ls` below a package. */
function treeLines(node: TreeNode, prefix: string, depth: number, seen: ReadonlySet<TreeNode>): string[] {
  const edges = node.edges
    .filter((edge) => edge.to !== null || edge.kind === "prod" || edge.kind === "dev")
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return edges.flatMap((edge, at) => {
    const last = at === edges.length - 1;
    const deeper = edge.to !== null && depth > 0 && !seen.has(edge.to) && edge.to.edges.length > 0;
    const branch = `${prefix}${last ? "└" : "├"}─${deeper ? "┬" : "─"} `;
    if (edge.to === null) return [`${branch}UNMET DEPENDENCY ${edge.name}@${edge.text}`];
    const { manifest, name, link, home } = edge.to;
    const title = `${name}@${name === manifest.name ? "" : `npm:${manifest.name}@`}${manifest.version}${link ? ` -> ./${home}` : ""}`;
    const below = deeper
      ? treeLines(edge.to, `${prefix}${last ? "  " : "│ "}`, depth - 1, new Set([...seen, edge.to]))
      : [];
    return [branch + title, ...below];
  });
}

/** `npm ls [--all] [--depth n]`: what is installed. Status 1 when something is missing. */
export const listCommand: NpmCommand = async (context) => {
  const folder = projectFolder(context);
  const project = readProject(folder);
  const root = projectRoot(project);
  const text = readText(join(folder, "node_modules/.package-lock.json"));
  const packages = text === null ? null : readLock(text);
  if (packages !== null) treeFromLock(root, packages);
  const { switches } = context.call;
  const depth = switches.has("all") ? listDepth : Number(switches.get("depth") ?? 0);
  const lines = treeLines(root, "", depth, new Set([root]));
  const title = projectTitle(project);
  context.print(
    `${title.name}${title.version === "" ? "" : `@${title.version}`} ${folder}\n${lines.length === 0 ? "└── (empty)\n" : `${lines.join("\n")}\n`}\n`,
  );
  return lines.some((line) => line.includes("UNMET DEPENDENCY")) ? 1 : 0;
};

/** `npm config get registry`, `npm config list`. */
export const configCommand: NpmCommand = async (context) => {
  const [action, key] = context.call.words;
  const values: Record<string, string> = { registry: registryAddress(context), "user-agent": `npm/${npmVersion}` };
  if (action === "get" && key !== undefined)
    context.print(`${values[key] ?? context.env[`npm_config_${key.replaceAll("-", "_")}`] ?? "undefined"}\n`);
  else for (const [name, value] of Object.entries(values)) context.print(`${name} = ${JSON.stringify(value)}\n`);
  return 0;
};

/** `npm root`, `npm prefix`. */
export const placeCommand: NpmCommand = async (context) => {
  const folder = projectFolder(context);
  context.print(`${context.call.command === "root" ? join(folder, "node_modules") : folder}\n`);
  return 0;
};

/** `npm view package[@wanted] [version]`: the newest version and what it depends on. */
export const viewCommand: NpmCommand = async (context) => {
  const [spec = "", field] = context.call.words;
  const { name, wanted: text } = splitSpec(spec);
  const wanted = readWanted(name, text === "" ? "latest" : text);
  if (wanted.type === "folder") return 1;
  const manifest = await createRegistry(registryAddress(context)).manifest(wanted);
  if (field === "version") context.print(`${manifest.version}\n`);
  else {
    const dependencies = Object.entries(manifest.dependencies).map(
      ([dependency, range]) => `  ${dependency}: ${range}\n`,
    );
    context.print(
      `${manifest.name}@${manifest.version}\n${dependencies.length === 0 ? "no dependencies\n" : `dependencies:\n${dependencies.join("")}`}`,
    );
  }
  return 0;
};
