/** The README's commands, run as a newcomer runs them: child processes in this checkout, answers read from their output. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { root } from "../../scripts/paths.ts";
import { freePort, type RunningCommand, runCommand } from "../support/command.ts";

const started: RunningCommand[] = [];
const folders: string[] = [];
const servers: Server[] = [];

afterEach(async () => {
  for (const command of started.splice(0)) command.signal("SIGKILL");
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "glasshouse-data-"));
  folders.push(folder);
  return folder;
}

function run(command: string, args: string[]): RunningCommand {
  const running = runCommand(command, args);
  started.push(running);
  return running;
}

const npmStart = (...args: string[]): RunningCommand => run("npm", ["start", "--", ...args]);
const listening = /(http:\/\/localhost:\d+)/;

/** A port that something listens on until the test ends. */
async function takenPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  servers.push(server);
  await new Promise((resolve) => server.on("listening", resolve));
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

describe("npm start", () => {
  it("prints the address and the data folder, serves the first page and ends cleanly on SIGTERM", async () => {
    const data = dataFolder();
    const server = npmStart("--port", String(await freePort()), "--data", data);
    const [, origin] = await server.until(listening);
    const page = await fetch(`${origin}/`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("<title>Glasshouse");
    expect(server.output()).toContain(data);
    server.child.kill("SIGTERM");
    // npm itself ends by the signal that it passed on; the host's own exit code 0 is held by test/contract.
    await server.exit;
    expect(server.output()).not.toMatch(/^\s+at /m);
    await expect(fetch(`${origin}/health`)).rejects.toThrow();
  });

  it("a Ctrl-C in the terminal ends every process of the command", async () => {
    const server = npmStart("--port", String(await freePort()), "--data", dataFolder());
    const [, origin] = await server.until(listening);
    server.signal("SIGINT");
    await server.exit;
    await expect(fetch(`${origin}/health`)).rejects.toThrow();
  });

  it("the second start needs no network at all", async () => {
    // A network of its own with nothing but loopback, raised by what every Debian has.
    const raise = `perl -MSocket -e '$up = pack("a16 s x22", "lo", 0x41); socket(S, AF_INET, SOCK_DGRAM, 0); ioctl(S, 0x8914, $up) or die'`;
    const look = `for (;;) try { console.log(await (await fetch("http://localhost:8123/")).text()); break; } catch { await new Promise((done) => setTimeout(done, 100)); }`;
    const script = `${raise} && { npm start -- --port 8123 --data ${dataFolder()} & } && ${process.execPath} --input-type=module -e '${look}'; kill $!`;
    const server = run("unshare", ["-rn", "sh", "-c", script]);
    await server.until(/<title>Glasshouse/);
  });

  it("a taken port is one clear sentence and exit code 1", async () => {
    const port = await takenPort();
    const server = npmStart("--port", String(port), "--data", dataFolder());
    expect(await server.exit).toBe(1);
    expect(server.output()).toMatch(new RegExp(`[Pp]ort ${port} .*\\.`));
    expect(server.output()).not.toMatch(/^\s+at /m);
  });

  it("an unwritable data folder is one clear sentence and exit code 1", async () => {
    const data = join(dataFolder(), "file");
    writeFileSync(data, "in the way");
    const server = npmStart("--port", String(await freePort()), "--data", join(data, "below"));
    expect(await server.exit).toBe(1);
    expect(server.output()).toContain(data);
    expect(server.output()).not.toMatch(/^\s+at /m);
  });

  it("a LAN address says what will not work without a secure context", async () => {
    const server = npmStart("--port", String(await freePort()), "--host", "0.0.0.0", "--data", dataFolder());
    await server.until(/secure context/);
  });

  it("an unknown option is one clear sentence and exit code 1", async () => {
    const server = npmStart("--prot", "1");
    expect(await server.exit).toBe(1);
    expect(server.output()).toContain("--prot");
  });
});

describe("the bootstrap", () => {
  it("a Node that is too old is one clear sentence and exit code 1", () => {
    const old = `Object.defineProperty(process, "version", { value: "v18.20.0" });`;
    const preload = join(dataFolder(), "old.mjs");
    writeFileSync(preload, old);
    const result = spawnSync(
      process.execPath,
      ["--import", preload, join(root, "scripts", "glasshouse.mjs"), "start"],
      {
        encoding: "utf8",
      },
    );
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(/needs Node 20 or newer.*v18\.20\.0/);
  });

  it("an unknown command names the known ones", () => {
    const result = spawnSync(process.execPath, [join(root, "scripts", "glasshouse.mjs"), "fly"], { encoding: "utf8" });
    expect(result.status).toBe(1);
    expect(result.stderr).toContain("start, dev, build");
  });

  it("without any Chromium and without root the tests say what to do", () => {
    const folder = dataFolder();
    const script = `process.getuid = () => 1000; process.env.PATH = ${JSON.stringify(folder)}; delete process.env.CHROMIUM_PATH;
      const { ensureChromium } = await import(${JSON.stringify(join(root, "scripts", "chromium.ts"))}); ensureChromium();`;
    chmodSync(folder, 0o755);
    const result = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
    expect(result.stderr).toContain("set CHROMIUM_PATH");
  });
});

describe("npm run bench", () => {
  it("an unknown name lists the known benches", async () => {
    const bench = run("npm", ["run", "bench", "--", "nothing"]);
    expect(await bench.exit).toBe(1);
    expect(bench.output()).toContain("main-job");
  });
});
