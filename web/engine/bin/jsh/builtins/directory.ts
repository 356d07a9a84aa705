import { accessSync, constants, statSync } from "node:fs";
import { resolve } from "node:path";
import { errorText, ToolFailure } from "../../lib/errors.ts";
import { writeTo } from "../streams.ts";
import type { Builtin } from "./builtin.ts";

/** `cd [folder]`, `cd -`. The shell keeps its directory itself, so that a subshell's `cd` stays inside. */
export const cd: Builtin = async ({ args, io, state }) => {
  const [given] = args.filter((argument) => !/^-[LP]$|^--$/.test(argument));
  const target = given === "-" ? state.previousCwd : (given ?? state.variables.get("HOME") ?? "/");
  const place = resolve(state.cwd, target);
  try {
    if (!statSync(place).isDirectory()) throw new ToolFailure("Not a directory");
    accessSync(place, constants.X_OK);
  } catch (error) {
    throw new ToolFailure(`${target}: ${errorText(error)}`);
  }
  state.previousCwd = state.cwd;
  state.cwd = place;
  state.variables.set("OLDPWD", state.previousCwd);
  state.variables.set("PWD", place);
  state.exported.add("OLDPWD");
  if (given === "-") await writeTo(io.stdout, `${place}\n`);
  return 0;
};
