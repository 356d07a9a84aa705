import { hostname as machineName, userInfo } from "node:os";
import { parseOptions } from "../lib/options.ts";
import type { Tool } from "../lib/tool.ts";

/** `true`. */
export const succeed: Tool = () => 0;
/** `false`. */
export const fail: Tool = () => 1;

/** `whoami`: the user's name. */
export const whoami: Tool = (_args, io) => {
  io.write(`${io.env["USER"] ?? userInfo().username}\n`);
  return 0;
};

/** `hostname`: the machine's name. */
export const hostname: Tool = (_args, io) => {
  io.write(`${machineName()}\n`);
  return 0;
};

/** `clear`: an empty screen and scrollback. */
export const clear: Tool = (_args, io) => {
  io.write("\x1b[H\x1b[2J\x1b[3J");
  return 0;
};

/** `pwd`: the working directory. */
export const pwd: Tool = (args, io) => {
  if (parseOptions(args, { flags: "LP" }).operands.length > 0) io.error("pwd: ignoring non-option arguments\n");
  io.write(`${io.cwd}\n`);
  return 0;
};

/** `ldd`: there are no native libraries here. Native packages read this file to tell glibc from other C libraries. */
export const ldd: Tool = (_args, io) => {
  io.write("\tnot a dynamic executable\n");
  return 1;
};
