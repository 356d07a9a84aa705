import { describe, expect, it } from "vitest";
import { fc } from "../../test/support/property.ts";
import { newline } from "./lexer.ts";
import { readSparseContexts, SparseCounts, sparseContextCount } from "./sparse-contexts.ts";
import { TokenRoles } from "./token-roles.ts";
import { Vocabulary } from "./vocabulary.ts";

const vocabulary = new Vocabulary();
const roles = new TokenRoles(vocabulary);
const ids = (text: string): number[] =>
  text.split(" ").map((token) => vocabulary.intern(token === "↵" ? newline : token));

function contextsBefore(tokens: readonly number[], end = tokens.length): number[] {
  const contexts = new Uint32Array(sparseContextCount);
  readSparseContexts(tokens, end, roles, contexts);
  return [...contexts];
}

/** Numbers of the contexts that two places share. */
function shared(left: string, right: string): number[] {
  const [first, second] = [contextsBefore(ids(left)), contextsBefore(ids(right))];
  return first.flatMap((context, number) => (context === second[number] ? [number] : []));
}

describe("sparse contexts", () => {
  it("the open bracket and what stands before it, whatever arguments are closed already", () => {
    expect(shared("load ( one ,", "load ( two ( x , y ) ,")).toContain(0);
    expect(shared("load ( one ,", "save ( one ,")).not.toContain(0);
  });

  it("the first token of the line with the last", () => {
    expect(shared("x ↵ return a + b .", "y ↵ return c .")).toContain(1);
    expect(shared("return a .", "throw a .")).not.toContain(1);
  });

  it("the two before the last token", () => {
    expect(shared("a . b (", "a . b [")).toContain(2);
    expect(shared("a . b (", "a . c (")).not.toContain(2);
  });

  it("what stands at this place in the line above", () => {
    expect(shared("case one : ↵ case two", "case six : ↵ case two")).toContain(3);
    expect(shared("case one : ↵ case two", "case one ; ↵ case two")).not.toContain(3);
  });

  it("the last name with the last token", () => {
    expect(shared("x = item . 3 +", "y ( item 4 +")).toContain(4);
    expect(shared("x = item +", "x = other +")).not.toContain(4);
  });

  it("how the two lines above begin", () => {
    expect(shared("if a ↵ else b ↵", "if c ↵ else d ↵")).toContain(5);
    expect(shared("if a ↵ else b ↵", "for c ↵ else d ↵")).not.toContain(5);
  });

  it("a file's beginning and an empty line between files end what is read", () => {
    const border = ids("lost ( ↵ ↵ here");
    expect(contextsBefore(border)[0]).toBe(contextsBefore(ids("here"))[0]);
    expect(contextsBefore([], 0)).toHaveLength(sparseContextCount);
  });
});

describe("sparse counts", () => {
  it("count what followed as a scan does, however often the table grew", () => {
    const token = fc.integer({ min: 2, max: 30 });
    fc.assert(
      fc.property(fc.array(token, { minLength: 1, maxLength: 400 }), token, (tokens, wanted) => {
        for (const number of tokens) vocabulary.intern(`name${number}`);
        const counts = new SparseCounts(roles);
        const met = new Map<number, number>();
        const followed = new Map<number, number>();
        for (let index = 0; index < tokens.length; index++) {
          counts.add(tokens, index);
          for (const context of contextsBefore(tokens, index)) {
            met.set(context, (met.get(context) ?? 0) + 1);
            if (tokens[index] === wanted) followed.set(context, (followed.get(context) ?? 0) + 1);
          }
        }
        for (const [context, total] of met) {
          expect(counts.total(context)).toBe(total);
          expect(counts.count(context, wanted)).toBe(followed.get(context) ?? 0);
        }
      }),
    );
  });
});
