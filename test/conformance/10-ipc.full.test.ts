import { engineForFile } from "./support/engine.ts";
import { describeGoldens } from "./support/golden/compare.ts";
import { ipcPrograms } from "./support/golden/ipc.ts";

describeGoldens(engineForFile(), "[10] messages and handles between processes", ipcPrograms);
