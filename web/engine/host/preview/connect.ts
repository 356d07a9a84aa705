/** The page that stands on a preview's origin until the program answers: brings the service worker its port, then loads again. */
import { askForPort, engineOrigin } from "./ask-port.ts";
import { texts } from "./texts.ts";
import { connectTimeoutMs, type PreviewState, pollMs } from "./worker-protocol.ts";

const words = texts(navigator.languages);
const port = engineOrigin(window.location)?.port ?? 0;

void connect();

async function connect(): Promise<void> {
  if (!("serviceWorker" in navigator)) {
    show("refused", words.refusedTitle, words.refusedText);
    return;
  }
  try {
    await navigator.serviceWorker.register("/__glasshouse/sw.js", { scope: "/" });
  } catch (error) {
    show("refused", words.refusedTitle, `${words.refusedText} (${String(error)})`);
    return;
  }
  const { active } = await navigator.serviceWorker.ready;
  for (;;) {
    const state = active ? await askState(active) : "no-port";
    if (state === "ready") {
      window.location.reload();
      return;
    }
    if (state === "no-server") show("waiting", words.waitingTitle(port), words.waitingText);
    else if (!active || !(await bringPort(active))) show("lost", words.lostTitle, words.lostText);
    else continue;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

async function bringPort(worker: ServiceWorker): Promise<boolean> {
  const kernel = await askForPort(connectTimeoutMs);
  if (kernel) worker.postMessage({ type: "port" }, [kernel]);
  return kernel !== null;
}

function askState(worker: ServiceWorker): Promise<PreviewState> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<PreviewState>) => {
      port1.close();
      resolve(data);
    };
    worker.postMessage({ type: "state" }, [port2]);
  });
}

function show(state: string, title: string, text: string): void {
  const page = document.getElementById("page");
  const heading = document.getElementById("title");
  const body = document.getElementById("text");
  if (!page || !heading || !body || page.dataset["state"] === state) return;
  page.dataset["state"] = state;
  heading.textContent = title;
  body.textContent = text;
  document.title = title;
}
