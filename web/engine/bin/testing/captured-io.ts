import { BrokenPipe, errorCode, errorText, ToolFailure } from "../lib/errors.ts";
import type { Tool } from "../lib/tool.ts";

export interface ToolRun {
  status: number;
  output: string;
  errors: string;
}

/** Runs a tool within the test: its input is a text, its output is gathered; reading stops it after `outputLimit` characters. */
export async function runCaptured(
  name: string,
  tool: Tool,
  args: readonly string[],
  options: { cwd: string; input?: string; env?: Record<string, string>; outputLimit?: number },
): Promise<ToolRun> {
  const output: Buffer[] = [];
  let errors = "";
  let length = 0;
  let pending: Buffer | null = options.input === undefined ? null : Buffer.from(options.input);
  try {
    const status = await tool(args, {
      cwd: options.cwd,
      env: options.env ?? {},
      read() {
        const chunk = pending;
        pending = null;
        return chunk;
      },
      write(data) {
        const bytes = Buffer.from(data);
        length += bytes.length;
        if (length > (options.outputLimit ?? Number.POSITIVE_INFINITY)) throw new BrokenPipe();
        output.push(bytes);
      },
      flush: () => undefined,
      error(text) {
        errors += text;
      },
    });
    return { status, output: Buffer.concat(output).toString(), errors };
  } catch (error) {
    if (error instanceof BrokenPipe) return { status: 141, output: Buffer.concat(output).toString(), errors };
    if (!(error instanceof ToolFailure) && errorCode(error) === "") throw error;
    return {
      status: error instanceof ToolFailure ? error.status : 1,
      output: Buffer.concat(output).toString(),
      errors: `${errors}${name}: ${errorText(error)}\n`,
    };
  }
}
