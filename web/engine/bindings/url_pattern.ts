import type { Binding, Runtime } from "../boot/runtime.ts";

export function createUrlPatternBinding({ host }: Runtime): Binding {
  return { URLPattern: host.URLPattern ?? class URLPattern {} };
}
