import { describe, expect, test } from "vitest";
import { templates } from "./index.ts";

describe.each(Object.entries(templates))("the template %s", (_id, files) => {
  test("has only relative paths below its folder", () => {
    for (const path of Object.keys(files)) expect(path).toMatch(/^(?!.*\.\.)[\w.-]+(\/[\w.-]+)*$/);
  });

  test("ends every file with a line feed and stays short enough to be read", () => {
    for (const text of Object.values(files)) {
      expect(text.endsWith("\n")).toBe(true);
      expect(text.split("\n").length).toBeLessThan(130);
    }
  });

  test("names exact versions and has a start script when it is a package", () => {
    const text = files["package.json"];
    if (text === undefined) return;
    const json = JSON.parse(text);
    expect(json.scripts.start).toEqual(expect.any(String));
    for (const version of Object.values(json.dependencies ?? {})) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

test("the starts that the first page offers are all there", () => {
  expect(Object.keys(templates)).toEqual(expect.arrayContaining(["node", "express", "static", "react", "hono"]));
});
