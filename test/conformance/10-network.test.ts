import { engineForFile } from "./support/engine.ts";
import { describeGoldens } from "./support/golden/compare.ts";
import { networkPrograms } from "./support/golden/network.ts";

describeGoldens(engineForFile(), "[10] sockets", networkPrograms);
