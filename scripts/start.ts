/** `npm start`: builds what changed and runs the Node host. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { build } from "./build.ts";
import { dist, root } from "./paths.ts";
import { main } from "./run.ts";

await main(async () => {
  await build();
  const host = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", join(root, "edge", "node.ts"), "--dist", dist, ...process.argv.slice(2)],
    {
      stdio: ["inherit", "inherit", "inherit", "ipc"],
      cwd: root,
    },
  );
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => host.kill(signal));
  return new Promise((resolve) => host.on("exit", (code, signal) => resolve(code ?? (signal === null ? 0 : 1))));
});
