import type { FileTree } from "./file-tree.ts";
import { limits } from "./limits.ts";
import { fail } from "./system-error.ts";
import { rights, type Start, startPath } from "./walk.ts";

/** The only program that is not a script: the engine's own Node. */
export const nodePath = "/usr/bin/node";
const shellPath = "/bin/sh";
const decoder = new TextDecoder();

/** Where a command is: itself when it has a slash, else the first executable of that name on PATH. */
export function findCommand(tree: FileTree, command: string, start: Start, path: string): string {
  if (command === "") fail("ENOENT");
  if (command.includes("/")) {
    requireExecutable(tree, command, start);
    return command; // as it was written: a script finds it in `$0`
  }
  let refused = false;
  for (const folder of path.split(":")) {
    const candidate = `${folder === "" ? startPath(start) : folder}/${command}`;
    const node = tree.peek(candidate, start);
    if (node?.type !== "file") continue;
    if (node.mode & rights.execute) return candidate;
    refused = true;
  }
  return fail(refused ? "EACCES" : "ENOENT");
}

/** What runs: the path of Node itself or of a copy of it, and its arguments, argv[0] as the caller chose it. */
export interface Program {
  execPath: string;
  args: string[];
}

/** The arguments with which Node runs the command: scripts are followed through their `#!` lines. */
export function resolveProgram(
  tree: FileTree,
  file: string,
  args: readonly string[],
  start: Start,
  path: string,
): Program {
  let program = findCommand(tree, file, start, path);
  let rest = [...args];
  for (let depth = 0; depth < limits.shebangDepth; depth++) {
    if (isNode(tree, program, start)) return { execPath: tree.realpath(program, start), args: rest };
    const interpreter = readShebang(tree, program, start) ?? [shellPath];
    const [name = "", ...options] = interpreter;
    rest = [name, ...options, program, ...rest.slice(1)];
    program = findCommand(tree, name, start, path);
  }
  return fail("ELOOP");
}

/** Node, a link to it or a copy of it: the file's text stands for the program. */
function isNode(tree: FileTree, program: string, start: Start): boolean {
  const file = tree.file(program, start);
  const node = tree.file(nodePath);
  if (file === node) return true;
  return file.size === node.size && compareBytes(file.bytes, node.bytes, node.size);
}

function compareBytes(left: Uint8Array, right: Uint8Array, count: number): boolean {
  for (let index = 0; index < count; index++) if (left[index] !== right[index]) return false;
  return true;
}

function requireExecutable(tree: FileTree, path: string, start: Start): void {
  const node = tree.node(path, start);
  if (node.type !== "file" || !(node.mode & rights.execute)) fail("EACCES");
}

/** The words after `#!`; `/usr/bin/env [-S]` is taken away, as it only searches PATH. */
function readShebang(tree: FileTree, path: string, start: Start): string[] | null {
  const file = tree.file(path, start);
  const head = decoder.decode(file.bytes.subarray(0, Math.min(file.size, limits.shebangBytes)));
  if (!head.startsWith("#!")) return head.includes("\0") ? fail("ENOEXEC") : null;
  const words = (head.slice(2).split("\n", 1)[0] ?? "").trim().split(/\s+/);
  if (words[0]?.endsWith("/env")) {
    words.shift();
    if (words[0] === "-S") words.shift();
  }
  return words[0] ? words : fail("ENOEXEC");
}
