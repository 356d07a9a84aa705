import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { afterAll, beforeAll } from "vitest";
import { buildPrompts } from "../../scripts/build-prompts.ts";
import { createContractModel, modelAddress } from "../support/contract-model.ts";
import { contractVariables } from "../support/contract-variables.ts";
import { type NodeEdge, siteFixture, startNodeEdge } from "../support/node-edge.ts";
import { describeAgent } from "./agent-contract.ts";
import { describeAssistant } from "./assistant-contract.ts";
import { describeConversations } from "./conversation-contract.ts";
import { describeEdge } from "./edge-contract.ts";

let edge: NodeEdge;
let model: Server;
beforeAll(async () => {
  buildPrompts(join(siteFixture, "prompts"));
  edge = await startNodeEdge({ env: contractVariables });
  model = createServer(getRequestListener(createContractModel()));
  await new Promise<void>((resolve) => model.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  await edge.stop();
  model.closeAllConnections();
  model.close();
});

describeEdge("the Node host", () => edge);
describeConversations("the Node host", () => edge);
const reachable = () => {
  const address = `http://127.0.0.1:${(model.address() as AddressInfo).port}`;
  return { address, fetch: (url: string) => fetch(url.replace(modelAddress, address)) };
};
describeAssistant("the Node host", () => edge, reachable);
describeAgent("the Node host", () => edge, reachable);
