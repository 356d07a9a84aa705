import { ToolFailure } from "../../lib/errors.ts";
import { printf as printfTool } from "../../tools/printf.ts";
import { evaluateArithmetic } from "../arithmetic.ts";
import { arithmeticVariables, setVariable } from "../variables.ts";
import { type Builtin, insideTool } from "./builtin.ts";

/** `let expression…`: status 1 when the last one is 0. */
export const letBuiltin: Builtin = async ({ args, state }) => {
  if (args.length === 0) throw new ToolFailure("expression expected");
  let value = 0n;
  for (const expression of args) value = evaluateArithmetic(expression, arithmeticVariables(state));
  return value === 0n ? 1 : 0;
};

/** `printf [-v name] format argument…`: to the output, or into a variable. */
export const printf: Builtin = async (call) => {
  if (call.args[0] !== "-v") return insideTool(printfTool)(call);
  const [, name = "", ...args] = call.args;
  const stdout = { type: "collect" as const, chunks: [] as Uint8Array[], bytes: 0 };
  const status = await insideTool(printfTool)({ ...call, args, io: { ...call.io, stdout } });
  setVariable(name, Buffer.concat(stdout.chunks).toString(), call.state);
  return status;
};
