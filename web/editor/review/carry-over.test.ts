import { describe, expect, it } from "vitest";
import { SeededRandom } from "../../../test/support/chaos-random.ts";
import { applyChanges, carryOver } from "./carry-over.ts";

const base = ["one", "two", "three", "four", "five", ""].join("\n");

function carried(mine: string, now: string) {
  const { changes, conflicts } = carryOver(base, mine, now);
  return { text: applyChanges(now, changes), conflicts };
}

describe("a change carried over", () => {
  it("is the change itself where nobody else changed anything", () => {
    const mine = base.replace("two", "2\n2").replace("five\n", "");
    expect(carried(mine, base)).toEqual({ text: mine, conflicts: 0 });
  });

  it("goes to its lines, wherever others have moved them", () => {
    const mine = base.replace("two", "TWO").replace("five", "FIVE");
    const now = `zero\n${base.replace("three\n", "")}six\n`;
    expect(carried(mine, now)).toEqual({ text: "zero\none\nTWO\nfour\nFIVE\nsix\n", conflicts: 0 });
  });

  it("leaves lines alone that somebody else has changed, and says so", () => {
    const mine = base.replace("two", "TWO").replace("five", "FIVE");
    expect(carried(mine, base.replace("two", "zwei"))).toEqual({
      text: base.replace("two", "zwei").replace("five", "FIVE"),
      conflicts: 1,
    });
    expect(carried(base.replace("three\n", ""), base.replace("three", "3"))).toMatchObject({ conflicts: 1 });
    expect(carried(base.replace("one", "one!"), base.replace("one", "¡one"))).toMatchObject({ conflicts: 1 });
    expect(carried(`${base}mine\n`, `${base}theirs\n`)).toMatchObject({ conflicts: 1 });
  });

  it("is exact for a file of more different lines than a character can name", () => {
    const long = Array.from({ length: 70_000 }, (_, at) => `${at}\n`).join("");
    const mine = long.replace("65000\n", "changed\n");
    expect(applyChanges(long, carryOver(long, mine, long).changes)).toBe(mine);
  });

  it("loses no line of others, whatever both do", () => {
    const random = new SeededRandom(7);
    for (let round = 0; round < 300; round++) {
      const lines = Array.from({ length: 30 }, (_, at) => `line ${at}`);
      const edit = (name: string) =>
        lines.flatMap((line) => {
          const chance = random.next();
          if (chance < 0.05) return [];
          return chance < 0.1 ? [line, `${name} ${line}`] : chance < 0.15 ? [`${line} ${name}`] : [line];
        });
      const before = lines.join("\n");
      const now = edit("theirs");
      const { changes } = carryOver(before, edit("mine").join("\n"), now.join("\n"));
      const after = applyChanges(now.join("\n"), changes);
      for (const line of now.filter((each) => each.includes("theirs"))) expect(after.split("\n")).toContain(line);
    }
  });
});
