import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bin, root } from "./paths.ts";

const forbidden = [
  ["shared/lib/planted.ts", "../../edge/app.ts"],
  ["shared/lib/planted-node.ts", "node:fs"],
  ["shared/lib/planted-web.ts", "../../web/main.tsx"],
  ["edge/planted.ts", "../web/state/store.ts"],
  ["edge/planted-node.ts", "node:fs"],
  ["edge/sync/planted-cloudflare.ts", "cloudflare:workers"],
  ["edge/storage/planted.ts", "../routes/health.ts"],
  ["edge/sync/planted.ts", "../rooms/room.ts"],
  ["edge/hosts/planted-web.ts", "../../web/state/store.ts"],
  ["model/planted.ts", "../edge/app.ts"],
  ["web/app/planted.ts", "../../edge/app.ts"],
  ["web/app/planted-engine.ts", "../engine/kernel/protocol.ts"],
  ["web/explorer/planted.ts", "../editor/editor.ts"],
  ["web/editor/planted.ts", "../app/ide.tsx"],
  ["web/editor/completion/planted.ts", "../../assistant/remote.ts"],
  ["web/editor/planted-language.ts", "../language/client.ts"],
  ["web/language/planted.ts", "../editor/editor.ts"],
  ["web/ui/planted.ts", "../state/store.ts"],
  ["web/state/planted.ts", "react"],
  ["web/engine/kernel/planted.ts", "../../state/store.ts"],
  ["web/engine/kernel/planted-node.ts", "node:fs"],
] as const;

const allowed = [
  ["edge/allowed.ts", "../shared/lib/varint.ts"],
  ["edge/hosts/allowed.ts", "node:fs"],
  ["edge/routes/allowed.ts", "../rooms/room.ts"],
  ["model/allowed.ts", "node-llama-cpp"],
  ["web/editor/allowed.ts", "../state/store.ts"],
  ["web/app/allowed.ts", "../editor/editor.ts"],
  ["web/engine/host/allowed.ts", "../kernel/protocol.ts"],
] as const;

/** A checkout of nothing but our lint configuration and the planted files. */
const checkout = mkdtempSync(join(tmpdir(), "glasshouse-borders-"));
let refused = new Set<string>();

beforeAll(() => {
  const config = JSON.parse(readFileSync(join(root, "biome.json"), "utf8"));
  writeFileSync(join(checkout, "biome.json"), JSON.stringify({ ...config, vcs: { enabled: false } }));
  for (const [path, specifier] of [...forbidden, ...allowed]) {
    mkdirSync(join(checkout, dirname(path)), { recursive: true });
    writeFileSync(join(checkout, path), `import { thing } from "${specifier}";\n\nconsole.log(thing);\n`);
  }
  const result = spawnSync(
    bin("biome"),
    ["lint", "--colors=off", "--max-diagnostics=none", "--only=style/noRestrictedImports", "."],
    { cwd: checkout, encoding: "utf8" },
  );
  const lines = (result.stdout + result.stderr).split("\n").filter((line) => line.includes("noRestrictedImports"));
  refused = new Set(lines.map((line) => line.slice(0, line.indexOf(":"))));
});

afterAll(() => rmSync(checkout, { recursive: true, force: true }));

describe("folder borders", () => {
  it.each(forbidden)("a planted import in %s of %s is refused", (path) => {
    expect(refused).toContain(path);
  });

  it.each(allowed)("%s may import %s", (path) => {
    expect(refused).not.toContain(path);
  });
});
