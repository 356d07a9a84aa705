import { clear, fail, pwd, succeed } from "../../tools/constant.ts";
import { echo } from "../../tools/echo.ts";
import { env, which } from "../../tools/environment.ts";
import { bracket, test } from "../../tools/test.ts";
import { letBuiltin, printf } from "./arithmetic.ts";
import { type Builtin, insideTool } from "./builtin.ts";
import { cd, folders, umask } from "./directory.ts";
import { builtin, command, evaluate, exec, exit, leaveLoop, returnFrom, sleep, source, times, trap } from "./flow.ts";
import { mapfile, read } from "./input.ts";
import { bg, disown, fg, jobs, kill, wait } from "./jobs.ts";
import { enable, helpBuiltin, history, typeBuiltin, ulimit } from "./lookup.ts";
import { getopts, set, shopt } from "./options.ts";
import { alias, declare, exportVariables, local, readonly, shift, unalias, unset } from "./variables.ts";

const names = (): ReadonlySet<string> => new Set(builtins.keys());

/** `env` lists inside the shell and runs a command by way of the program. */
const environment: Builtin = (call) =>
  call.args.length === 0
    ? insideTool(env)(call)
    : call.state.shared.runner.named(["/usr/bin/env", ...call.args], new Map(), call.io, call.state);

/** Commands that run inside the shell. */
export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  [".", source],
  [":", insideTool(succeed)],
  ["[", insideTool(bracket)],
  ["alias", alias],
  ["bg", bg],
  ["builtin", builtin],
  ["declare", declare],
  ["dirs", folders],
  ["disown", disown],
  ["getopts", getopts],
  ["hash", insideTool(succeed)],
  ["let", letBuiltin],
  ["mapfile", mapfile],
  ["popd", folders],
  ["pushd", folders],
  ["readarray", mapfile],
  ["readonly", readonly],
  ["shopt", shopt],
  ["typeset", declare],
  ["ulimit", ulimit],
  ["umask", umask],
  ["enable", enable(names)],
  ["caller", insideTool(fail)],
  ["break", leaveLoop],
  ["cd", cd],
  ["clear", insideTool(clear)],
  ["command", command],
  ["continue", leaveLoop],
  ["echo", insideTool(echo)],
  ["env", environment],
  ["eval", evaluate],
  ["exec", exec],
  ["exit", exit],
  ["export", exportVariables],
  ["false", insideTool(fail)],
  ["fg", fg],
  ["help", helpBuiltin(names)],
  ["history", history],
  ["jobs", jobs],
  ["kill", kill],
  ["local", local],
  ["printf", printf],
  ["pwd", insideTool(pwd)],
  ["read", read],
  ["return", returnFrom],
  ["set", set],
  ["shift", shift],
  ["sleep", sleep],
  ["source", source],
  ["test", insideTool(test)],
  ["times", times],
  ["trap", trap],
  ["true", insideTool(succeed)],
  ["type", typeBuiltin(names)],
  ["unalias", unalias],
  ["unset", unset],
  ["wait", wait],
  ["which", insideTool(which)],
]);
