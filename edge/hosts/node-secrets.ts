/** Keys in a file that only its owner can read. */
import { randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import * as v from "valibot";
import type { Secrets } from "../ports.ts";

const ownerOnly = 0o600;
const fileSchema = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.string()));

export function createFileSecrets(file: string): Secrets {
  /** One change after another: each writes the whole file. */
  let last: Promise<void> = Promise.resolve();
  const change = async (name: string, value: string | undefined): Promise<void> => {
    const { [name]: _before, ...others } = await readAll(file);
    const temporary = `${file}.${randomUUID()}.tmp`;
    const all = value === undefined ? others : { ...others, [name]: value };
    await writeFile(temporary, JSON.stringify(all), { mode: ownerOnly, flush: true });
    await rename(temporary, file);
  };
  return {
    get: async (name) => {
      const all = await readAll(file);
      return Object.hasOwn(all, name) ? all[name] : undefined;
    },
    put(name, value) {
      const changed = last.then(() => change(name, value));
      // A failed change is its caller's to hear of; the next one is tried all the same.
      last = changed.catch(() => undefined);
      return changed;
    },
  };
}

async function readAll(file: string): Promise<Record<string, string>> {
  try {
    return v.parse(fileSchema, await readFile(file, "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw error;
  }
}
