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

/** `pushd [folder]`, `popd`, `dirs`: a stack of folders. */
export const folders: Builtin = async (call) => {
  const { name, args, io, state } = call;
  if (name === "pushd") {
    const target = args[0] ?? state.folders[0];
    if (target === undefined) throw new ToolFailure("no other directory");
    const from = state.cwd;
    await cd({ ...call, args: [target] });
    if (args[0] === undefined) state.folders.shift();
    state.folders.unshift(from);
  }
  if (name === "popd") {
    const target = state.folders.shift();
    if (target === undefined) throw new ToolFailure("directory stack empty");
    await cd({ ...call, args: [target] });
  }
  const home = state.variables.get("HOME") ?? "";
  const shown = [state.cwd, ...state.folders].map((path) =>
    home !== "" && (path === home || path.startsWith(`${home}/`)) ? `~${path.slice(home.length)}` : path,
  );
  await writeTo(io.stdout, `${shown.join(" ")}\n`);
  return 0;
};

/** `umask [-S] [mode]`: what a new file may not have. */
export const umask: Builtin = async ({ args, io }) => {
  const [mode] = args.filter((argument) => argument !== "-S");
  if (mode === undefined) await writeTo(io.stdout, `${process.umask().toString(8).padStart(4, "0")}\n`);
  else if (/^[0-7]{1,4}$/.test(mode)) process.umask(Number.parseInt(mode, 8));
  else throw new ToolFailure(`'${mode}': invalid symbolic mode operator`);
  return 0;
};
