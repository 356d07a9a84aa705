import { expect, it } from "vitest";
import { rankShape } from "../../../shared/completion/rank.ts";
import { fitRank, judgeRank } from "./fit-rank.ts";
import type { RankExample } from "./rank-examples.ts";

/** Two facts that only tell together: the right candidate has both or neither, as the place says; none of them where the place says a third thing. */
function exampleOf(number: number): RankExample {
  const place = new Float32Array(rankShape.place);
  place[number % 3] = 1;
  const rows = Array.from({ length: 4 }, (_, candidate) => {
    const row = new Float32Array(rankShape.facts);
    row[1] = candidate & 1;
    row[2] = candidate >> 1;
    return row;
  });
  return { situation: "expression", rows, place, right: [3, 0, -1][number % 3] ?? -1 };
}

it("the ranking learns what facts mean together, at each kind of place, and where none of them is right", () => {
  const three = [exampleOf(0), exampleOf(1), exampleOf(2)];
  const examples = Array.from({ length: 7_000 }, () => three).flat();
  const reports: string[] = [];
  const { loss, first } = judgeRank(
    examples.slice(0, 300),
    fitRank(examples, (line) => reports.push(line)),
  );
  expect(first).toBeCloseTo(2 / 3);
  expect(loss).toBeLessThan(0.1);
  expect(reports).toHaveLength(4);
});
