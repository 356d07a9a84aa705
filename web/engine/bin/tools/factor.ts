import { ToolFailure } from "../lib/errors.ts";
import { readLines } from "../lib/input.ts";
import type { Tool } from "../lib/tool.ts";

function factorsOf(number: bigint): bigint[] {
  const found: bigint[] = [];
  let rest = number;
  for (let divisor = 2n; divisor * divisor <= rest; divisor += divisor === 2n ? 1n : 2n)
    while (rest % divisor === 0n) {
      found.push(divisor);
      rest /= divisor;
    }
  return rest > 1n ? [...found, rest] : found;
}

/** `factor [number…]`: prime factors. */
export const factor: Tool = (args, io) => {
  const words =
    args.length > 0 ? args : [...readLines("-", io)].flatMap(({ text }) => text.split(/\s+/).filter(Boolean));
  for (const word of words) {
    if (!/^\d+$/.test(word)) throw new ToolFailure(`'${word}' is not a valid positive integer`);
    io.write(
      `${BigInt(word)}:${factorsOf(BigInt(word))
        .map((one) => ` ${one}`)
        .join("")}\n`,
    );
  }
  return 0;
};
