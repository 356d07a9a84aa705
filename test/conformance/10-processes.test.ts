import { engineForFile } from "./support/engine.ts";
import { describeGoldens } from "./support/golden/compare.ts";
import { processPrograms } from "./support/golden/processes.ts";

describeGoldens(engineForFile(), "[10] processes", processPrograms);
