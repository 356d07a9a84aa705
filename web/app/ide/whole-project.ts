/** A whole project from its specification, on the open project: what it reads, writes and runs. Loaded with the first one. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { mayAssist } from "../../../shared/access/dial.ts";
import { taskRules } from "../../../shared/agent/tasks.ts";
import { ProjectDesk } from "../../assistant/project/project-desk.ts";
import { loadFileSyntax } from "../../editor/file-syntax.ts";
import { writeAsAssistant } from "./assistant-writes.ts";
import { testOutcomes } from "./project-tests.ts";
import { typeProblems } from "./project-types.ts";
import { WholeProjectConnected } from "./WholeProjectConnected.tsx";
import type { Workbench } from "./workbench.ts";

export interface WholeProject {
  desk: ProjectDesk;
  /** What shows it over the editor. */
  Panel: typeof WholeProjectConnected;
}

export function createWholeProject(bench: Workbench): WholeProject {
  return { desk: createDesk(bench), Panel: WholeProjectConnected };
}

function createDesk(bench: Workbench): ProjectDesk {
  const { session, settings } = bench;
  const { tree } = session.files;
  const read = (path: string) => {
    const id = tree.getState().byPath.get(path)?.id;
    return id === undefined ? undefined : session.files.text(id)?.toString();
  };
  return new ProjectDesk({
    model: async () => (await bench.model()).ask,
    hasModel: async () => (await (await bench.model()).models()).length > 0,
    syntax: loadFileSyntax,
    paths: () => tree.getState().rows.flatMap(({ kind, path }) => (kind === "file" ? [path] : [])),
    read,
    change: (file) => writeAsAssistant(session, file),
    hash: (source) => bytesToHex(sha256(utf8ToBytes(source))).slice(0, hashChars),
    language: () => settings.getState().locale,
    forbids(path) {
      if (!settings.getState().assistant) return "off";
      return mayAssist(bench.dial.getState(), taskRules["write-file"].needs, path) ? undefined : "dial";
    },
    typeCheck: (paths, signal) => typeProblems(paths, { session, engine: bench.startEngine }, signal),
    async runTests(paths, signal, tell) {
      const packageText = () => read("package.json");
      try {
        return await testOutcomes(paths, { engine: bench.startEngine, packageText, tell }, signal);
      } catch {
        // The engine's own status carries what went wrong; the report says that no test ran.
        return [];
      }
    },
  });
}

/** 96 bits: no two texts of a project meet by chance. */
const hashChars = 24;
