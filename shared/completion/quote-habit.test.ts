import { describe, expect, it } from "vitest";
import { QuoteHabit } from "./quote-habit.ts";

const habitOf = (...tokens: string[]) => {
  const habit = new QuoteHabit();
  for (const token of tokens) habit.count(token, 1);
  return habit;
};

describe("quotes", () => {
  it("a string learned elsewhere is put into the file's quotes", () => {
    expect(habitOf("'a'", "'b'").apply('"function"')).toBe("'function'");
    expect(habitOf('"a"', '"b"').apply("'function'")).toBe('"function"');
  });

  it("a file with no habit, or both, changes nothing", () => {
    expect(habitOf("'a'").apply('"x"')).toBe('"x"');
    expect(habitOf("'a'", '"b"', "'c'").apply('"x"')).toBe('"x"');
  });

  it("strings with quotes or escapes, templates, open strings and names stay as they are", () => {
    for (const token of ['"it\'s"', '"a\\n"', "`a`", '"open', "name", ""])
      expect(habitOf("'a'", "'b'").apply(token)).toBe(token);
  });

  it("what is taken back no longer counts", () => {
    const habit = habitOf("'a'", '"b"', '"c"');
    habit.count("'a'", -1);
    expect(habit.apply("'x'")).toBe('"x"');
  });
});
