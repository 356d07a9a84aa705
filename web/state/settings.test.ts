import { expect, test } from "vitest";
import { createSettings, type KeptText, paintedTheme } from "./settings.ts";

function storage(kept: Record<string, string> = {}): KeptText & { kept: Record<string, string> } {
  return {
    kept,
    getItem: (key) => kept[key] ?? null,
    setItem(key, value) {
      kept[key] = value;
    },
  };
}

test("a Chinese browser starts in Chinese, any other in English", () => {
  expect(createSettings(storage(), "zh-TW").getState().locale).toBe("zh-CN");
  expect(createSettings(storage(), "de-DE").getState().locale).toBe("en");
});

test("a choice outlives the page", () => {
  const kept = storage();
  createSettings(kept, "en").set({ theme: "light", locale: "zh-CN", fontSize: 16, assistant: false });
  expect(createSettings(kept, "en").getState()).toEqual({
    theme: "light",
    locale: "zh-CN",
    fontSize: 16,
    assistant: false,
    screenReader: false,
  });
});

test.each(["", "{", "null", '{"theme":"pink"}', '{"fontSize":900}'])("unreadable settings %j fall back", (text) => {
  const settings = createSettings(storage({ "glasshouse.settings": text }), "en").getState();
  expect(settings).toEqual({ theme: "system", locale: "en", fontSize: 13, assistant: true, screenReader: false });
});

test("the system's wish counts only when nothing was chosen, and contrast wins over light", () => {
  expect(paintedTheme("dark", { light: true, contrast: true })).toBe("dark");
  expect(paintedTheme("system", { light: true, contrast: false })).toBe("light");
  expect(paintedTheme("system", { light: true, contrast: true })).toBe("contrast");
  expect(paintedTheme("system", { light: false, contrast: false })).toBe("dark");
});
