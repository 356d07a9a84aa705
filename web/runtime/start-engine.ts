/** Boots the engine of a workspace, mounts its files, and keeps files and document equal while it runs. */
import type { WebContainer } from "@webcontainer/api";
import { createStore } from "zustand/vanilla";
import type { Clock } from "../sync/ports.ts";
import { bootEngine, defaultHostedOrigin, type EngineLoader } from "./boot.ts";
import { browserLoader } from "./client-loader.ts";
import type { EngineOptions, EngineSession, EngineStatus, PreviewPort, Runtime } from "./engine.ts";
import { listFolder, readBytes } from "./engine-files.ts";
import { Mirror } from "./mirror.ts";
import { Processes } from "./processes.ts";

/** Platform of the engine's side; a browser's when left out. */
export interface EnginePorts {
  loader: EngineLoader;
  clock: Clock;
}

const shell = "jsh";
const lostMessage =
  "The browser ended the engine, most likely because a program used all the memory it allows (about 4 GB). The workspace's files are safe. Reload the page to run programs again.";

export function startEngine(options: EngineOptions, ports: EnginePorts = browserEnginePorts): EngineSession {
  const { session, runtime = "embedded", sandboxOrigin, hostedOrigin = defaultHostedOrigin } = options;
  const status = createStore<EngineStatus>(() => ({ state: "booting", runtime: "embedded", message: "", notice: "" }));
  const previews = createStore<readonly PreviewPort[]>(() => []);
  const processes = new Processes();
  const onNotice = (notice: string) => {
    if (notice !== status.getState().notice) status.setState({ notice });
  };
  const mirror = new Mirror({ session, clock: ports.clock, onNotice });
  let stopped = false;
  let booted: WebContainer | undefined;
  let stopWatching = () => {};

  function onLost(): void {
    mirror.stop();
    previews.setState([], true);
    status.setState({ state: "lost", message: lostMessage });
    processes.abort();
  }

  async function boot(): Promise<WebContainer> {
    const onTry = (tried: Runtime) => status.setState({ runtime: tried });
    const [{ container, runtime: chosen }, tree] = await Promise.all([
      bootEngine(runtime, { ...ports, sandboxOrigin, hostedOrigin, onTry }),
      mirror.prepare(),
    ]);
    booted = container;
    if (stopped) throw new Error("The engine was stopped.");
    if (chosen === "embedded") stopWatching = ports.loader.watch(sandboxOrigin, onLost);
    status.setState({ state: "mounting" });
    container.on("port", (port, type, url) => previews.setState(withPort(previews.getState(), port, type, url), true));
    container.on("error", ({ message }) => status.setState({ message }));
    await container.mount(tree);
    mirror.start(container.fs);
    status.setState({ state: "ready", message: "" });
    return container;
  }

  const container = boot().catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    if (!stopped) status.setState({ state: "failed", message });
    throw error;
  });
  const ready = container.then(() => undefined);
  // Who does not wait for `ready` reads the status instead.
  ready.catch(() => undefined);

  async function run(...[command, args, runOptions]: Parameters<EngineSession["run"]>) {
    const engine = await container;
    if (status.getState().state === "lost") throw new Error(lostMessage);
    // What was just typed is what the program reads.
    await mirror.flush();
    return processes.spawn(engine, command, args, runOptions);
  }

  return {
    status,
    ports: previews,
    processes: processes.store,
    ready,
    run,
    spawnShell: (terminal) => run(shell, [], { terminal }),
    readFile: async (path) => readBytes((await container).fs, path),
    listFolder: async (path) => listFolder((await container).fs, path),
    flush: () => mirror.flush(),
    killAll: () => processes.killAll(),
    async teardown() {
      stopped = true;
      stopWatching();
      mirror.stop();
      await ready.catch(() => undefined);
      processes.clear();
      previews.setState([], true);
      booted?.teardown();
      status.setState({ state: "stopped", message: "" });
    },
  };
}

const browserEnginePorts: EnginePorts = {
  loader: browserLoader,
  clock: {
    now: () => Date.now(),
    after(delayMs, task) {
      const timer = setTimeout(task, delayMs);
      return () => clearTimeout(timer);
    },
  },
};

/** A port opens with its address, in order of numbers, and goes when its program closes it. */
function withPort(ports: readonly PreviewPort[], port: number, type: "open" | "close", url: string): PreviewPort[] {
  const others = ports.filter((other) => other.port !== port);
  return type === "open" ? [...others, { port, url }].sort((a, b) => a.port - b.port) : others;
}
