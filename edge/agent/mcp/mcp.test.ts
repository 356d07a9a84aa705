import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/support/edge-fakes.ts";
import { mcpLimits } from "./limits.ts";
import { readMcpSettings } from "./mcp-settings.ts";
import { createRemoteTools } from "./remote-tools.ts";

const servers = [{ name: "tickets", url: "http://tools.test/mcp", key: "sk-tools" }];
const never = new AbortController().signal;

interface Asked {
  method: string;
  id?: number;
  params?: Record<string, unknown>;
  headers: Headers;
  redirect: RequestRedirect | undefined;
}

/** A server that answers by method. */
function serverOf(answers: (asked: Asked) => Response | Promise<Response> | object) {
  const asked: Asked[] = [];
  const clock = new FakeClock();
  const fetch = async (_url: string, init?: RequestInit): Promise<Response> => {
    const one: Asked = {
      ...JSON.parse(String(init?.body)),
      headers: new Headers(init?.headers),
      redirect: init?.redirect,
    };
    asked.push(one);
    if (one.method === "initialize") {
      const result = { protocolVersion: "2025-06-18" };
      return Response.json({ jsonrpc: "2.0", id: one.id, result }, { headers: { "mcp-session-id": "s1" } });
    }
    if (one.id === undefined) return new Response(null, { status: 202 });
    const gone = new Promise<never>((_, reject) => {
      init?.signal?.addEventListener("abort", () => reject(new Error("aborted")));
    });
    const answer = await Promise.race([answers(one), gone]);
    return answer instanceof Response ? answer : Response.json({ jsonrpc: "2.0", id: one.id, result: answer });
  };
  const remote = createRemoteTools({ fetch, clock }, servers);
  if (!remote) throw new Error("there are no servers");
  return { remote, asked, clock };
}

const stream = (...messages: object[]) =>
  new Response(messages.map((message) => `event: message\ndata: ${JSON.stringify(message)}\n\n`).join(""), {
    headers: { "content-type": "text/event-stream" },
  });

describe("tools of another server", () => {
  it("are told with their arguments, after one greeting, with the owner's key and the session", async () => {
    const tools = [
      { name: "find", description: "Finds tickets.", inputSchema: { properties: { text: {}, open: {} } } },
    ];
    const { remote, asked } = serverOf(() => ({ tools }));
    await remote.describe(never);
    expect(await remote.describe(never)).toEqual([
      {
        label: "Tools of the server tickets, called by way of the tool remote",
        text: "- find {text, open}: Finds tickets.",
      },
    ]);
    expect(asked.map(({ method }) => method)).toEqual([
      "initialize",
      "notifications/initialized",
      "tools/list",
      "tools/list",
    ]);
    const { headers, redirect } = asked[2] ?? {};
    expect([headers?.get("authorization"), headers?.get("mcp-session-id"), redirect]).toEqual([
      "Bearer sk-tools",
      "s1",
      "manual",
    ]);
  });

  it("are called with exactly the arguments given, and answer in a stream or at once", async () => {
    const content = [{ type: "text", text: "two tickets" }, { type: "image" }];
    const { remote, asked } = serverOf(({ id }) =>
      stream({ jsonrpc: "2.0", method: "notifications/progress" }, { jsonrpc: "2.0", id, result: { content } }),
    );
    const result = await remote.call("tickets", "find", { text: "a" }, never);
    expect(result).toEqual({ ok: true, text: "two tickets\n[image]", changes: [] });
    expect(asked.at(-1)?.params).toEqual({ name: "find", arguments: { text: "a" } });
  });

  it.each([
    [
      "a failure of the tool",
      () => ({ content: [{ type: "text", text: "no such ticket" }], isError: true }),
      "no such ticket",
    ],
    ["an error", ({ id }: Asked) => Response.json({ id, error: { message: "bad" } }), "bad"],
    ["another status", () => new Response("no", { status: 500 }), "500"],
    ["a redirect", () => new Response(null, { status: 302, headers: { location: "http://127.0.0.1/" } }), "302"],
    ["no JSON", () => new Response("<html>", { headers: { "content-type": "text/html" } }), "garbage"],
    ["an answer to something else", () => Response.json({ id: 99, result: {} }), "garbage"],
    ["an answer without end", () => new Response("x".repeat(mcpLimits.maxAnswerBytes + 1)), "does not end"],
    ["no connection", () => Promise.reject(new TypeError("fetch failed: sk-tools")), "refused"],
  ])("that answer with %s are of no use, and nothing throws", async (_name, answer, told) => {
    const { remote } = serverOf(answer);
    const result = await remote.call("tickets", "find", {}, never);
    expect(result).toMatchObject({ ok: false, code: "not-done", text: expect.stringContaining(told) });
    expect(JSON.stringify(result)).not.toContain("sk-tools");
    expect((await serverOf(answer).remote.describe(never))[0]?.text).toMatch(/tickets|bad|no/);
  });

  it("that do not answer are waited for half a minute", async () => {
    const { remote, asked, clock } = serverOf(() => new Promise(() => undefined));
    const result = remote.call("tickets", "find", {}, never);
    while (asked.length < 3) await new Promise((resolve) => setImmediate(resolve));
    clock.advance(mcpLimits.timeoutMs);
    expect(await result).toMatchObject({ ok: false, code: "timeout" });
  });

  it("are those of the servers that the owner has named", async () => {
    expect(await serverOf(() => ({})).remote.call("evil", "find", {}, never)).toMatchObject({
      ok: false,
      code: "not-found",
    });
    expect(readMcpSettings({ GLASSHOUSE_MCP: JSON.stringify(servers) })).toEqual({ servers, problems: [] });
    for (const wrong of ["{", "{}", '[{"name":"a b","url":"http://a"}]', '[{"name":"a","url":"file:///etc/passwd"}]']) {
      expect(readMcpSettings({ GLASSHOUSE_MCP: wrong })).toMatchObject({
        servers: [],
        problems: [expect.stringContaining("GLASSHOUSE_MCP")],
      });
    }
    expect(readMcpSettings({})).toEqual({ servers: [], problems: [] });
  });
});
