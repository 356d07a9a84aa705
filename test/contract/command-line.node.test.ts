import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { siteFixture, startNodeEdge } from "../support/node-edge.ts";
import { freePort } from "../support/server.ts";
import { Visitor } from "../support/wire-client.ts";

const host = fileURLToPath(new URL("../../edge/node.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "glasshouse-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the host until it ends by itself. */
function run(...options: string[]): Promise<{ code: number | null; lines: string[] }> {
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", host, "--dist", siteFixture, ...options],
    { cwd: folder },
  );
  let output = "";
  child.stdout.on("data", (text: Buffer) => {
    output += text.toString();
  });
  child.stderr.on("data", (text: Buffer) => {
    output += text.toString();
  });
  return new Promise((resolve) => child.on("exit", (code) => resolve({ code, lines: output.trim().split("\n") })));
}

it("a taken port is one clear sentence and exit code 1", async () => {
  const port = await freePort();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(port, "127.0.0.1", resolve));
  const ended = await run("--port", `${port}`, "--data", join(folder, "taken"));
  other.close();
  expect(ended).toEqual({ code: 1, lines: [`Port ${port} is taken by another program; choose one with --port.`] });
});

it("a data folder that cannot be written is one clear sentence and exit code 1", async () => {
  const file = join(folder, "a-file");
  writeFileSync(file, "");
  const ended = await run("--port", `${await freePort()}`, "--data", join(file, "below"));
  expect(ended).toEqual({
    code: 1,
    lines: [expect.stringMatching(/^The data folder .*a-file\/below cannot be used: /)],
  });
});

it.each([
  [["--port", "70000"], /^--port must be a number from 1 to 65535, not 70000\.$/],
  [["--origin", "localhost"], /is not an origin/],
  [["--origin", "https://ide.example.org"], /^--origin needs --sandbox-origin beside it/],
])("%s is refused with a sentence", async (options, sentence) => {
  const ended = await run("--data", join(folder, "options"), ...options);
  expect(ended).toEqual({ code: 1, lines: [expect.stringMatching(sentence)] });
});

it("SIGTERM stores what is under way, closes every socket with 1001 and ends with 0", async () => {
  const dataDir = mkdtempSync(join(folder, "data-"));
  const edge = await startNodeEdge({ dataDir });
  const ada = await Visitor.guest(edge);
  const workspace = await ada.createWorkspace();
  const peer = await (await ada.open(workspace)).join();
  peer.addFile("last", "words");
  const code = await edge.stop();
  await peer.until(() => peer.closed !== undefined);
  expect([code, peer.closed?.code, edge.server.output()]).toEqual([
    0,
    1001,
    `listening ${edge.ideOrigin} data ${dataDir}\n`,
  ]);
  const again = await startNodeEdge({ dataDir, port: edge.server.port });
  const seen = await (await ada.open(workspace)).join();
  await again.stop();
  // Acknowledged or not: what had arrived is there.
  expect(seen.textOf("last")).toBe("words");
});

it("a LAN address over plain http says what will not work there", async () => {
  const edge = await startNodeEdge({ extraOptions: ["--host", "0.0.0.0"] });
  const output = edge.server.output();
  await edge.stop();
  expect(output).toMatch(/^On 0\.0\.0\.0 over plain http other machines get no secure context/);
});
