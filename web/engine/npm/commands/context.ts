import { NpmError } from "../errors.ts";
import type { InstallOptions } from "../install.ts";
import { progressIntervalMs } from "../limits.ts";
import type { NpmCall } from "../options.ts";
import { tabPlatform } from "../platform.ts";
import { findProjectFolder } from "../project.ts";
import { createRegistry } from "../registry.ts";

/** What a command works with. */
export interface CommandContext {
  call: NpmCall;
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  print(text: string): void;
  warn(text: string): void;
}

export type NpmCommand = (context: CommandContext) => Promise<number>;

export const npmVersion = "11.6.0";

/** The folder a command is about: `--prefix`, or the nearest project. */
export function projectFolder(context: CommandContext): string {
  return context.call.switches.get("prefix") ?? findProjectFolder(context.cwd);
}

/** The registry's address, ending in "/". */
export function registryAddress(context: CommandContext): string {
  const address = context.call.switches.get("registry") ?? context.env["npm_config_registry"];
  if (address === undefined || address === "")
    throw new NpmError("EREGISTRY", "No registry is set.", "The variable npm_config_registry holds its address.");
  return address.endsWith("/") ? address : `${address}/`;
}

const spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

/** A line on a terminal that counts packages; silent elsewhere. */
function progressLine(): { show(done: number, total: number): void; clear(): void } {
  let last = 0;
  let frame = 0;
  if (process.stderr.isTTY !== true) return { show: () => undefined, clear: () => undefined };
  return {
    show(done, total) {
      const now = performance.now();
      if (now - last < progressIntervalMs) return;
      last = now;
      process.stderr.write(
        `\r\x1b[K\x1b[36m${spinner.charAt(frame++ % spinner.length)}\x1b[0m ${done} of ${total} packages`,
      );
    },
    clear: () => void process.stderr.write("\r\x1b[K"),
  };
}

/** What installing needs, and what ends its progress line. */
export function installTools(context: CommandContext): { options: InstallOptions; clear(): void } {
  const line = progressLine();
  return {
    options: {
      source: createRegistry(registryAddress(context)),
      platform: tabPlatform,
      notice: (sentence) => {
        line.clear();
        context.warn(`npm notice ${sentence}\n`);
      },
      progress: line.show,
    },
    clear: line.clear,
  };
}
