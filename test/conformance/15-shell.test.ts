import { describe, expect, it } from "vitest";
import { engineForFile } from "./support/engine.ts";

const engine = engineForFile();

/** Runs a command line; its end may take longer than a program's usually does. */
async function shell(text: string): Promise<{ code: number; output: string }> {
  return engine.page.evaluate(async (line) => {
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
    const run = await engine.page.evaluate(async () => {
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
    const run = await engine.page.evaluate(async () => {
      const input = [{ text: "printf a%sc b\r" }, { text: "\x04", after: "abc" }];
      return window.engine.run("jsh", [], { terminal: { cols: 40, rows: 24 }, input });
    });
    expect(run.output).toContain(`abc\x1b[7m%\x1b[0m${" ".repeat(39)}\r \r`);
  });
});
