import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { llamaRuntime } from "./llama-runtime.ts";
import { secondClient } from "./second-client.ts";
import { typeLibraries } from "./type-libraries.ts";

export default defineConfig({
  root: new URL(".", import.meta.url).pathname,
  plugins: [react(), secondClient()],
  // The edge replaces the placeholder by a fresh nonce in every page it serves.
  html: { cspNonce: "__CSP_NONCE__" },
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    target: "chrome130",
    // A data: address would need a wider policy than 'self'.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The size budget reads which chunks the first key needs.
    manifest: true,
    reportCompressedSize: true,
  },
  worker: { format: "es", plugins: () => [typeLibraries(), llamaRuntime()] },
});
