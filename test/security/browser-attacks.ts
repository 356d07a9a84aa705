/** The second half of what hostile code tries: what a browser offers beside storage and sockets. Its own text, like attacks.ts. */
import type { AttackTarget } from "./attacks.ts";

/** Resolves with the names of the attacks that succeeded. */
export async function browserAttacks(target: AttackTarget): Promise<string[]> {
  // biome-ignore lint/suspicious/noExplicitAny: hostile code asks for everything, whether this scope has it or not
  const scope: Record<string, any> = globalThis;
  const own = `http://${target.own}.${target.site}`;
  const later = (ms: number): Promise<false> => new Promise((resolve) => setTimeout(() => resolve(false), ms));
  const document = scope["document"];
  const heard = (message: (resolve: (won: boolean) => void) => void): Promise<boolean> =>
    Promise.race([new Promise<boolean>(message), later(700)]);
  const proxied = async (path: string, init: object = {}): Promise<boolean> =>
    (await scope["fetch"](`${own}/npm/${path}`, init)).ok;
  const registers = async (script: string, options: object = {}): Promise<boolean> => {
    const registration = await scope["navigator"].serviceWorker.register(script, options);
    return Boolean(registration);
  };
  const frames = (): unknown[] => [...Array(scope["top"].length).keys()].map((index) => scope["top"][index]);

  const table: Record<string, () => unknown> = {
    "I9 a cookie for the whole site": () => {
      document.cookie = `leak=${target.secret}; Domain=${target.site.split(":")[0]}; Path=/`;
      return false; // the other workspace's page is asked afterwards
    },
    "I9 a cookie by the store": () =>
      scope["cookieStore"]
        .set({ name: "leak", value: target.secret, domain: target.site.split(":")[0] })
        .then(() => true),
    "I10 service worker of the program's own": () => registers("/evil.js", { scope: "/" }),
    "I10 service worker from a blob": () =>
      registers(scope["URL"].createObjectURL(new scope["Blob"](["1"], { type: "text/javascript" }))),
    "I10 service worker of the IDE": () => registers(`${target.ide}/sw.js`),
    "I10 service worker of the engine": () => registers("/__glasshouse/sw.js", { scope: `${own}/` }),
    "I10 service worker that imports": () => registers("/__glasshouse/../evil.js"),
    "I14 broadcast channel": () =>
      heard((resolve) => {
        const channel = new scope["BroadcastChannel"]("secret");
        channel.onmessage = ({ data }: { data: unknown }) => resolve(String(data).includes(target.secret));
        channel.postMessage("tell");
      }),
    "I14 shared worker": () =>
      heard((resolve) => {
        const worker = new scope["SharedWorker"](`${target.ide}/shared.js`);
        worker.port.onmessage = () => resolve(true);
        worker.port.start();
      }),
    "I14 lock of the IDE": async () =>
      (await scope["navigator"].locks.query()).held.some((lock: { name: string }) => lock.name === "secret"),
    "I15 a thousand messages": () =>
      heard((resolve) => {
        for (let round = 0; round < 1000; round++) {
          const { port1, port2 } = new scope["MessageChannel"]();
          port1.onmessage = () => resolve(true);
          const types = ["init", "warning", "PREVIEW_CONSOLE_ERROR", "glasshouse-preview-port", "setImmediate"];
          const message = { type: types[round % types.length], level: "error", message: "forged", id: String(round) };
          scope["parent"].postMessage(message, "*", [port2]);
        }
      }),
    "I16 the kernel by a global": () =>
      heard((resolve) => {
        const post =
          scope["postMessage"] ?? Function("return typeof self === 'undefined' ? undefined : self.postMessage")();
        if (document || typeof post !== "function") return;
        for (let round = 0; round < 200; round++) post({ type: "call", name: "kill", args: [1, 9] });
        resolve(true);
      }),
    "I16 a port of another number": () =>
      heard((resolve) => {
        scope["addEventListener"]("message", ({ data, origin }: { data: { type?: string }; origin: string }) => {
          if (data?.type === "glasshouse-preview-port" && origin !== own) resolve(true);
        });
        for (const frame of frames())
          for (const type of ["boot", "preview", "glasshouse-preview-forward"])
            (frame as typeof scope)["postMessage"]({ type, number: 4000, coep: "none", message: {} }, "*");
      }),
    "I17 post": () => proxied("express", { method: "POST", body: "{}" }),
    "I17 put": () => proxied("express", { method: "PUT", body: "{}" }),
    "I17 delete": () => proxied("express", { method: "DELETE" }),
    "I17 another host": () => proxied("http://127.0.0.1:1/x"),
    "I17 another host without a scheme": () => proxied("/example.com/x"),
    "I17 up and out": () => proxied("%2e%2e/%2e%2e/api/me"),
    "I17 an account": () => proxied("-/whoami"),
    "I17 search": () => proxied("-/v1/search?text=x"),
    "I17 a name with a line": () => proxied("a%0d%0ahost:%20evil"),
    "I18 full screen": () => document.documentElement.requestFullscreen().then(() => true),
    "I18 clipboard read": async () => (await scope["navigator"].clipboard.readText()) !== undefined,
    "I18 clipboard write": () => scope["navigator"].clipboard.writeText("x").then(() => true),
    "I18 camera": () => scope["navigator"].mediaDevices.getUserMedia({ video: true }).then(() => true),
    "I18 screen": () => scope["navigator"].mediaDevices.getDisplayMedia().then(() => true),
    "I18 place": () =>
      heard((resolve) =>
        scope["navigator"].geolocation.getCurrentPosition(
          () => resolve(true),
          () => resolve(false),
        ),
      ),
    "I18 notifications": async () => (await scope["Notification"].requestPermission()) === "granted",
    "I19 pop-ups": () => {
      const opened = Array.from({ length: 20 }, () => scope["open"]("about:blank")).filter(Boolean);
      for (const popup of opened) popup.close();
      return opened.length > 0;
    },
    "I20 title of the IDE": () => {
      scope["top"].document.title = "spoofed";
      return true;
    },
    "I20 address of the IDE": () => {
      scope["top"].history.pushState(null, "", "/spoofed");
      return true;
    },
    "I20 base": () => {
      const base = document.createElement("base");
      base.href = `${target.ide}/`;
      document.head.append(base);
      const changed = scope["top"].document.baseURI;
      return changed !== undefined;
    },
    "I24 framing the IDE": () =>
      heard((resolve) => {
        scope["addEventListener"]("message", ({ data }: { data: unknown }) => {
          if (data === "IDE is framed") resolve(true);
        });
        const frame = document.createElement("iframe");
        frame.src = target.ide;
        document.body.append(frame);
      }),
    "I25 token in what this code can see": () => {
      const seen = [
        document?.referrer,
        scope["location"]?.href,
        JSON.stringify([...(scope["location"]?.ancestorOrigins ?? [])]),
        JSON.stringify(scope["process"]?.env),
        JSON.stringify(scope["process"]?.argv),
        scope["name"],
        JSON.stringify({ ...scope["localStorage"], ...scope["sessionStorage"] }),
        JSON.stringify(scope["performance"].getEntries?.().map((entry: { name: string }) => entry.name)),
      ];
      return seen.some((text) => String(text).includes(target.token));
    },
    "I25 token in a request's headers": async () =>
      (await (await scope["fetch"]("/headers")).text()).includes(target.token),
    "I25 address of the top page": () => scope["top"].location.href.includes(target.token),
  };
  const won: string[] = [];
  for (const [name, attack] of Object.entries(table)) {
    try {
      if (await Promise.race([attack(), later(3000)])) won.push(name);
    } catch {
      // refused: that is what the table wants
    }
  }
  return won;
}
