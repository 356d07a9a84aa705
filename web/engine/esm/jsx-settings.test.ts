import { describe, expect, it } from "vitest";
import { jsxSettings } from "./jsx-settings.ts";

const of = (files: Record<string, string>, source = "", path = "/home/project/src/a.jsx") =>
  jsxSettings(path, source, (file) => files[file]);
const automatic = {
  classic: false,
  importSource: "react",
  factory: "React.createElement",
  fragment: "React.Fragment",
};

describe("how a file's JSX runs", () => {
  it("[7] by react's automatic runtime where nothing says otherwise", () => {
    expect(of({})).toEqual(automatic);
    expect(of({ "/home/project/tsconfig.json": '{"compilerOptions":{"jsx":"preserve"}}' })).toEqual(automatic);
    expect(of({ "/tsconfig.json": "{ broken" })).toEqual(automatic);
  });

  it("[7] as the nearest tsconfig.json says, comments and what it extends included", () => {
    const files = {
      "/tsconfig.json": '{"compilerOptions":{"jsxImportSource":"far"}}',
      "/home/project/tsconfig.json": `{
        // the base says classic
        "extends": ["./base/one.json", "./base/two"], /* a list */
        "compilerOptions": { "jsxFactory": "h", "target": "es//6", },
      }`,
      "/home/project/base/one.json": '{"compilerOptions":{"jsx":"react-jsx","jsxFactory":"no"}}',
      "/home/project/base/two.json": '{"extends":"./two","compilerOptions":{"jsx":"react","jsxFragmentFactory":"F"}}',
    };
    expect(of(files)).toEqual({ classic: true, importSource: "react", factory: "h", fragment: "F" });
  });

  it("[7] a file's own leading comments come first", () => {
    const classicFiles = { "/tsconfig.json": '{"compilerOptions":{"jsx":"react"}}' };
    expect(of(classicFiles, "#!/usr/bin/env node\n/** @jsxImportSource preact */")).toMatchObject({
      classic: false,
      importSource: "preact",
    });
    expect(of({}, "// first\n/* @jsx h @jsxFrag Frag */\ncode")).toMatchObject({
      classic: true,
      factory: "h",
      fragment: "Frag",
    });
    expect(of({}, "/* @jsxRuntime classic */")).toMatchObject({ classic: true });
    expect(of(classicFiles, "/* @jsxRuntime automatic */")).toMatchObject({ classic: false });
    expect(of({}, "code();\n/* @jsx h */")).toEqual(automatic);
  });
});
