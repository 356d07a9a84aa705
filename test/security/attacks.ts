/** Everything hostile code tries. Runs as its own text in a program and in a preview's page: it may use nothing from outside the function. */

export interface AttackTarget {
  ide: string;
  own: string;
  other: string;
  secret: string;
  /** A share link's token in the address of the IDE's page. */
  token: string;
  /** "sandbox.localhost:8787" */
  site: string;
}

/** Resolves with the names of the attacks that succeeded; `skip` leaves some out. */
export async function attacks(target: AttackTarget, skip: string[] = []): Promise<string[]> {
  // biome-ignore lint/suspicious/noExplicitAny: hostile code asks for everything, whether this scope has it or not
  const scope: Record<string, any> = globalThis;
  const api = `${target.ide}/api`;
  const engines = {
    other: `http://${target.other}.${target.site}`,
    otherPreview: `http://${target.other}-3000.${target.site}`,
  };
  const later = (ms: number): Promise<false> => new Promise((resolve) => setTimeout(() => resolve(false), ms));

  /** True when the text of an answer holds what only the person may see. */
  const reads = async (url: string, init: object = {}): Promise<boolean> => {
    const text = await (await scope["fetch"](url, { credentials: "include", ...init })).text();
    return text.includes(target.secret);
  };
  const frameOf = (url: string): Promise<(typeof scope)[string]> => {
    const frame = scope["document"].createElement("iframe");
    frame.src = url;
    scope["document"].body.append(frame);
    return new Promise((resolve) => {
      frame.onload = () => resolve(frame);
    });
  };
  /** A socket that opens and is then spoken to is a success; so is any frame that comes. */
  const socketOpens = (path: string): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = new scope["WebSocket"](target.ide.replace("http", "ws") + path);
      socket.onopen = () => resolve(true);
      socket.onerror = () => resolve(false);
    });
  const idbHolds = (name: string): Promise<boolean> =>
    new Promise((resolve, reject) => {
      const request = scope["indexedDB"].open(name);
      request.onerror = () => reject(request.error);
      request.onsuccess = () => resolve(request.result.objectStoreNames.contains("secret"));
    });

  const table: Record<string, () => unknown> = {
    "I1 parent's document": () => scope["parent"].document.body.textContent.includes(target.secret),
    "I1 top's document": () => scope["top"].document.title === "IDE",
    "I1 sibling frames": () =>
      [...Array(scope["top"].length).keys()].some(
        (index) => scope["top"][index] !== scope["window"] && scope["top"][index].document,
      ),
    "I1 frame element": () => scope["frameElement"] !== null && scope["frameElement"] !== undefined,
    "I2 cookie text": () => scope["document"].cookie.includes("session"),
    "I2 cookie store": async () =>
      (await scope["cookieStore"].getAll()).some((cookie: { name: string }) => cookie.name.includes("session")),
    "I2 me": async () => (await (await scope["fetch"](`${api}/me`, { credentials: "include" })).json()).user !== null,
    "I2 me through a frame": async () => (await frameOf(`${api}/me`)).contentDocument.body.textContent.includes("user"),
    "I3 local storage": () => scope["localStorage"].getItem("secret") === target.secret,
    "I3 parent's local storage": () => scope["parent"].localStorage.getItem("secret") === target.secret,
    "I4 databases": () => idbHolds("secret"),
    "I4 parent's databases": () => scope["parent"].indexedDB.open("secret") !== undefined,
    "I5 caches": async () => (await scope["caches"].match(`${target.ide}/secret`)) !== undefined,
    "I5 parent's caches": async () => (await scope["parent"].caches.match("/secret")) !== undefined,
    "I6 opener": () => Boolean(scope["opener"]),
    "I6 top navigation": async () => {
      const before = scope["top"].length;
      scope["top"].location.href = "about:blank#taken";
      await later(300);
      return scope["top"].length !== before;
    },
    "I7 other workspace by API": () => reads(`${api}/workspaces/${target.other}`),
    "I7 other workspace's engine": () => reads(`${engines.other}/headless`),
    "I7 other workspace's preview": () => reads(`${engines.otherPreview}/`),
    "I7 frame of the other engine": async () => {
      let answered = false;
      scope["addEventListener"]("message", (event: { origin: string }) => {
        if (event.origin === engines.other) answered = true;
      });
      await Promise.race([frameOf(`${engines.other}/headless?version=1.6.4`), later(1500)]);
      await later(300);
      return answered;
    },
    "I8 other workspace's storage": async () => {
      const frame = await Promise.race([frameOf(engines.otherPreview), later(1500)]);
      return frame && frame.contentWindow.localStorage !== undefined;
    },
    "I8 other workspace's folder": () => scope["process"]?.getBuiltinModule("fs").readdirSync("/home").length > 1,
    "I11 list of workspaces": () => reads(`${api}/workspaces`),
    "I11 make a workspace": async () => {
      const answer = await scope["fetch"](`${api}/workspaces`, {
        method: "POST",
        credentials: "include",
        headers: { "content-type": "application/json" },
        body: '{"name":"forged"}',
      });
      return answer.ok;
    },
    "I11 make a workspace blindly": async () => {
      // Opaque: whether it worked is seen in the list of workspaces afterwards.
      await scope["fetch"](`${api}/workspaces`, {
        method: "POST",
        mode: "no-cors",
        credentials: "include",
        body: '{"name":"forged"}',
      });
      return false;
    },
    "I11 delete a workspace": async () =>
      (await scope["fetch"](`${api}/workspaces/${target.own}`, { method: "DELETE", credentials: "include" })).ok,
    "I11 a ticket": async () => {
      const answer = await scope["fetch"](`${api}/tickets`, {
        method: "POST",
        credentials: "include",
        headers: { "content-type": "application/json" },
        body: '{"socket":"assistant"}',
      });
      return answer.ok;
    },
    "I11 API on the engine's own host": () => reads("/api/workspaces"),
    "I12 sync socket": () => Promise.race([socketOpens(`/sync/${target.own}`), later(2000)]),
    "I13 assistant socket": () => Promise.race([socketOpens("/assistant"), later(2000)]),
  };
  const won: string[] = [];
  for (const [name, attack] of Object.entries(table)) {
    if (skip.includes(name)) continue;
    try {
      if (await Promise.race([attack(), later(5000)])) won.push(name);
    } catch {
      // refused: that is what the table wants
    }
  }
  return won;
}
