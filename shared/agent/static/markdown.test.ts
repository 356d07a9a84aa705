import { markdownLanguage } from "@codemirror/lang-markdown";
import { expect, it } from "vitest";
import { cell, codeBlock, inlineCode, linkTo, plainText, quoted } from "./markdown.ts";

/** Names of the nodes that markdown makes of a text. */
function nodesOf(markdown: string): Set<string> {
  const names = new Set<string>();
  markdownLanguage.parser.parse(markdown).iterate({ enter: ({ name }) => void names.add(name) });
  return names;
}

const hostile = [
  "a](javascript:alert(1))",
  "`](javascript:alert(1)) `",
  "``` \n<img src=x onerror=alert(1)>\n```",
  "<script>alert(1)</script>",
  "![x](https://evil.example/a.png)",
  "<https://evil.example>",
  "see www.evil.example or mail a@evil.example",
  "# heading",
  "- [ ] item",
  "1. item",
  "*a* _b_ **c** ~~d~~",
  "[x]: javascript:alert(1)",
  "__proto__",
  "a | b",
  "\\](javascript:x)",
  "\u202etxt.exe",
];

it.each(hostile)("[SM1] as words nothing of %j becomes markup", (text) => {
  const nodes = nodesOf(`Say ${plainText(text)}\n\n${quoted(text)}`);
  for (const name of [
    "Link",
    "Image",
    "HTMLTag",
    "HTMLBlock",
    "Autolink",
    "URL",
    "ATXHeading1",
    "BulletList",
    "OrderedList",
  ]) {
    expect(nodes).not.toContain(name);
  }
  for (const name of ["Emphasis", "StrongEmphasis", "InlineCode", "FencedCode", "LinkReference", "Table"]) {
    expect(nodes).not.toContain(name);
  }
});

it.each(hostile)("[SM2] as code %j stays within its marks", (text) => {
  const inline = nodesOf(`x ${inlineCode(text)} y`);
  expect([...inline].sort()).toEqual(["CodeMark", "Document", "InlineCode", "Paragraph"]);
  const block = nodesOf(`${codeBlock("ts", text)}\n`);
  expect(
    [...block].filter((name) => !["CodeInfo", "CodeMark", "CodeText", "Document", "FencedCode"].includes(name)),
  ).toEqual([]);
});

it.each(["a.ts", "x](javascript:alert(1)).ts", "javascript:alert(1)", "my folder/(a) [b].ts", "数据.ts", "\ud800.ts"])(
  "[SM3] a link to %j goes to that path of the workspace",
  (path) => {
    const link = linkTo(path, 3);
    const nodes = nodesOf(link);
    const [, address = ""] = /\]\((.*)\)$/.exec(link) ?? [];
    expect(nodes).toContain("Link");
    expect(decodeURIComponent(address)).toBe(`./${path.toWellFormed()}#L3`);
    expect(address).not.toMatch(/[()\s]/);
  },
);

it("[SM4] a bar does not end a cell", () => {
  expect(cell(inlineCode("a | b"))).toBe("`a \\| b`");
  expect(cell(plainText("a | b"))).toBe("a \\| b");
});
