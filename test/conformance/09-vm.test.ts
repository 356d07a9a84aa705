import { engineForFile } from "./support/engine.ts";
import { describeGoldens } from "./support/golden/compare.ts";
import { vmPrograms } from "./support/golden/vm.ts";

describeGoldens(engineForFile(), "[9] vm", vmPrograms);
