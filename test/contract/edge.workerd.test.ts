/// <reference types="@cloudflare/workers-types" />
/// <reference types="@cloudflare/vitest-plugin/types" />
import { abortAllDurableObjects, SELF } from "cloudflare:test";
import { modelAddress } from "../support/contract-model.ts";
import type { EdgeHost, WireSocket } from "../support/wire-client.ts";
import { describeAgent } from "./agent-contract.ts";
import { describeAssistant } from "./assistant-contract.ts";
import { describeConversations } from "./conversation-contract.ts";
import { describeEdge } from "./edge-contract.ts";

const host: EdgeHost = {
  ideOrigin: "http://localhost:8787",
  sandboxOrigin: "http://sandbox.localhost:8787",
  fetch: (url, init) => SELF.fetch(url, { redirect: "manual", ...init }),
  async connect(url, headers) {
    const response = await SELF.fetch(url.replace("ws://", "http://"), {
      headers: { Upgrade: "websocket", ...headers },
    });
    const socket = response.webSocket;
    if (!socket) return { status: response.status };
    const closed = new Promise<{ code: number; reason: string }>((resolve) => {
      socket.addEventListener("close", ({ code, reason }) => resolve({ code, reason }));
    });
    const wire: WireSocket = {
      send: (data) => socket.send(data),
      close: () => socket.close(),
      onMessage: () => {},
      closed,
    };
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", ({ data }) => {
      wire.onMessage(typeof data === "string" ? data : new Uint8Array(data instanceof ArrayBuffer ? data : []));
    });
    socket.accept();
    return wire;
  },
  restart: () => abortAllDurableObjects(),
};

describeEdge("the Workers host", () => host);
describeConversations("the Workers host", () => host);
const reachable = () => ({ address: modelAddress, fetch: (url: string) => fetch(url) });
describeAssistant("the Workers host", () => host, reachable);
describeAgent("the Workers host", () => host, reachable);
