import { describe, expect, it } from "vitest";
import type { FromCompletionWorker, ToCompletionWorker } from "../../shared/completion/messages.ts";
import type { AssistantClientFrame, AssistantServerFrame } from "../../shared/protocol/assistant.ts";
import { SeededRandom } from "../../test/support/chaos-random.ts";
import { fakeSecret } from "../../test/support/fake-secrets.ts";
import type { Socket } from "./assistant-socket.ts";
import { createCompletionStatus } from "./completion-status.ts";
import { createLocalCompletion } from "./local.ts";
import { createRemoteCompletion, type RequestContext } from "./remote.ts";

const request = { path: "a.ts", language: "typescript", prefix: "const a = ", suffix: "\n", trigger: "auto" as const };
const quiet = () => new AbortController().signal;
const ignore = () => {};

describe("the embedded engine", () => {
  function startLocal(options: { minProbability?: () => number } = {}) {
    const sent: ToCompletionWorker[] = [];
    let receive: (message: FromCompletionWorker) => void = ignore;
    let fail: (message: string) => void = ignore;
    const status = createCompletionStatus();
    const local = createLocalCompletion({
      ...options,
      status,
      spawn: () => ({
        post: (message) => void sent.push(message),
        listen(onMessage, onError) {
          receive = onMessage;
          fail = onError;
        },
        terminate: ignore,
      }),
    });
    return {
      local,
      sent,
      status,
      receive: (message: FromCompletionWorker) => receive(message),
      fail: (text: string) => fail(text),
    };
  }

  it("asks for the corpus, and the status says when it is there", async () => {
    const { local, sent, status, receive } = startLocal();
    expect(sent).toEqual([{ type: "load", corpusUrl: "/completion/corpus.bin" }]);
    expect(status.getState()).toEqual({ source: "starting" });
    receive({ type: "ready", corpusTokens: 9 });
    await local.ready;
    expect(status.getState()).toMatchObject({ source: "local", model: "embedded" });
  });

  it("answers with the Worker's suggestion", async () => {
    const { local, receive, status } = startLocal();
    const heard: string[] = [];
    const answer = local.complete(request, (text) => heard.push(text), quiet());
    receive({ type: "line", id: 1, suggestion: { text: "load();", probability: 0.9 }, tookMs: 2 });
    expect(await answer).toEqual({ text: "load();", model: "embedded", latencyMs: 2 });
    expect(heard).toEqual(["load();"]);
    expect(status.getState()).toEqual({ source: "local", model: "embedded", latencyMs: 2 });
  });

  it("an answer less sure than this person wants is shown only to who asks for one", async () => {
    const { local, receive } = startLocal({ minProbability: () => 0.8 });
    const suggestion = { text: "load();", probability: 0.7 };
    const typing = local.complete(request, ignore, quiet());
    receive({ type: "line", id: 1, suggestion, tookMs: 2 });
    expect(await typing).toBeUndefined();
    const asked = local.complete({ ...request, trigger: "manual" }, ignore, quiet());
    receive({ type: "line", id: 2, suggestion, tookMs: 2 });
    expect((await asked)?.text).toBe("load();");
  });

  it("a question called off is cancelled in the Worker, and its late answer is not heard", async () => {
    const { local, sent, receive } = startLocal();
    const controller = new AbortController();
    const heard: string[] = [];
    const answer = local.complete(request, (text) => heard.push(text), controller.signal);
    controller.abort();
    expect(await answer).toBeUndefined();
    expect(sent.at(-1)).toEqual({ type: "cancel", id: 1 });
    receive({ type: "line", id: 1, suggestion: { text: "late", probability: 1 }, tookMs: 1 });
    expect(heard).toEqual([]);
  });

  it("a broken Worker ends every question and is said so", async () => {
    const { local, fail, status } = startLocal();
    const answer = local.identifiers(request, quiet());
    fail("out of memory");
    expect(await answer).toEqual([]);
    expect(status.getState().error).toEqual({ code: "embedded", message: "out of memory" });
    await local.ready;
  });
});

