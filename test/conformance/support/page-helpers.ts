/** Globals of the conformance page. */
import { auth, type FileSystemTree, reloadPreview, type SpawnOptions, WebContainer } from "@webcontainer/api";

export interface Run {
  code: number;
  output: string;
}
export interface RunOptions extends SpawnOptions {
  /** Typed when the output first contains `after` (default: at once). */
  input?: { text: string; after?: string }[];
}

const deadlineMs = 60_000;

/** Runs a command to its end. */
async function run(command: string, args: string[] = [], options: RunOptions = {}): Promise<Run> {
  const container = theContainer();
  const { input = [], ...spawn } = options;
  const process = await container.spawn(command, args, spawn);
  const writer = process.input.getWriter();
  let output = "";
  let next = 0;
  const type = (): void => {
    for (let step = input[next]; step && output.includes(step.after ?? ""); step = input[next]) {
      next++;
      void writer.write(step.text);
    }
  };
  type();
  const read = process.output.pipeTo(
    new WritableStream({
      write(text) {
        output += text;
        type();
      },
    }),
  );
  let timer = 0;
  const late = new Promise<never>((_, reject) => {
    timer = window.setTimeout(
      () => reject(new Error(`${command} ${args.join(" ")} is still running; output so far: ${output}`)),
      deadlineMs,
    );
  });
  const code = await Promise.race([process.exit, late]);
  clearTimeout(timer);
  await read;
  return { code, output };
}

/** A project of text files by path. */
async function mountFiles(files: Record<string, string>): Promise<void> {
  const tree: FileSystemTree = {};
  for (const [path, contents] of Object.entries(files)) {
    const names = path.split("/");
    const name = names.pop() ?? "";
    let folder = tree;
    for (const segment of names) {
      const entry = folder[segment] ?? { directory: {} };
      folder[segment] = entry;
      if ("directory" in entry) folder = entry.directory;
    }
    folder[name] = { file: { contents } };
  }
  await theContainer().mount(tree);
}

async function boot(options: Parameters<typeof WebContainer.boot>[0] = {}): Promise<WebContainer> {
  const container = await WebContainer.boot(options);
  Reflect.set(globalThis, "container", container);
  return container;
}

function theContainer(): WebContainer {
  const container: unknown = Reflect.get(globalThis, "container");
  if (!(container instanceof WebContainer)) throw new Error("boot() first");
  return container;
}

const served = new Map<string, ReturnType<typeof serve>>();

/** The same server for every caller of this page. */
function serveOnce(command: string, args: string[]): ReturnType<typeof serve> {
  const key = [command, ...args].join(" ");
  const server = served.get(key) ?? serve(command, args);
  served.set(key, server);
  return server;
}

/** Starts a server and waits until its port is open. */
async function serve(command: string, args: string[]): Promise<{ port: number; url: string; stop(): Promise<number> }> {
  const container = theContainer();
  const ready = new Promise<{ port: number; url: string }>((resolve) => {
    const stop = container.on("server-ready", (port, url) => {
      stop();
      resolve({ port, url });
    });
  });
  const process = await container.spawn(command, args);
  let output = "";
  void process.output.pipeTo(
    new WritableStream({
      write(text) {
        output += text;
      },
    }),
  );
  const ended = process.exit.then((code) => {
    throw new Error(`${command} ended with ${code}: ${output}`);
  });
  const { port, url } = await Promise.race([ready, ended]);
  ended.catch(() => {});
  return {
    port,
    url,
    stop: () => {
      process.kill();
      return process.exit;
    },
  };
}

/** An iframe with a preview, when it has loaded. */
async function openPreview(url: string): Promise<HTMLIFrameElement> {
  const frame = document.createElement("iframe");
  frame.allow = "cross-origin-isolated";
  frame.src = url;
  document.body.appendChild(frame);
  await new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  return frame;
}

const engine = { auth, WebContainer, reloadPreview, boot, run, mountFiles, serve, serveOnce, openPreview };
Object.assign(globalThis, { engine });

declare global {
  interface Window {
    /** The page's helpers; `container` is what `boot` made last. */
    engine: typeof engine;
    container: WebContainer;
  }
}
