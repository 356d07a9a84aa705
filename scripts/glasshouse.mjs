/**
 * The one entry of every npm script. Plain JavaScript that Node 20 runs before anything is installed:
 * installs when the lock file changed, finds Node 24, and hands over to scripts/<command>.ts.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const commands = ["start", "dev", "build", "test", "test-full", "check", "bench", "model", "deploy"];
const oldestNode = 20;
const runtimeNode = 24;
const installerNpm = "11.19.1";
const parentPollMs = 1_000;

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

function major(version) {
  return Number(/^v?(\d+)/.exec(version.trim())?.[1] ?? 0);
}

function installIfLockChanged() {
  const lock = readFileSync(join(root, "package-lock.json"));
  const wanted = createHash("sha256").update(lock).update(process.platform).update(process.arch).digest("hex");
  const stamp = join(root, "node_modules", ".glasshouse-lock");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  console.log("Installing the packages named in package-lock.json …");
  const windows = process.platform === "win32";
  const run = (command, args, stdio) =>
    spawnSync(command, args, { cwd: root, stdio, shell: windows, encoding: "utf8" });
  const npmVersion = run("npm", ["--version"], "pipe").stdout ?? "";
  // npm 10 does not resolve the optional dependencies that the lock of npm 11 names.
  const [command, prefix] = major(npmVersion) >= 11 ? ["npm", []] : ["npx", ["--yes", `npm@${installerNpm}`]];
  // Not `npm ci`: it refuses a lock from which a registry's missing builds for other platforms were left out.
  // `--no-save` takes the locked versions, checks their integrity and leaves the lock as it is.
  const result = run(
    command,
    [...prefix, "install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"],
    "inherit",
  );
  if (result.status !== 0) {
    fail(
      "The packages could not be installed: the lines above say why. Nothing was changed outside node_modules; check the network to the package registry and run the command again.",
    );
  }
  writeFileSync(stamp, wanted);
}

/** The registry's Node 24 for this platform, else this machine's own when it is new enough. */
function findRuntime() {
  const installed = join(root, "node_modules", ".bin", process.platform === "win32" ? "node.cmd" : "node");
  if (existsSync(installed)) {
    const { stdout } = spawnSync(installed, ["--version"], { encoding: "utf8", shell: process.platform === "win32" });
    if (major(stdout ?? "") >= runtimeNode) return installed;
  }
  if (major(process.version) >= runtimeNode) return process.execPath;
  return fail(
    `Glasshouse needs Node ${runtimeNode} and finds none for ${process.platform}-${process.arch}: install Node ${runtimeNode} from nodejs.org and run the command again.`,
  );
}

if (major(process.version) < oldestNode) {
  fail(
    `Glasshouse needs Node ${oldestNode} or newer to start; this is ${process.version}. Install a newer Node from nodejs.org.`,
  );
}
const [command, ...args] = process.argv.slice(2).filter((argument) => argument !== "--");
if (!commands.includes(command)) fail(`Unknown command ${command ?? ""}: use one of ${commands.join(", ")}.`);
installIfLockChanged();

const child = spawn(
  findRuntime(),
  ["--disable-warning=ExperimentalWarning", join(root, "scripts", `${command}.ts`), ...args],
  {
    stdio: "inherit",
    cwd: root,
    shell: process.platform === "win32",
  },
);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
// npm killed with SIGKILL cannot pass the signal on: without this the server would keep the port.
const parent = process.ppid;
if (process.env.npm_lifecycle_event) {
  setInterval(() => process.ppid !== parent && child.kill("SIGTERM"), parentPollMs).unref();
}
child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 143)));
