import { expect, it } from "vitest";
import { searchLine } from "./line-beam.ts";
import { startOfFile } from "./structure.ts";
import { newlineId } from "./vocabulary.ts";

const [start, sure, guess] = [10, 11, 12];

it("gives up a beam that nothing would be shown of, and shows what was sure of the other", () => {
  const asked: number[] = [];
  const line = searchLine(
    { context: [start], structure: startOfFile },
    {
      contextTokens: 8,
      maxTokens: 4,
      width: 3,
      minProbability: 0.4,
      advance: (state) => state,
      next: ({ context }) => {
        const last = context.at(-1) ?? 0;
        asked.push(last);
        if (last === start)
          return [sure, guess].map((token, index) => ({ token, probability: [0.6, 0.38][index] ?? 0 }));
        return [{ token: newlineId, probability: last === guess ? 1 : 0.5 }];
      },
    },
  );
  expect(asked).toEqual([start, sure]);
  expect(line?.tokens).toEqual([sure]);
});
