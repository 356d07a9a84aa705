/** Brings the types of installed packages from the engine to the language service: those that are imported, when they are. */
import { languageLimits } from "../../shared/language/limits.ts";
import type { EngineSession } from "../runtime/engine.ts";
import type { Clock } from "../sync/ports.ts";
import type { LanguageClient } from "./client.ts";
import { type ReadBudget, readPackage } from "./read-package.ts";

interface Needs {
  engine(): Promise<Pick<EngineSession, "readFile" | "listFolder">>;
  client: Pick<LanguageClient, "setPackage" | "forgetPackages">;
  clock: Pick<Clock, "after">;
  /** Types came or went. */
  onChange(): void;
  /** A bound was hit: types of some packages are missing. */
  onCut(): void;
}

export interface PackageMirror {
  want(packages: readonly string[]): void;
  stop(): void;
}

/** How often is looked whether packages were installed or removed. */
const lookEveryMs = 2_000;

export function createPackageMirror({ engine, client, clock, onChange, onCut }: Needs): PackageMirror {
  let budget = fullBudget();
  let reading: Promise<void> = Promise.resolve();
  let stopped = false;
  let cancelLook = () => {};
  let told = false;
  /** Something has come that was not there: only then is there anything new to show. */
  let brought = false;
  let installed: string | undefined;
  let seen: string | undefined;
  let generation = 0;

  async function read(name: string, asked: number): Promise<void> {
    if (stopped || asked !== generation) return;
    const { files, cut } = await readPackage(name, await engine(), budget);
    if (stopped || asked !== generation) return;
    client.setPackage(name, files);
    brought ||= files.length > 0;
    if (cut && !told) onCut();
    told ||= cut;
  }

  async function look(): Promise<void> {
    const names = await installedNames(await engine());
    // An install adds packages for a while: only what has come to rest counts.
    const settled = names === seen;
    seen = names;
    if (!settled || names === installed) return;
    const first = installed === undefined;
    installed = names;
    if (first && generation === 0 && names === "") return;
    generation++;
    budget = fullBudget();
    client.forgetPackages();
    onChange();
  }

  const lookLater = () => {
    cancelLook = clock.after(lookEveryMs, () => {
      // An engine that did not start has no packages: the status bar says so, here nothing is left to do.
      look().then(
        () => stopped || lookLater(),
        () => {
          stopped = true;
        },
      );
    });
  };
  lookLater();

  return {
    want(packages) {
      const asked = generation;
      for (const name of packages) {
        reading = reading
          .then(() => read(name, asked))
          .catch(() => {
            // The engine went away while it was read.
            client.setPackage(name, []);
          });
      }
      reading = reading.then(() => {
        if (brought && !stopped) onChange();
        brought = false;
      });
    },
    stop() {
      stopped = true;
      cancelLook();
    },
  };
}

async function installedNames(engine: Pick<EngineSession, "listFolder">): Promise<string> {
  const entries = await engine.listFolder("node_modules");
  const scopes = entries.filter(({ name }) => name.startsWith("@"));
  const scoped = await Promise.all(
    scopes.map(async ({ name }) =>
      (await engine.listFolder(`node_modules/${name}`)).map((entry) => `${name}/${entry.name}`),
    ),
  );
  return [...entries.map(({ name }) => name), ...scoped.flat()].sort().join("\n");
}

function fullBudget(): ReadBudget {
  return { files: languageLimits.maxTypeFiles, bytes: languageLimits.maxTypeBytes };
}
