import { engineForFile } from "./support/engine.ts";
import { commandLinePrograms } from "./support/golden/command-line.ts";
import { describeGoldens } from "./support/golden/compare.ts";

const engine = engineForFile();

describeGoldens(engine, "[8] the command line", commandLinePrograms);
