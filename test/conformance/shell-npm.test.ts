import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { templates } from "../../shared/workspace/templates/index.ts";
import { type EngineBench, startEngineBench } from "./support/engine.ts";

let bench: EngineBench;
let page: Page;

beforeAll(async () => {
  bench = await startEngineBench();
  page = await bench.open();
  await page.evaluate(async () => {
    await window.engine.boot();
  });
});
afterAll(() => bench.close());

/** Runs a command line; its end may take longer than a program's usually does. */
async function shell(text: string): Promise<{ code: number; output: string }> {
  return page.evaluate(async (line) => {
    const process = await window.container.spawn("jsh", ["-c", line]);
    let output = "";
    const read = process.output.pipeTo(
      new WritableStream({
        write(chunk) {
          output += chunk;
        },
      }),
    );
    const code = await process.exit;
    await read;
    return { code, output };
  }, text);
}

/** Lays a template out in a folder of its name and installs it. */
async function layOut(id: string): Promise<{ code: number; output: string }> {
  const files = Object.entries(templates[id] ?? {}).map(([path, text]) => [`${id}/${path}`, text]);
  await page.evaluate(async (tree) => {
    await window.engine.mountFiles(tree);
  }, Object.fromEntries(files));
  return shell(`cd ${id} && npm install`);
}

/** Starts `npm start` in a folder, asks `command` of it once its port is open, and ends it. */
async function withServer(id: string, command: string): Promise<string> {
  const port = await page.evaluate(async (cwd) => {
    const process = await window.container.spawn("npm", ["start"], { cwd });
    Reflect.set(globalThis, "server", process);
    return new Promise<number>((resolve) => {
      const stop = window.container.on("server-ready", (opened) => {
        stop();
        resolve(opened);
      });
    });
  }, id);
  const { output } = await shell(command.replaceAll("PORT", String(port)));
  await page.evaluate(async () => {
    const server: unknown = Reflect.get(globalThis, "server");
    if (typeof server !== "object" || server === null || !("kill" in server) || typeof server.kill !== "function")
      return;
    server.kill();
    if ("exit" in server) await server.exit;
  });
  return output;
}

describe("[15] the shell", () => {
  it.each([
    ["yes | head -n 2", 0, "y\ny\n"],
    ["for i in 1 2 3; do echo $i; done | sort -r | tr '\\n' ' '", 0, "3 2 1 "],
    ["nosuchcommand; echo $?", 0, "jsh: nosuchcommand: command not found\n127\n"],
    ["node -e 'console.error(1); console.log(2)' 2>&1 | sort", 0, "1\n2\n"],
    ["while true; do echo loop; done | head -n 1", 0, "loop\n"],
    ["mkdir -p a/b && echo text > a/b/c && cat a/*/c && rm -r a && test ! -e a", 0, "text\n"],
    ["node -e 'setTimeout(() => console.log(\"late\"), 50)' & echo now; wait", 0, "now\nlate\n"],
    [
      "node -e 'try { zlib.brotliCompressSync(\"a\") } catch (error) { console.log(error.message) }'",
      0,
      "zlib.BrotliEncoder is not supported in the Glasshouse engine yet: the engine has no Brotli compressor; use zlib.gzip() or zlib.deflate().\n",
    ],
    ["echo $(node -p '6 * 7') | grep -c 42; exit 3", 3, "1\n"],
  ])("%s", async (line, code, output) => {
    expect(await shell(line)).toEqual({ code, output });
  });

  it("Ctrl-C ends the program in front and the shell asks again", async () => {
    const run = await page.evaluate(async () => {
      await window.container.fs.writeFile("hang.js", "console.log('up'); setInterval(() => {}, 1000);");
      const input = [
        { text: "node hang.js\r" },
        { text: "\x03", after: "up\r\n" },
        { text: "echo status $?\r", after: "^C" },
        { text: "\x04", after: "status 130" },
      ];
      return window.engine.run("jsh", [], { terminal: { cols: 80, rows: 24 }, input });
    });
    expect(run.output).toContain("status 130\r\n");
  });

  it("output without a final newline stays above the next prompt", async () => {
    const run = await page.evaluate(async () => {
      const input = [{ text: "printf a%sc b\r" }, { text: "\x04", after: "abc" }];
      return window.engine.run("jsh", [], { terminal: { cols: 40, rows: 24 }, input });
    });
    expect(run.output).toContain(`abc\x1b[7m%\x1b[0m${" ".repeat(39)}\r \r`);
  });
});

describe("[12] npm and the templates", () => {
  it("installs Express, and its server answers", async () => {
    expect((await layOut("express")).output).toMatch(/added \d+ packages in/);
    expect(await withServer("express", "curl -s localhost:PORT/api/notes")).toBe('["Try adding a note below."]');
    expect((await shell("cd express && npm install && npm ls")).output).toMatch(/up to date[\s\S]*── express@/);
  });

  it("runs the Hono template's tests", async () => {
    await layOut("hono");
    const { code, output } = await shell("cd hono && npm test");
    expect({ code, passed: /pass 4/.test(output) }).toEqual({ code: 0, passed: true });
  });

  it("serves the page template without an install", async () => {
    await layOut("static");
    expect(await withServer("static", "curl -s localhost:PORT/ | grep -c 'A page'")).toBe("2\n");
  });

  it("bundles React with esbuild in the tab", async () => {
    await layOut("react");
    expect(await withServer("react", "curl -s localhost:PORT/main.js | grep -c 'A new task'")).toMatch(/^[1-9]/);
  });

  it("says which package does not exist", async () => {
    const { code, output } = await shell(
      "mkdir -p none && cd none && npm init -y > /dev/null && npm install no-such-package-0123456789",
    );
    expect({ code, output }).toEqual({
      code: 1,
      output: expect.stringContaining("'no-such-package-0123456789' does not exist"),
    });
  });
});
