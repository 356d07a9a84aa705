import { describe, expect, it } from "vitest";
import { engineForFile } from "./support/engine.ts";

const engine = engineForFile();

const { shell } = engine;

describe("[15] the shell", () => {
  it.each([
    ["yes | head -n 2", 0, "y\ny\n"],
    ["for i in 1 2 3; do echo $i; done | sort -r | tr '\\n' ' '", 0, "3 2 1 "],
    ["nosuchcommand; echo $?", 0, "jsh: nosuchcommand: command not found\n127\n"],
    ["node -e 'console.error(1); console.log(2)' 2>&1 | sort", 0, "1\n2\n"],
    ["while true; do echo loop; done | head -n 1", 0, "loop\n"],
    ["mkdir -p a/b && echo text > a/b/c && cat a/*/c && rm -r a && test ! -e a", 0, "text\n"],
    ["node -e 'setTimeout(() => console.log(\"late\"), 50)' & echo now; wait", 0, "now\nlate\n"],
    ["echo $(node -p '6 * 7') | grep -c 42; exit 3", 3, "1\n"],
    [
      "a=(x 'y z'); printf '<%s>' \"${a[@]}\" {1..3}; for ((i=0; i<2; i++)); do echo $i; done",
      0,
      "<x><y z><1><2><3>0\n1\n",
    ],
    ["f() { local n=$1; (( n > 1 )) && f $((n-1)); echo $n; }; f 3 | tac | paste -sd ,", 0, "3,2,1\n"],
    [
      "while read -r k v; do echo \"$v=$k\"; done < <(printf 'a 1\\nb 2\\n'); diff <(echo 1) <(echo 2) | head -n 1",
      0,
      "1=a\n2=b\n1c1\n",
    ],
    ["exec 3>f; echo three >&3; exec 3>&-; cat f; cat <<-E | tr a-z A-Z\n\there $((1+1))\n\tE", 0, "three\nHERE 2\n"],
    ["trap 'echo bye' EXIT; set -euo pipefail; false | true; echo never", 1, "bye\n"],
    ["trap 'echo got' USR1; kill -USR1 $$; sh -c 'kill -9 $$'; echo $?", 0, "got\n137\n"],
    [
      "printf '#!/bin/sh\\necho \"$0 $1\"\\n' > s.sh; chmod +x s.sh; ./s.sh a; sh s.sh b; bash -c 'echo $0 $1' n c",
      0,
      "./s.sh a\ns.sh b\nn c\n",
    ],
    ["sleep 5 & kill $!; wait $!; echo $?; (exit 5) & wait $!; echo $?", 0, "143\n5\n"],
    ["yes | head -c 100M | wc -c", 0, "104857600\n"],
    ["seq 3 | awk '{ s += $1 } END { print s, NR }'; printf abc | sha1sum | cut -c 1-8", 0, "6 3\na9993e36\n"],
    ["timeout 0.1 node -e 'setInterval(() => {}, 1000)'; echo $?", 0, "124\n"],
    [
      "ln -s loop loop; cat loop; mkdir d; cd d; rmdir ../d; ls; cd ..; ls -d d",
      2,
      "cat: loop: Too many levels of symbolic links\njsh: ls: the working directory has been removed; cd to another one\nls: cannot access 'd': No such file or directory\n",
    ],
    [
      "x=$(head -c 8M /dev/zero | tr '\\0' x); /usr/bin/env echo \"$x\"; echo $?",
      0,
      "jsh: /usr/bin/env: Argument list too long\n126\n",
    ],
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

  it("every stage of a pipeline streams: what is appended to a file is seen while tail still follows it", async () => {
    const { output } = await shell(
      "touch log; tail -f log | grep --line-buffered hit > seen & for i in 1 2; do echo miss >> log; echo hit $i >> log; sleep 0.5; cat seen; done; kill %1",
    );
    expect(output).toBe("hit 1\nhit 1\nhit 2\n");
  });

  it("a fork bomb ends at the limit in the shell's words, and the page goes on", async () => {
    const { output } = await shell("bomb() { bomb | bomb & }; bomb; sleep 3; echo alive");
    expect(output).toContain("jsh: fork: retry: Resource temporarily unavailable\n");
    expect((await shell("echo page alive")).output).toBe("page alive\n");
  });

  const ticking = "let n = 0; setInterval(() => console.log('tick ' + ++n), 100);";

  it("Ctrl-Z stops the program in front, fg lets it go on, and Ctrl-C ends it", async () => {
    const run = await engine.page.evaluate(async (program) => {
      await window.container.fs.writeFile("tick.js", program);
      const input = [
        { text: "node tick.js\r" },
        { text: "\x1a", after: "tick 2\r\n" },
        { text: "echo status $?; jobs\r", after: "Stopped" },
        { text: "fg\r", after: "status 148" },
        { text: "\x03", after: "tick 4\r\n" },
        { text: "echo last $?\r", after: "^C" },
        { text: "\x04", after: "last 130" },
      ];
      return window.engine.run("jsh", [], { terminal: { cols: 80, rows: 24 }, input });
    }, ticking);
    expect(run.output).toContain("[1]+  Stopped                 node tick.js");
    expect(run.output).toContain("last 130\r\n");
  });

  it("bg lets a stopped program go on beside the shell, where kill reaches it", async () => {
    const run = await engine.page.evaluate(async (program) => {
      await window.container.fs.writeFile("tick.js", program);
      const input = [
        { text: "node tick.js\r" },
        { text: "\x1a", after: "tick 2\r\n" },
        { text: "bg\r", after: "Stopped" },
        { text: "kill %1; wait %1; echo ended $?\r", after: "tick 6" },
        { text: "exit\r", after: "ended 143" },
      ];
      return window.engine.run("jsh", [], { terminal: { cols: 80, rows: 24 }, input });
    }, ticking);
    expect(run.output).toContain("[1]+ node tick.js &\r\n");
    expect(run.output).toContain("ended 143\r\n");
  });

  it("a parent stops its child by SIGSTOP and lets it go on by SIGCONT", async () => {
    const run = await engine.page.evaluate(async () => {
      const program = `
        const child = require("node:child_process").spawn("node", ["-e", "setInterval(() => console.log('tick'), 20)"]);
        let ticks = 0;
        child.stdout.on("data", () => ticks++);
        const later = (ms) => new Promise((done) => setTimeout(done, ms));
        (async () => {
          while (ticks === 0) await later(20);
          child.kill("SIGSTOP");
          await later(200);
          const stopped = ticks;
          await later(300);
          const quiet = ticks === stopped;
          child.kill("SIGCONT");
          while (ticks === stopped) await later(20);
          child.kill();
          child.on("exit", (code, signal) => console.log(quiet, code, signal));
        })();`;
      await window.container.fs.writeFile("stop.js", program);
      return window.engine.run("node", ["stop.js"]);
    });
    expect(run.output).toBe("true null SIGTERM\n");
  });

  it("keys edit, complete and search: Tab, Ctrl-A, Ctrl-E, Ctrl-U, Ctrl-Y, Ctrl-R, and the history is kept for the next shell", async () => {
    const outputs = await engine.page.evaluate(async () => {
      await window.container.fs.writeFile(
        "package.json",
        JSON.stringify({ scripts: { greet: "echo hello from npm" } }),
      );
      const terminal = { cols: 80, rows: 24 };
      const first = await window.engine.run("jsh", [], {
        terminal,
        input: [
          { text: "N=1; PS1='p$N> '\r", after: "❯" },
          { text: "two three\x01one \x05\x15echo \x19; N=2\r", after: "p1> " },
          { text: "echo $HOM", after: "p2> " },
          { text: "\t", after: "echo $HOM" },
          { text: "; N=3\r", after: "$HOME" },
          { text: "npm run gr", after: "p3> " },
          { text: "\t", after: "npm run gr" },
          { text: "; N=4\r", after: "npm run greet" },
          { text: "\x04", after: "p4> " },
        ],
      });
      const second = await window.engine.run("jsh", [], {
        terminal,
        input: [
          { text: "\x12", after: "❯" },
          { text: "three", after: "reverse-i-search" },
          { text: "\r", after: "three': " },
          { text: "\x04", after: "\r\none two three\r\n" },
        ],
      });
      return [first.output, second.output];
    });
    expect(outputs[0]).toContain("\r\none two three\r\n");
    expect(outputs[0]).toContain("hello from npm\r\n");
    expect(outputs[1]).toContain("\r\none two three\r\n");
  });
});
