import { expect, test } from "vitest";
import { languageNames, languageOf, loadLanguageSupport } from "./languages.ts";

test.each([
  ["index.js", "javascript"],
  ["a.test.MTS", "typescript"],
  ["App.tsx", "tsx"],
  ["style.css", "css"],
  ["README.md", "markdown"],
  ["main.py", "python"],
  ["Dockerfile", "text"],
  [".gitignore", "text"],
])("%s is %s", (name, language) => {
  expect(languageOf(name)).toBe(language);
});

test("every language but plain text brings its parser", async () => {
  for (const language of Object.keys(languageNames) as (keyof typeof languageNames)[]) {
    const support = await loadLanguageSupport(language);
    expect([language, support === undefined]).toEqual([language, language === "text"]);
  }
});

test.each([
  ["typescript", "const user: Map<string, number> = load();", false],
  ["tsx", "const row = (user: User) => <Row name={user.name} />;", false],
  ["javascript", "const user: Map<string, number> = load();", true],
  ["jsx", "const row = (user) => <Row name={user.name} />;", false],
] as const)("reads %s as what it is: %s", async (language, code, hasErrors) => {
  const support = await loadLanguageSupport(language);
  const tree = support?.language.parser.parse(code).toString();
  expect(tree?.includes("⚠")).toBe(hasErrors);
});
