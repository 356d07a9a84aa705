/** Debian's Firefox driven over WebDriver BiDi, as far as the conformance suite's groups 1 to 8 need a browser. */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";

type Params = Record<string, unknown>;
export interface FirefoxPage {
  addInitScript(script: (argument: string) => void, argument: string): Promise<void>;
  goto(url: string): Promise<void>;
  evaluate(script: (argument: unknown) => unknown, argument?: unknown): Promise<unknown>;
  /** What the page itself, not its frames, writes to the console. */
  on(event: "console", listener: (message: { text(): string }) => void): void;
  close(): Promise<void>;
}
export interface Firefox {
  newPage(): Promise<FirefoxPage>;
  close(): Promise<void>;
}

const startTimeoutMs = 60_000;

/** Starts Firefox with a new profile; `close` ends it and deletes the profile. */
export async function launchFirefox(
  executable = process.env["FIREFOX_PATH"] ?? "/usr/bin/firefox-esr",
): Promise<Firefox> {
  const profile = await mkdtemp(join(tmpdir(), "glasshouse-firefox-"));
  const debugging = ["--remote-debugging-port", "0", "--remote-allow-system-access"];
  const args = ["--headless", "--no-remote", "--profile", profile, ...debugging, "about:blank"];
  const child = spawn(executable, args, {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, MOZ_HEADLESS: "1" },
  });
  const killWithParent = (): void => void child.kill("SIGKILL");
  process.once("exit", killWithParent);
  const address = await new Promise<string>((resolve, reject) => {
    let said = "";
    const timer = setTimeout(() => reject(new Error(`Firefox did not start: ${said}`)), startTimeoutMs);
    child.once("error", reject);
    child.stderr.on("data", (text: Buffer) => {
      said += text.toString();
      const found = /WebDriver BiDi listening on (ws:\S+)/.exec(said)?.[1];
      if (!found) return;
      clearTimeout(timer);
      resolve(found);
    });
  });
  const session = await BidiSession.open(`${address}/session`);
  await stopWatchingWorkers(session);
  await session.send("session.subscribe", { events: ["log.entryAdded"] });
  return {
    newPage: () => openPage(session),
    close: async () => {
      session.close();
      // A content process in an endless loop does not hear a polite signal, and the profile is thrown away.
      child.kill("SIGKILL");
      await new Promise((resolve) => child.once("exit", resolve));
      process.off("exit", killWithParent);
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/**
 * Firefox tells its driver of every Worker. While somebody listens, a Worker that starts another one waits until the main thread has
 * told of it, on the condition variable on which the new one waits for work: the one notification may wake the wrong waiter, and the
 * first Worker, here the kernel, sleeps for ever. No session needs these reports, so they are switched off in Firefox's own window.
 */
async function stopWatchingWorkers(session: BidiSession): Promise<void> {
  const { contexts } = await session.send("browsingContext.getTree", { "moz:scope": "chrome", maxDepth: 0 });
  const [window] = contexts as { context: string }[];
  if (!window) throw new Error("Firefox has no window of its own");
  const module = "chrome://remote/content/shared/js-process-actors/WebDriverWorkerListenerActor.sys.mjs";
  const { exceptionDetails } = await session.send("script.evaluate", {
    expression: `ChromeUtils.importESModule(${JSON.stringify(module)}).unregisterWebDriverWorkerListenerActor()`,
    awaitPromise: false,
    target: { context: window.context },
  });
  if (exceptionDetails) throw new Error(`Firefox still watches Workers: ${JSON.stringify(exceptionDetails)}`);
}

async function openPage(session: BidiSession): Promise<FirefoxPage> {
  const { context } = await session.send("browsingContext.create", { type: "tab" });
  return {
    async addInitScript(script, argument) {
      const functionDeclaration = `() => (${script})(${JSON.stringify(argument)})`;
      await session.send("script.addPreloadScript", { functionDeclaration, contexts: [context] });
    },
    async goto(url) {
      await session.send("browsingContext.navigate", { context, url, wait: "complete" });
    },
    async evaluate(script, argument) {
      const functionDeclaration = `async (text) => JSON.stringify({ value: await (${script})(JSON.parse(text).value) })`;
      const answer = await session.send("script.callFunction", {
        functionDeclaration,
        awaitPromise: true,
        target: { context },
        arguments: [{ type: "string", value: JSON.stringify({ value: argument }) }],
      });
      const { exceptionDetails, result } = answer as {
        exceptionDetails?: { text: string };
        result?: { value: string };
      };
      if (!result) throw new Error(exceptionDetails?.text ?? "the page did not answer");
      return JSON.parse(result.value).value;
    },
    on(_event, listener) {
      session.listen((method, { text, source }) => {
        const from = source as { context?: string } | undefined;
        if (method === "log.entryAdded" && from?.context === context) listener({ text: () => String(text) });
      });
    },
    async close() {
      await session.send("browsingContext.close", { context });
    },
  };
}

interface BidiMessage {
  id?: number;
  type?: string;
  result?: Params;
  message?: string;
  method?: string;
  params?: Params;
}

/** Commands, their answers and events over one socket. */
class BidiSession {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, { resolve(value: Params): void; reject(error: Error): void }>();
  readonly #listeners: ((method: string, params: Params) => void)[] = [];
  #next = 1;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => this.#receive(JSON.parse(String(data))));
    socket.on("close", () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("Firefox has gone"));
    });
  }

  static async open(url: string): Promise<BidiSession> {
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    const session = new BidiSession(socket);
    await session.send("session.new", { capabilities: {} });
    return session;
  }

  send(method: string, params: Params): Promise<Params> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  /** `listener` is told of every event the session is subscribed to. */
  listen(listener: (method: string, params: Params) => void): void {
    this.#listeners.push(listener);
  }

  close(): void {
    this.#socket.close();
  }

  #receive(message: BidiMessage): void {
    if (message.type === "event") {
      for (const listener of this.#listeners) listener(message.method ?? "", message.params ?? {});
      return;
    }
    const waiting = this.#waiting.get(message.id ?? 0);
    if (!waiting) return;
    this.#waiting.delete(message.id ?? 0);
    if (message.type === "error") waiting.reject(new Error(message.message));
    else waiting.resolve(message.result ?? {});
  }
}
