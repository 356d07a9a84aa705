import { expect, test } from "vitest";
import { commandOf, keyOf, keysText, shortcuts } from "./shortcuts.ts";

const press = (key: string, held = "") => ({
  key,
  ctrl: held.includes("c"),
  alt: held.includes("a"),
  shift: held.includes("s"),
});

test("a press means its command, with the letter in either case", () => {
  expect(commandOf(press("k", "c"))).toBe("palette");
  expect(commandOf(press("K", "c"))).toBe("palette");
  expect(commandOf(press("Enter", "c"))).toBe("run");
  expect(commandOf(press("F6", "s"))).toBe("previousRegion");
});

test("plain typing and the editor's own keys stay theirs", () => {
  for (const [key, held] of [
    ["k", ""],
    ["z", "c"],
    ["Tab", ""],
    ["f", "c"],
    ["c", "c"],
    ["ArrowRight", "c"],
  ] as const)
    expect(commandOf(press(key, held))).toBeUndefined();
});

test("no two commands share a key", () => {
  const all = Object.values(shortcuts);
  expect(new Set(all).size).toBe(all.length);
});

test("keys read as they are printed on the keyboard", () => {
  expect(keysText("Mod+Shift+F", false)).toBe("Ctrl Shift F");
  expect(keysText("Mod+Shift+F", true)).toBe("⌘⇧F");
  expect(keysText(undefined, false)).toBe("");
});

test("Option on a Mac makes another letter, and the command is the key's all the same", () => {
  const pressed = { key: "å", code: "KeyA", altKey: true };
  expect(commandOf({ ...press("", "a"), key: keyOf(pressed, true) })).toBe("chat");
  expect(keyOf(pressed, false)).toBe("å");
  expect(keyOf({ key: ".", code: "Period", altKey: true }, true)).toBe(".");
});
