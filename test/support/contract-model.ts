/** A model server as a function of requests, for hosts under test: answers, counts and remembers who asked. Its address is `http://model.test`. */
import * as v from "valibot";

export const modelAddress = "http://model.test";
/** Tokens that each answer says it used. */
export const tokensAnAnswer = 9_000;

const askedSchema = v.array(v.object({ path: v.string(), authorization: v.string(), prompt: v.string() }));
export type Asked = v.InferOutput<typeof askedSchema>[number];

/** What was asked for completions so far, read over the network: a test inside workerd has no other way. */
export async function askedOf(fetch: (url: string) => Promise<Response>): Promise<Asked[]> {
  return v.parse(askedSchema, await (await fetch(`${modelAddress}/asked`)).json());
}

export function createContractModel(): (request: Request) => Promise<Response> {
  const asked: Asked[] = [];
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/asked") return Response.json(asked);
    if (request.method !== "POST") return Response.json({ data: [{ id: "scripted" }] });
    const body: unknown = await request.json();
    const prompt = JSON.stringify(body);
    // A probe asks with one token: it is no completion.
    if (prompt.includes('"max_tokens":1,') || prompt.includes('"max_tokens":1}')) return Response.json({ choices: [] });
    asked.push({ path: pathname, authorization: request.headers.get("authorization") ?? "", prompt });
    if (pathname.startsWith("/elsewhere"))
      return new Response(null, { status: 307, headers: { location: `${modelAddress}/v1/completions` } });
    const usage = { prompt_tokens: tokensAnAnswer - 1, completion_tokens: 1 };
    // An agent is told to run a command, and is done when it hears of a result.
    if (pathname.includes("/chat/")) {
      const content = prompt.includes("<result>\\n")
        ? "It is done."
        : '{"tool": "run", "arguments": {"command": "npm test"}}';
      return Response.json({ choices: [{ message: { content }, finish_reason: "stop" }], usage });
    }
    return Response.json({ choices: [{ text: "x", finish_reason: "stop" }], usage });
  };
}
