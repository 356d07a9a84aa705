import type { Binding } from "../boot/runtime.ts";

/** The browser's developer tools take the inspector's place. */
export function createInspectorBinding(): Binding {
  return {
    isEnabled: () => false,
    setConsoleExtensionInstaller() {},
    registerAsyncHook() {},
    consoleCall() {},
    console: {},
    emitProtocolEvent() {},
    setupNetworkTracking() {},
  };
}
