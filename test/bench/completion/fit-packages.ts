/** Packages the ranking is fitted to: neither held out nor used to judge a change. */
import { readFileSync } from "node:fs";
import * as v from "valibot";
import { isReadable } from "../../../web/workers/corpus/sources.ts";
import { usualFiles } from "./development.ts";
import type { MeasuredSources } from "./fetch-held-out.ts";
import { fetchPackages, packageSources } from "./fetch-packages.ts";

const fitPackagesSchema = v.array(
  v.object({ name: v.string(), version: v.string(), license: v.string(), integrity: v.string(), sources: v.string() }),
);
const fitPackages = v.parse(
  fitPackagesSchema,
  JSON.parse(readFileSync(new URL("fit-packages.json", import.meta.url), "utf8")),
);
const fitFiles = 4;
const notWritten = /(?:^|\/)(?:vendor|examples?|benchmarks?|docs?|locales?|lang|min|generated)\/|\.(?:min|test|spec)\./;

export const fitNames: readonly string[] = fitPackages.map(({ name }) => name);

export function fitSources(): MeasuredSources[] {
  fetchPackages(fitPackages);
  return fitPackages.map((entry) => {
    const all = packageSources(entry).filter(({ path, text }) => !notWritten.test(path) && isReadable(text));
    return { name: entry.name, all, measured: usualFiles(all, fitFiles) };
  });
}
