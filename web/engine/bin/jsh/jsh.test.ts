import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundlePrograms } from "../build-bin.ts";

const root = mkdtempSync(join(tmpdir(), "jsh-"));
const bin = join(root, "bin");
const folder = join(root, "work");
const shell = join(bin, "jsh");
// The tests' own Node comes first, so that `node` and the programs' first line mean it.
const env = { PATH: `${bin}:${join(process.execPath, "..")}:/usr/bin:/bin`, HOME: root, LC_ALL: "C.UTF-8" };

beforeAll(async () => {
  await mkdir(bin, { recursive: true });
  await mkdir(join(folder, "src"), { recursive: true });
  for (const [path, source] of Object.entries(await bundlePrograms(bin))) {
    await writeFile(path, source);
    await chmod(path, 0o755);
  }
  for (const [name, text] of Object.entries({
    "a.txt": "one\ntwo\nthree\n",
    "b.txt": "b\n",
    "src/x.js": "",
    "src/y.js": "",
    "not-executable": "x",
  }))
    writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const run = (text: string, input = "") => {
  const { status, stdout, stderr } = spawnSync(shell, ["-c", text], { cwd: folder, env, input, encoding: "utf8" });
  return { status, stdout, stderr };
};

/** Scripts that a POSIX shell and ours must answer alike. */
const alike = [
  "echo hi",
  "echo a   b 'c   d' \"e   f\"",
  "x=1; y=$x$x; echo $y \"$y\" '$y'",
  "echo ${nope:-default} ${nope-d} ${x:=set} $x ${x:+there}",
  "echo $(echo inner $(echo deeper)) `echo ticks`",
  "echo $((1 + 2 * 3)) $(( (1+2)*3 )) $((7/2)) $((7%3)) $((1<2))",
  "x=5; x=$((x+1)); echo $x",
  "false; echo $?; true; echo $?",
  "false || echo or; true && echo and; false && echo no; true || echo no",
  "! true; echo $?",
  "(exit 3); echo $?",
  "exit 4",
  "if [ -f a.txt ]; then echo file; elif true; then echo elif; else echo else; fi",
  "for i in a b 'c d'; do echo \"<$i>\"; done",
  "for f in *.txt; do echo $f; done",
  "i=0; while [ $i -lt 3 ]; do i=$((i+1)); echo $i; done",
  "i=0; until [ $i -ge 2 ]; do i=$((i+1)); done; echo $i",
  "for i in 1 2 3; do if [ $i = 2 ]; then continue; fi; echo $i; done",
  "for i in 1 2 3; do for j in 1 2; do [ $i = 2 ] && break 2; echo $i$j; done; done",
  "case foo.js in *.ts) echo ts;; *.js|*.mjs) echo js;; *) echo other;; esac",
  'f() { echo "$1-$2-$#"; return 3; }; f a b; echo $?',
  "echo src/*.js; echo src/?.js; echo src/[xy].js; echo nothing*here; echo 'src/*.js'",
  "cat a.txt | grep o | wc -l | tr -d ' '",
  "echo text > out1; cat out1; echo more >> out1; cat < out1",
  "cat missing 2>/dev/null; echo $?",
  "{ echo out; echo err >&2; } 2>&1 | sort",
  "echo err 2>&1 >/dev/null",
  "cd src && pwd | sed 's|.*/||'; (cd /; pwd); pwd | sed 's|.*/||'",
  "A=1 B=2 env | grep -E '^(A|B)=' | sort",
  "export V=exported; sh -c 'echo $V'",
  'unset HOME; echo "[$HOME]"',
  'set -- a \'b c\' d; echo $# $2; shift; echo $1; for x in "$@"; do echo "[$x]"; done; echo "$*"',
  "cat <<END\nname $((1+1)) $(echo sub)\nEND",
  "cat <<'END'\n$HOME\nEND",
  "printf 'a b\\nc d\\n' | while read x y; do echo \"$y $x\"; done",
  "echo 'one line' | { read a b; echo $b; }",
  "x=$(printf 'a\\n\\n'); echo \"[$x]\"",
  "v=' a  b '; echo $v; echo \"$v\"",
  "IFS=,; v=a,b,c; for x in $v; do echo $x; done",
  "set -e; false; echo not reached",
  "set -e; if false; then :; fi; false || true; echo reached",
  "set -u; echo ${unset_name} ; echo not reached",
  "eval 'echo evaluated; x=9'; echo $x",
  "x=path/to/file.tar.gz; echo ${x##*/} ${x%.gz} ${x%%.*} ${x#*/} ${#x}",
  "echo a;echo b&&echo c # comment",
  "trap 'echo bye' EXIT; echo hi",
  "sleep 0.1 & wait; echo waited",
  "true & wait $!; echo $?",
  "test a = a && [ 1 -lt 2 ] && echo yes",
  "yes | head -n 3",
  'echo "quoted \\" and \\$ and \\\\ "',
  "echo 'it'\\''s'",
  "f() { x=inner; }; x=outer; f; echo $x; (x=sub); echo $x",
  "node -e 'process.exit(7)'; echo $?",
  "node -e 'process.kill(process.pid, \"SIGTERM\")'; echo $?",
  "cat a.txt | head -n 1 | cat",
  "echo one two | xargs -n 1 echo",
  "find . -name '*.js' | sort",
  "false | true; echo $?; true | false; echo $?",
];

describe.skipIf(!existsSync("/bin/dash"))("jsh answers as a POSIX shell does", () => {
  test.each(alike)("%s", (text) => {
    const native = spawnSync("/bin/dash", ["-c", text], {
      cwd: folder,
      env: { ...env, PATH: `${join(process.execPath, "..")}:/usr/bin:/bin` },
      encoding: "utf8",
    });
    const ours = run(text);
    expect({ stdout: ours.stdout, failed: ours.status !== 0 }).toEqual({
      stdout: native.stdout,
      failed: native.status !== 0,
    });
  });
});

describe("jsh", () => {
  test("says 127 for a command that does not exist and 126 for one that cannot run", () => {
    expect(run("nosuchcommand")).toEqual({
      status: 127,
      stdout: "",
      stderr: "jsh: nosuchcommand: command not found\n",
    });
    expect(run("./not-executable")).toEqual({
      status: 126,
      stdout: "",
      stderr: "jsh: ./not-executable: Permission denied\n",
    });
    expect(run("./src")).toEqual({ status: 126, stdout: "", stderr: "jsh: ./src: Is a directory\n" });
  });

  test("a syntax error is status 2 and runs nothing", () => {
    expect(run("echo before; | x")).toEqual({ status: 2, stdout: "", stderr: "jsh: syntax error: unexpected '|'\n" });
  });

  test("a redirect that cannot be opened stops its command only", () => {
    expect(run("echo x > missing/out; echo after")).toEqual({
      status: 0,
      stdout: "after\n",
      stderr: "jsh: missing/out: No such file or directory\n",
    });
  });

  test("builtins need no process", () => {
    expect(run("PATH=/nowhere; echo hi; printf '%s' there; test 1 = 1 && pwd >/dev/null")).toEqual({
      status: 0,
      stdout: "hi\nthere",
      stderr: "",
    });
  });

  test("a loop inside the shell ends when its reader has gone", () => {
    expect(run("while true; do echo loop; done | head -n 2").stdout).toBe("loop\nloop\n");
  });

  test("programs in a loop leave the loop's input alone", () => {
    expect(run("printf 'a\\nb\\n' | while read x; do cat; echo $x; done").stdout).toBe("a\nb\n");
  });

  test("bash's conveniences: braces, [[ ]], <<<, &>, pipefail, local, replacements", () => {
    expect(
      run(
        "echo a{1..3} {x,y}z; [[ abc == a* && 1 -eq 1 ]] && echo match; cat <<< word; x=foo; echo ${x/o/0} ${x^^} ${x:1}",
      ).stdout,
    ).toBe("a1 a2 a3 xz yz\nmatch\nword\nf0o FOO oo\n");
    expect(run("set -o pipefail; false | true").status).toBe(1);
    expect(
      run("f() { local x=2; echo $x; }; x=1; f; echo $x; cat missing &> both; wc -l < both | tr -d ' '").stdout,
    ).toBe("2\n1\n1\n");
  });

  test("time says how long a command took and passes its status on", () => {
    expect(run("time sh -c 'exit 3'")).toEqual({
      status: 3,
      stdout: "",
      stderr: expect.stringMatching(/real\t0m\d+\.\d{3}s/),
    });
  });

  test("jobs are listed, killed and waited for", () => {
    expect(run("node -e 'setTimeout(() => {}, 60000)' & jobs; kill %1; wait %1; echo $?").stdout).toBe(
      "[1]+  Running                 node -e 'setTimeout(() => {}, 60000)' &\n143\n",
    );
  });

  test("a function that calls itself without end is stopped", () => {
    expect(run("f() { f; }; f")).toMatchObject({ status: 1 });
  });

  test("Ctrl-C ends a loop that never leaves the shell, with 130", async () => {
    const child = spawn(shell, ["-c", "echo started; while true; do :; done"], {
      cwd: folder,
      env,
      stdio: ["ignore", "pipe", "ignore"],
    });
    await new Promise((ready) => child.stdout.once("data", ready));
    child.kill("SIGINT");
    expect(await new Promise((done) => child.once("exit", done))).toBe(130);
  });

  test("runs a script file with its arguments, and standard input as a script", () => {
    writeFileSync(join(folder, "script.sh"), 'echo "$0 $1"\n');
    expect(spawnSync(shell, ["script.sh", "arg"], { cwd: folder, env, encoding: "utf8" }).stdout).toBe(
      "script.sh arg\n",
    );
    expect(spawnSync(shell, [], { cwd: folder, env, input: "echo from input\n", encoding: "utf8" }).stdout).toBe(
      "from input\n",
    );
    expect(spawnSync(shell, ["absent.sh"], { cwd: folder, env, encoding: "utf8" }).status).toBe(127);
  });
});
