import { availableParallelism, userInfo } from "node:os";
import { parseOptions } from "../lib/options.ts";
import type { Tool } from "../lib/tool.ts";

/** `id [-ugGn]`: the user's numbers and names. */
export const id: Tool = (args, io) => {
  const options = parseOptions(args, { flags: "ugGnr", long: { user: "u", group: "g", groups: "G", name: "n" } });
  const { uid, gid, username } = userInfo();
  const named = options.has("n");
  if (options.has("u")) io.write(`${named ? username : uid}\n`);
  else if (options.has("g") || options.has("G")) io.write(`${named ? username : gid}\n`);
  else io.write(`uid=${uid}(${username}) gid=${gid}(${username}) groups=${gid}(${username})\n`);
  return 0;
};

/** `nproc`: processors that can be used. */
export const nproc: Tool = (_args, io) => {
  io.write(`${availableParallelism()}\n`);
  return 0;
};

/** `tty [-s]`: the name of the terminal. */
export const tty: Tool = (args, io) => {
  const silent = args.includes("-s");
  if (!silent) io.write(process.stdin.isTTY ? "/dev/tty\n" : "not a tty\n");
  return process.stdin.isTTY ? 0 : 1;
};

/** `sync`: what is written is where it can be read already. */
export const sync: Tool = () => 0;
