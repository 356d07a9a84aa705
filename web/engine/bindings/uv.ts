import type { Binding, Runtime } from "../boot/runtime.ts";

export function createUvBinding(runtime: Runtime): Binding {
  return {
    ...runtime.data("uv"),
    errname: (number: number) => runtime.uv.nameOf(number),
    getErrorMap: () => new Map(runtime.uv.entries),
    getErrorMessage: (number: number) => runtime.uv.messageOf(number),
  };
}
