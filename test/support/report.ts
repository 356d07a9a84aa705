/** Figures of the reliability tests, one file each, for the reader of a run. */
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../report/", import.meta.url));

export function writeReport(name: string, figures: Record<string, unknown>): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${name}.json`, `${JSON.stringify(figures, undefined, 2)}\n`);
  console.log(`${name}: ${JSON.stringify(figures)}`);
}
