import { expect, test } from "vitest";
import { fc } from "../../test/support/property.ts";
import { workspaceLimits } from "../protocol/limits.ts";
import { checkName, normalizePath } from "./path.ts";

const refused: [string, string][] = [
  ["", "empty"],
  [".", "empty"],
  ["  ", "empty"],
  ["/etc/passwd", "absolute"],
  ["C:/windows", "absolute"],
  ["c:evil", "absolute"],
  ["..", "parent"],
  ["a/../../b", "parent"],
  ["a\\b", "backslash"],
  ["..\\..\\b", "backslash"],
  ["a/%2e%2e/b", "encoded"],
  ["%2E%2e", "encoded"],
  ["a%252fb", "encoded"],
  ["a%5cb", "encoded"],
  ["a\u0000b", "control"],
  ["a\nb", "control"],
  ["a\u202etxt.exe", "control"],
  ["a\u200bb", "control"],
  ["\ufeffa", "control"],
  ["a\ud800", "control"],
  ["a\u{e0041}b", "control"],
  ["a\uff0fb", "look-alike"],
  ["\uff0e\uff0e", "look-alike"],
  ["\u2025", "look-alike"],
  ["a\u2215b", "look-alike"],
  [".git/hooks/pre-commit", "reserved"],
  [".GIT", "reserved"],
  ["a/.git", "reserved"],
  ["CON", "reserved"],
  ["nul.txt", "reserved"],
  ["com1", "reserved"],
  ["__proto__", "reserved"],
  ["name.", "reserved"],
  ["name ", "reserved"],
  ["x".repeat(256), "too-long"],
  ["é".repeat(128), "too-long"],
  ["a/".repeat(2_100), "too-long"],
  [`${"a/".repeat(65)}a`, "too-deep"],
];

test.each(refused)("[reliability 25] %j is refused as %s", (path, code) => {
  expect(normalizePath(path)).toMatchObject({ ok: false, code });
});

test.each([
  ["src/a.ts", "src/a.ts"],
  ["./src//a.ts", "src/a.ts"],
  ["src/./a.ts/", "src/a.ts"],
  ["cafe\u0301.txt", "caf\u00e9.txt"],
  [".gitignore", ".gitignore"],
  [".github/x", ".github/x"],
  ["a..b/...c", "a..b/...c"],
  ["100%.md", "100%.md"],
  ["文件/名.ts", "文件/名.ts"],
  ["👩‍👩‍👧.png", "👩‍👩‍👧.png"],
  ["console.log", "console.log"],
])("[reliability 25] %j is taken as %j", (path, normal) => {
  expect(normalizePath(path)).toEqual({ ok: true, value: normal });
});

test("[reliability 25] 10,000 random strings are refused or stay below the workspace", () => {
  const piece = fc.oneof(
    fc.constantFrom("..", ".", "/", "\\", "%2e", "%2F", "\u0000", ".git", "C:", "\uff0f", "con", "a", "\u202e", " "),
    fc.string({ maxLength: 6, unit: "binary" }),
  );
  const path = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(path, (raw) => {
      const normal = normalizePath(raw);
      if (!normal.ok) return;
      const resolved = new URL(`http://host/base/${normal.value.split("/").map(encodeURIComponent).join("/")}`)
        .pathname;
      expect(decodeURIComponent(resolved)).toBe(`/base/${normal.value}`);
      expect(normal.value.split("/").every((name) => checkName(name).ok)).toBe(true);
      expect(normalizePath(normal.value)).toEqual(normal);
      expect(new TextEncoder().encode(normal.value).length).toBeLessThanOrEqual(workspaceLimits.maxPathBytes);
    }),
    { numRuns: 10_000, seed: 25 },
  );
});
