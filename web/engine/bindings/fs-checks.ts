/** Checks of arguments that Node does in C++ rather than in its JavaScript. */
import type { Runtime } from "../boot/runtime.ts";

const largestDescriptor = 2 ** 31 - 1;
const modes = { access: { least: 0, most: 7 }, copyFile: { least: 0, most: 7 } } as const;

/** The same errors as the library's own check, which runs only when something is wrong. */
export function checkDescriptor(runtime: Runtime, fd: unknown): void {
  if (typeof fd === "number" && Number.isInteger(fd) && fd >= 0 && fd <= largestDescriptor) return;
  const { validateInt32, validateNumber } = validators(runtime);
  if (typeof fd !== "number") validateNumber(fd, "fd");
  validateInt32(fd, "fd", 0, largestDescriptor);
}

/** A mode of `access` or `copyFile`; nothing given means 0. */
export function checkMode(runtime: Runtime, mode: unknown, call: keyof typeof modes): number {
  if (mode === undefined || mode === null) return 0;
  const { least, most } = modes[call];
  if (typeof mode === "number" && Number.isInteger(mode) && mode >= least && mode <= most) return mode;
  validators(runtime).validateInt32(mode, "mode", least, most);
  return 0;
}

function validators(runtime: Runtime) {
  return runtime.requireBuiltin("internal/validators") as {
    validateInt32(value: unknown, name: string, least: number, most: number): void;
    validateNumber(value: unknown, name: string): void;
  };
}