describe("a model behind the edge", () => {
  function startRemote(context?: RequestContext) {
    const sockets: (Socket & { sent: AssistantClientFrame[]; closed: boolean })[] = [];
    const timers: { delayMs: number; task: () => void; off: boolean }[] = [];
    const status = createCompletionStatus();
    const remote = createRemoteCompletion({
      workspace: "w",
      status,
      ...(context && { context }),
      ports: {
        connect() {
          const sent: AssistantClientFrame[] = [];
          const socket = {
            onOpen: ignore,
            onMessage: ignore,
            onClose: ignore,
            sent,
            closed: false,
            send: (text: string) => void sent.push(JSON.parse(text)),
            close() {
              socket.closed = true;
            },
          };
          sockets.push(socket);
          return socket;
        },
        after(delayMs, task) {
          const timer = { delayMs, task, off: false };
          timers.push(timer);
          return () => {
            timer.off = true;
          };
        },
      },
    });
    const current = () => sockets.at(-1) ?? expect.fail("no socket");
    const say = (frame: AssistantServerFrame) => current().onMessage(JSON.stringify(frame));
    const welcome = () => {
      current().onOpen();
      say({ type: "welcome", protocol: 1, models: [{ id: "m", name: "model", endpoint: "gpu:1" }] });
    };
    const due = () => timers.filter((timer) => !timer.off);
    return { remote, sockets, status, say, welcome, current, due };
  }
  const done = {
    type: "done",
    id: "1",
    model: "model",
    endpoint: "gpu:1",
    firstByteMs: 80,
    totalMs: 200,
    reason: "stop",
    tokens: 30,
    quota: { usedTokens: 130, limitTokens: 1_000 },
  } as const;

  it("streams the answer and says what gave it", async () => {
    const { remote, say, welcome, current, status } = startRemote();
    welcome();
    const heard: string[] = [];
    const answer = remote.complete(request, (text) => heard.push(text), quiet());
    expect(current().sent.at(-1)).toEqual({ ...request, type: "complete", id: "1", workspace: "w" });
    say({ type: "delta", id: "1", text: "load" });
    say({ type: "delta", id: "1", text: "();" });
    say(done);
    expect(heard).toEqual(["load", "load();"]);
    expect(await answer).toEqual({ text: "load();", model: "model", endpoint: "gpu:1", latencyMs: 200 });
    const answered = { source: "model", model: "model", endpoint: "gpu:1", latencyMs: 80, quota: done.quota };
    expect(status.getState()).toEqual({ ...answered, tokens: 30 });
    expect(remote.model).toBe("model");
  });

  it("[AS2] typing on cancels, and nothing later is heard", async () => {
    const { remote, say, welcome, current } = startRemote();
    welcome();
    const controller = new AbortController();
    const heard: string[] = [];
    const answer = remote.complete(request, (text) => heard.push(text), controller.signal);
    controller.abort();
    expect(await answer).toBeUndefined();
    expect(current().sent.at(-1)).toEqual({ type: "cancel", id: "1" });
    say({ type: "delta", id: "1", text: "stale" });
    expect(heard).toEqual([]);
  });

  it("[AS5] the status says how many are served before, until it is this person's turn or the person types on; tokens add up", async () => {
    const { remote, say, welcome, status } = startRemote();
    welcome();
    const first = remote.complete(request, ignore, quiet());
    say({ type: "waiting", id: "1", ahead: 3 });
    expect(status.getState()).toMatchObject({ waiting: 3 });
    say({ type: "delta", id: "1", text: "load" });
    expect(status.getState().waiting).toBeUndefined();
    say(done);
    await first;
    const typedOn = new AbortController();
    const second = remote.complete(request, ignore, typedOn.signal);
    say({ type: "waiting", id: "2", ahead: 1 });
    typedOn.abort();
    await second;
    expect(status.getState()).toMatchObject({ tokens: 30, quota: done.quota });
    expect(status.getState().waiting).toBeUndefined();
    const third = remote.complete(request, ignore, quiet());
    const quota = { usedTokens: 1_000, limitTokens: 1_000 };
    say({ type: "error", id: "3", code: "quota", message: "Your 1,000 tokens of today are used up.", quota });
    await third;
    expect(status.getState()).toMatchObject({ tokens: 30, quota, error: { code: "quota" } });
  });

  it("[AS3] an error is in the status with the endpoint's name, and the embedded engine goes on", async () => {
    const { remote, say, welcome, status } = startRemote();
    welcome();
    const answer = remote.complete(request, ignore, quiet());
    say({ type: "error", id: "1", code: "timeout", message: "gpu:1 did not answer in time.", endpoint: "gpu:1" });
    expect(await answer).toBeUndefined();
    const error = { code: "timeout", message: "gpu:1 did not answer in time.", endpoint: "gpu:1" };
    expect(status.getState()).toEqual({ source: "local", model: "embedded", error });
  });

  it("a server that says nothing does not keep a request for ever", async () => {
    const { remote, welcome, status, due } = startRemote();
    welcome();
    const answer = remote.complete(request, ignore, quiet());
    due().at(-1)?.task();
    expect(await answer).toBeUndefined();
    expect(status.getState().error?.code).toBe("timeout");
  });

  it("without a model, without a connection and for files that may hold secrets nothing is sent", async () => {
    const lost = startRemote();
    lost.current().onClose(1006, "");
    expect(await lost.remote.complete(request, ignore, quiet())).toBeUndefined();
    expect(lost.current().sent).toEqual([]);
    const { remote, welcome, current } = startRemote();
    welcome();
    expect(await remote.complete({ ...request, path: ".env" }, ignore, quiet())).toBeUndefined();
    expect(current().sent).toEqual([{ type: "hello", protocol: 1 }]);
  });

  it("[AS6] a secret in the file does not leave the browser, and the completion is asked for all the same", () => {
    const { remote, welcome, current } = startRemote();
    welcome();
    const { line, secret } = fakeSecret("GitHub token", new SeededRandom(1));
    void remote.complete({ ...request, prefix: `${line}\nconst a = ` }, ignore, quiet());
    expect(current().sent.at(-1)).toMatchObject({ type: "complete" });
    expect(JSON.stringify(current().sent)).not.toContain(secret);
  });

  it("other files go along, cut to the budget and without secrets; a file that no model may see is not asked about", async () => {
    const { line, secret } = fakeSecret("Stripe key", new SeededRandom(1));
    const files = [
      { path: ".env", text: "A=1\n" },
      { path: "b.ts", text: `${line}\n` },
      { path: "c.ts", text: "const c = 1;\n".repeat(2_000) },
    ];
    const gather: RequestContext["gather"] = async ({ path }) => (path === "a.ts" ? files : undefined);
    const { remote, welcome, current } = startRemote({ gather });
    welcome();
    void remote.complete(request, ignore, quiet());
    expect(await remote.complete({ ...request, path: "ignored.ts" }, ignore, quiet())).toBeUndefined();
    expect(current().sent).toHaveLength(2);
    const sent = current().sent[1];
    expect(sent?.type === "complete" && sent.context?.map(({ path }) => path)).toEqual(["b.ts", "c.ts"]);
    expect(JSON.stringify(sent)).not.toContain(secret);
    expect(JSON.stringify(sent).length).toBeLessThan(11_000);
  });

  it("a question from before the server's first word waits for it; called off or without an answer it ends", async () => {
    const { remote, welcome, current } = startRemote();
    const early = remote.complete(request, ignore, quiet());
    const controller = new AbortController();
    const calledOff = remote.complete(request, ignore, controller.signal);
    const unreached = startRemote();
    const inVain = unreached.remote.complete(request, ignore, quiet());
    unreached.current().onClose(1006, "");
    expect(await inVain).toBeUndefined();
    controller.abort();
    expect(await calledOff).toBeUndefined();
    welcome();
    await expect.poll(() => current().sent.filter(({ type }) => type === "complete")).toHaveLength(1);
    current().onClose(1006, "");
    expect(await early).toBeUndefined();
  });

  it("typing on while the other files are looked for sends nothing", async () => {
    const { remote, welcome, current } = startRemote({ gather: async () => [] });
    welcome();
    const controller = new AbortController();
    const answer = remote.complete(request, ignore, controller.signal);
    controller.abort();
    expect(await answer).toBeUndefined();
    expect(current().sent).toHaveLength(1);
  });

  it("a lost connection ends what was asked and comes back after growing pauses", async () => {
    const { remote, welcome, sockets, current, due } = startRemote();
    welcome();
    const answer = remote.complete(request, ignore, quiet());
    current().onClose(1006, "");
    expect(await answer).toBeUndefined();
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 8; attempt++) {
      const timer = due().at(-1);
      pauses.push(timer?.delayMs ?? 0);
      timer?.task();
      current().onClose(1006, "");
    }
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    due().at(-1)?.task();
    welcome();
    expect(remote.models()).toHaveLength(1);
    expect(sockets).toHaveLength(10);
  });

  it("a refusal is final and is said so", () => {
    const { current, status, due, sockets } = startRemote();
    current().onClose(4401, "sign in first");
    expect(due()).toEqual([]);
    expect(sockets).toHaveLength(1);
    expect(status.getState().error).toEqual({ code: "unauthorized", message: "sign in first" });
  });

  it("[AS4] models that come and go while the page is open are asked or not from then on", async () => {
    const { say, welcome, remote, current } = startRemote();
    welcome();
    say({ type: "models", models: [] });
    expect(await remote.complete(request, ignore, quiet())).toBeUndefined();
    say({ type: "models", models: [{ id: "n", name: "newer", endpoint: "gpu:2" }] });
    expect(remote.model).toBe("newer");
    void remote.complete(request, ignore, quiet());
    expect(current().sent.at(-1)).toMatchObject({ type: "complete" });
  });

  it("frames it does not know are left aside", () => {
    const { current, welcome, remote } = startRemote();
    current().onOpen();
    for (const text of ["", "{", "[]", '{"type":"news"}', '{"type":"delta"}']) current().onMessage(text);
    welcome();
    expect(remote.models()).toHaveLength(1);
  });
});
