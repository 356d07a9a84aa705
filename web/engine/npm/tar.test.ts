import { expect, test } from "vitest";
import { readTar } from "./tar.ts";
import { makeTar } from "./testing/fixture-registry.ts";

const read = (archive: Uint8Array) =>
  [...readTar(archive)].map(({ path, executable, data }) => ({ path, executable, text: Buffer.from(data).toString() }));

test("reads files below the archive's first folder, whatever its name", () => {
  const archive = makeTar([
    { path: "package/", type: "5" },
    { path: "package/a.js", text: "a" },
    { path: "package/bin/cli.js", text: "#!", mode: 0o755 },
  ]);
  expect(read(archive)).toEqual([
    { path: "a.js", executable: false, text: "a" },
    { path: "bin/cli.js", executable: true, text: "#!" },
  ]);
});

test("a pax header gives the next file its long name", () => {
  const long = `package/${"deep/".repeat(30)}file.js`;
  const record = ` path=${long}\n`;
  const length = record.length + String(record.length + 3).length;
  const archive = makeTar([
    { path: "PaxHeader/x", type: "x", text: `${length}${record}` },
    { path: "package/short", text: "x" },
    { path: "package/next", text: "y" },
  ]);
  expect(read(archive).map((entry) => entry.path)).toEqual([long.slice("package/".length), "next"]);
});

test.each(["../evil", "package/../../evil", "/etc/passwd", "package/a/../../../evil", "..\\evil", "C:\\evil"])(
  "refuses the path %s",
  (path) => {
    expect(() => read(makeTar([{ path, text: "x" }]))).toThrow("outside its package");
  },
);

test("leaves links and devices out", () => {
  const archive = makeTar([
    { path: "package/link", type: "2" },
    { path: "package/hard", type: "1" },
    { path: "package/device", type: "3" },
    { path: "package/a", text: "a" },
  ]);
  expect(read(archive).map((entry) => entry.path)).toEqual(["a"]);
});

test("refuses a damaged header and a file that is cut off", () => {
  const archive = makeTar([{ path: "package/a", text: "a" }]);
  const damaged = Uint8Array.from(archive);
  damaged[0] = 88;
  expect(() => read(damaged)).toThrow("damaged");
  expect(() => read(makeTar([{ path: "package/a", text: "x".repeat(2000) }]).subarray(0, 1024))).toThrow("cut off");
});
