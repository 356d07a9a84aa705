import type { FileTree } from "./file-tree.ts";
import { limits } from "./limits.ts";
import { fail } from "./system-error.ts";

/** The only program that is not a script: the engine's own Node. */
export const nodePath = "/usr/bin/node";
const shellPath = "/bin/sh";
const decoder = new TextDecoder();

/** Where a command is: itself when it has a slash, else the first executable of that name on PATH. */
export function findCommand(tree: FileTree, command: string, cwd: string, path: string): string {
  if (command === "") fail("ENOENT");
  if (command.includes("/")) {
    requireExecutable(tree, command, cwd);
    return command; // as it was written: a script finds it in `$0`
  }
  let refused = false;
  for (const folder of path.split(":")) {
    const candidate = `${folder === "" ? cwd : folder}/${command}`;
    const node = tree.peek(candidate, cwd);
    if (node?.type !== "file") continue;
    if (node.mode & 0o111) return candidate;
    refused = true;
  }
  return fail(refused ? "EACCES" : "ENOENT");
}

/** The arguments with which Node runs the command: scripts are followed through their `#!` lines. */
export function resolveProgram(
  tree: FileTree,
  file: string,
  args: readonly string[],
  cwd: string,
  path: string,
): string[] {
  let program = findCommand(tree, file, cwd, path);
  let rest = [...args];
  for (let depth = 0; depth < limits.shebangDepth; depth++) {
    if (tree.realpath(program, cwd) === nodePath) return [nodePath, ...rest.slice(1)];
    const interpreter = readShebang(tree, program, cwd) ?? [shellPath];
    const [name = "", ...options] = interpreter;
    rest = [name, ...options, program, ...rest.slice(1)];
    program = findCommand(tree, name, cwd, path);
  }
  return fail("ELOOP");
}

function requireExecutable(tree: FileTree, path: string, cwd: string): void {
  const node = tree.node(path, cwd);
  if (node.type !== "file" || !(node.mode & 0o111)) fail("EACCES");
}

/** The words after `#!`; `/usr/bin/env [-S]` is taken away, as it only searches PATH. */
function readShebang(tree: FileTree, path: string, cwd: string): string[] | null {
  const file = tree.file(path, cwd);
  const head = decoder.decode(file.bytes.subarray(0, Math.min(file.size, limits.shebangBytes)));
  if (!head.startsWith("#!")) return head.includes("\0") ? fail("ENOEXEC") : null;
  const words = (head.slice(2).split("\n", 1)[0] ?? "").trim().split(/\s+/);
  if (words[0]?.endsWith("/env")) {
    words.shift();
    if (words[0] === "-S") words.shift();
  }
  return words[0] ? words : fail("ENOEXEC");
}
