import { expect, test } from "vitest";
import { panelLimits } from "./limits.ts";
import { markdownBlocks } from "./markdown-blocks.ts";

const long = (letter: string) => letter.repeat(panelLimits.minBlockChars);

test("paragraphs are blocks of their own once they are long enough, and nothing is lost", () => {
  const text = `${long("a")}\n\n${long("b")}\n\nend`;
  expect(markdownBlocks(text)).toEqual([`${long("a")}\n\n`, `${long("b")}\n\n`, "end"]);
  expect(markdownBlocks("a\n\nb")).toEqual(["a\n\nb"]);
  expect(markdownBlocks("")).toEqual([""]);
});

test("what goes on over an empty line stays together", () => {
  for (const whole of [
    `- ${long("a")}\n\n- b`,
    `1. ${long("a")}\n\n2. b`,
    `> ${long("a")}\n\n> b`,
    `- ${long("a")}\n\n  more of it`,
    `\`\`\`js\n${long("a")}\n\nb\n\`\`\``,
    `~~~\n${long("a")}\n\n\`\`\`\n\nb\n~~~`,
    `\`\`\`\`md\n\`\`\`\n${long("a")}\n\nb\n\`\`\`\n\`\`\`\``,
    `\`\`\`js\n${long("a")}\n\nnot yet closed`,
    `see [x]\n\n${long("a")}\n\n[x]: src/a.ts`,
  ]) {
    expect(markdownBlocks(whole)).toEqual([whole]);
  }
});

test("after a closed fence text is text again", () => {
  const code = `\`\`\`\n${long("a")}\n\`\`\`\n\n`;
  expect(markdownBlocks(`${code}after`)).toEqual([code, "after"]);
});
