/** What the installed client asks of an engine, read from its own text, and the conformance story of each. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const client = fileURLToPath(new URL("../../node_modules/@webcontainer/api/dist/", import.meta.url));

/** The objects that the client reaches by its wire, by the name that its code gives them. */
const remotes: Record<string, RegExp> = {
  server: /\bserver\.(\w+)\(/g,
  instance: /(?:this\._instance|\binstance)\.(\w+)\(/g,
  fs: /(?:this\._fs|_apiClient\._fs)\s*\.(\w+)\(/g,
  process: /(?:this\._process|this\._getProcess\(\)|\bprocess)\s*\??\s*\.(\w+)/g,
  watcher: /this\._watcher\??\.(\w+)\(/g,
};

/** `object.member` of every call, and `on event` of every event, in the order of the alphabet. */
export function remoteCalls(): string[] {
  const code = readFileSync(`${client}index.js`, "utf8");
  const types = readFileSync(`${client}index.d.ts`, "utf8");
  const calls = new Set<string>();
  for (const [object, pattern] of Object.entries(remotes))
    for (const [, member] of code.matchAll(pattern)) calls.add(`${object}.${member}`);
  for (const [, event] of types.matchAll(/\bon\(event: '([\w-]+)'/g)) calls.add(`on ${event}`);
  return [...calls].sort();
}

/** Each call's story: the group's file and words of the test's title. */
export const stories: Record<string, readonly [file: string, title: string]> = {
  "server.build": ["01-boot", "gives the folder and the path"],
  "instance.fs": ["03-files", "are written, read, listed, renamed and removed"],
  "instance.loadFiles": ["02-mount-export", "nested folders, bytes, symbolic links and mount points"],
  "instance.on": ["06-kill", "stops a loop while the page stays alive, closes its port"],
  "instance.previewScript": ["01-boot", "gives the folder and the path"],
  "instance.run": ["04-spawn", "passes arguments, environment and folder"],
  "instance.runtimeInfo": ["01-boot", "gives the folder and the path"],
  "instance.serialize": ["02-mount-export", "a binary export mounts again; a zip is a zip"],
  "instance.setCredentials": ["01-boot", "credentials of the client's accounts are refused with a reason"],
  "instance.setPreviewScript": ["11-http", "gets the client's script into every page"],
  "instance.teardown": ["01-boot", "teardown ends everything, and a new boot starts empty"],
  "fs.mkdir": ["03-files", "are written, read, listed, renamed and removed"],
  "fs.readFile": ["03-files", "are written, read, listed, renamed and removed"],
  "fs.readdir": ["03-files", "are written, read, listed, renamed and removed"],
  "fs.rename": ["03-files", "are written, read, listed, renamed and removed"],
  "fs.rm": ["03-files", "are written, read, listed, renamed and removed"],
  "fs.watch": ["03-files", "a watch hears what a program writes"],
  "fs.writeFile": ["03-files", "are written, read, listed, renamed and removed"],
  "watcher.close": ["03-files", "a watch hears what a program writes, until it is closed"],
  "process.kill": ["06-kill", "stops a loop"],
  "process.onExit": ["04-spawn", "brings back the exit code"],
  "process.resize": ["04-spawn", "with a size is a terminal of that size, which can change"],
  "process.write": ["05-input", "answers readline's question"],
  "on code": ["01-boot", "`code` and `xdg-open` reach the client"],
  "on error": ["01-boot", "a fault of the kernel is an `error`"],
  "on port": ["06-kill", "closes its port"],
  "on preview-message": ["11-http", "forwards its page's errors to the client"],
  "on server-ready": ["11-http", "appears as a port and a URL of the sandbox"],
  "on xdg-open": ["01-boot", "`code` and `xdg-open` reach the client"],
};
