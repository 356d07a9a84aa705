/** One server of the Model Context Protocol over streamable HTTP: what tools it has, and calls of them. */
import * as v from "valibot";
import { fail, type Result, succeed } from "../../../shared/lib/result.ts";
import { parseJson } from "../../inference/dialects/read-answer.ts";
import { EventStream } from "../../inference/event-stream.ts";
import type { Clock, Fetch } from "../../ports.ts";
import { mcpLimits } from "./limits.ts";
import type { McpServer } from "./mcp-settings.ts";

export interface McpPorts {
  fetch: Fetch;
  clock: Pick<Clock, "after">;
}

export type McpFailure = "refused" | "timeout" | "garbage" | "error";

export interface McpTool {
  name: string;
  description: string;
  /** Names of its arguments. */
  fields: readonly string[];
}

const version = "2025-06-18";
const messageSchema = v.object({
  id: v.optional(v.nullable(v.union([v.number(), v.string()]))),
  result: v.optional(v.unknown()),
  error: v.optional(v.object({ message: v.string() })),
});
const toolsSchema = v.object({
  tools: v.array(
    v.object({
      name: v.string(),
      description: v.optional(v.string(), ""),
      inputSchema: v.optional(v.object({ properties: v.optional(v.record(v.string(), v.unknown()), {}) })),
    }),
  ),
});
const calledSchema = v.object({
  content: v.optional(v.array(v.object({ type: v.string(), text: v.optional(v.string()) })), []),
  isError: v.optional(v.boolean(), false),
});

export class McpClient {
  readonly #ports: McpPorts;
  readonly #server: McpServer;
  #lastId = 0;
  #session: string | undefined;
  #isGreeted = false;

  constructor(ports: McpPorts, server: McpServer) {
    this.#ports = ports;
    this.#server = server;
  }

  async tools(signal: AbortSignal): Promise<Result<McpTool[], McpFailure>> {
    const answer = await this.#ask("tools/list", {}, signal);
    if (!answer.ok) return answer;
    const parsed = v.safeParse(toolsSchema, answer.value);
    if (!parsed.success) return this.#fail("garbage");
    const tools = parsed.output.tools.slice(0, mcpLimits.maxTools);
    return succeed(
      tools.map(({ name, description, inputSchema }) => ({
        name: name.slice(0, mcpLimits.maxNameChars),
        description: description.slice(0, mcpLimits.maxDescriptionChars),
        fields: Object.keys(inputSchema?.properties ?? {}).slice(0, mcpLimits.maxFields),
      })),
    );
  }

  /** What the tool says; `error` where it says that it failed. */
  async call(name: string, given: Record<string, unknown>, signal: AbortSignal): Promise<Result<string, McpFailure>> {
    const answer = await this.#ask("tools/call", { name, arguments: given }, signal);
    if (!answer.ok) return answer;
    const parsed = v.safeParse(calledSchema, answer.value);
    if (!parsed.success) return this.#fail("garbage");
    const { content, isError } = parsed.output;
    const text = content.map((part) => part.text ?? `[${part.type.slice(0, 40)}]`).join("\n");
    return isError ? fail("error", text.slice(0, mcpLimits.maxErrorChars)) : succeed(text);
  }

  async #ask(method: string, params: object, signal: AbortSignal): Promise<Result<unknown, McpFailure>> {
    if (!this.#isGreeted) {
      const client = { name: "glasshouse", version: "1" };
      const greeting = { protocolVersion: version, capabilities: {}, clientInfo: client };
      const greeted = await this.#send("initialize", greeting, signal);
      if (!greeted.ok) return greeted;
      this.#isGreeted = true;
      await this.#send("notifications/initialized", undefined, signal);
    }
    const answer = await this.#send(method, params, signal);
    // A server that has forgotten the session is greeted anew with the next call.
    if (!answer.ok && answer.code === "refused") this.#forget();
    return answer;
  }

  #forget(): void {
    this.#isGreeted = false;
    this.#session = undefined;
  }

  /** Without `params` it is a notification, which has no answer. Never rejects. */
  async #send(method: string, params: object | undefined, signal: AbortSignal): Promise<Result<unknown, McpFailure>> {
    const late = new AbortController();
    const stop = this.#ports.clock.after(mcpLimits.timeoutMs, () => late.abort());
    const id = params ? ++this.#lastId : undefined;
    try {
      const response = await this.#ports.fetch(this.#server.url, {
        method: "POST",
        headers: this.#headers(),
        body: JSON.stringify({
          jsonrpc: "2.0",
          ...(id === undefined ? {} : { id }),
          method,
          ...(params ? { params } : {}),
        }),
        // Where it would lead is nobody's setting.
        redirect: "manual",
        signal: AbortSignal.any([signal, late.signal]),
      });
      this.#session = response.headers.get("mcp-session-id") ?? this.#session;
      if (id === undefined || !response.ok) {
        await response.body?.cancel();
        return response.ok ? succeed(undefined) : this.#fail("refused", `${response.status}`);
      }
      return await this.#answer(response, id);
    } catch {
      // Whatever the network said, the model hears which server and that it was of no use.
      return this.#fail(late.signal.aborted ? "timeout" : "refused");
    } finally {
      stop();
    }
  }

  #headers(): Record<string, string> {
    const { key } = this.#server;
    return {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": version,
      ...(this.#session === undefined ? {} : { "mcp-session-id": this.#session }),
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    };
  }

  async #answer(response: Response, id: number): Promise<Result<unknown, McpFailure>> {
    const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
    const stream = new EventStream(mcpLimits.maxAnswerBytes);
    const decoder = new TextDecoder();
    let whole = "";
    let bytes = 0;
    for await (const piece of response.body ?? []) {
      bytes += piece.length;
      if (bytes > mcpLimits.maxAnswerBytes) return this.#fail("garbage", "it does not end");
      if (!isStream) whole += decoder.decode(piece, { stream: true });
      else {
        for (const { data } of stream.push(piece).events) {
          const read = this.#read(data, id);
          if (read) return read;
        }
      }
    }
    return this.#read(whole, id) ?? this.#fail("garbage");
  }

  /** Undefined for a message that does not answer `id`. */
  #read(json: string, id: number): Result<unknown, McpFailure> | undefined {
    const parsed = v.safeParse(messageSchema, parseJson(json));
    if (!parsed.success || parsed.output.id !== id) return undefined;
    const { result, error } = parsed.output;
    return error ? fail("error", error.message.slice(0, mcpLimits.maxErrorChars)) : succeed(result);
  }

  #fail(code: McpFailure, detail = ""): Result<never, McpFailure> {
    return fail(code, `The server ${this.#server.name} gave no answer of use (${detail || code}).`);
  }
}
