import { afterAll, beforeAll } from "vitest";
import { type NodeEdge, startNodeEdge } from "../support/node-edge.ts";
import { describeAssistant } from "./assistant-contract.ts";
import { describeEdge } from "./edge-contract.ts";

let edge: NodeEdge;
beforeAll(async () => {
  edge = await startNodeEdge();
});
afterAll(() => edge.stop());

describeEdge("the Node host", () => edge);
describeAssistant("the Node host", () => edge);
