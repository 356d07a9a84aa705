import { clear, fail, pwd, succeed } from "../../tools/constant.ts";
import { echo } from "../../tools/echo.ts";
import { env, which } from "../../tools/environment.ts";
import { printf } from "../../tools/printf.ts";
import { bracket, test } from "../../tools/test.ts";
import { type Builtin, insideTool } from "./builtin.ts";
import { cd } from "./directory.ts";
import {
  command,
  doubleBracket,
  evaluate,
  exec,
  exit,
  leaveLoop,
  returnFrom,
  sleep,
  source,
  time,
  trap,
} from "./flow.ts";
import { bg, fg, jobs, kill, wait } from "./jobs.ts";
import { helpBuiltin, history, typeBuiltin } from "./lookup.ts";
import { alias, exportVariables, local, read, set, shift, unalias, unset } from "./variables.ts";

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
  ["[[", doubleBracket],
  ["alias", alias],
  ["bg", bg],
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
  ["printf", insideTool(printf)],
  ["pwd", insideTool(pwd)],
  ["read", read],
  ["return", returnFrom],
  ["set", set],
  ["shift", shift],
  ["sleep", sleep],
  ["source", source],
  ["test", insideTool(test)],
  ["time", time],
  ["trap", trap],
  ["true", insideTool(succeed)],
  ["type", typeBuiltin(names)],
  ["unalias", unalias],
  ["unset", unset],
  ["wait", wait],
  ["which", insideTool(which)],
]);
