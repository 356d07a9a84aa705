/** What the page and the Worker that looks for copies say to each other, and what it reads of the corpus's description. */
import * as v from "valibot";
import type { CopiedPackage } from "./copy-finder.ts";

export interface ToCopiesWorker {
  id: number;
  code: string;
}

export interface FromCopiesWorker {
  id: number;
  found: CopiedPackage | undefined;
}

export const copiesSchema = v.object({
  packages: v.array(v.object({ name: v.string(), license: v.string(), tokens: v.pipe(v.number(), v.integer()) })),
});
