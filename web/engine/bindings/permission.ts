import type { Binding } from "../boot/runtime.ts";

/** The sandbox is the browser's; Node's own permission model is off, so everything is permitted. */
export function createPermissionBinding(): Binding {
  return { has: () => true, drop() {} };
}
