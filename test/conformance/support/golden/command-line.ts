/** Programs given on the command line, on standard input and to the prompt, and Node's test runner. */
import type { GoldenProgram } from "./program.ts";

/** Runs node once a line of `lines` (words by JSON, then the input) and prints status and output, times taken out. */
const runs = (lines: { args: string[]; input?: string }[]): string => `
const { spawnSync } = require('child_process');
for (const { args, input } of ${JSON.stringify(lines)}) {
  const r = spawnSync(process.execPath, args, { input: input ?? '', encoding: 'utf8' });
  console.log('$', args.join(' '));
  const text = (t) => t.replace(/\\d+(\\.\\d+)?ms/g, 'Xms').replace(/(duration_ms:? ?"?)[\\d.]+/g, '$1X').replace(/(time|timestamp|hostname)="[^"]*"/g, '$1="X"').replace(/^ *(at )?.*\\(node:.*\\n?/gm, '').replace(/\\(node:\\d+\\)/g, '(node:PID)');
  process.stdout.write(text(r.stdout));
  if (r.stderr) process.stdout.write('--\\n' + text(r.stderr));
  console.log('=', r.status, r.signal);
}
`;

export const commandLinePrograms: GoldenProgram[] = [
  {
    title: "-e and -p, in both kinds of modules",
    args: ["a.js"],
    files: {
      "await.js":
        "const x = [await 1]; for await (const y of x) console.log(y, await y + (await y), typeof require); if (await 0) {} console.log(Math.max(await 2, await 3));",
      "x.cjs": "exports.x = __filename.split('/').pop();",
      "a.js": runs([
        {
          args: ["-e", "console.log(typeof require, module.id, __filename, module.filename, require.main === module)"],
        },
        { args: ["-p", "({ a: [1, { b: new Map([[1, 2]]) }] })"] },
        { args: ["-p", "undefined"] },
        { args: ["-pe", "process.argv.slice(2)", "a", "--b"] },
        { args: ["-p", "Promise.resolve(1)"] },
        { args: ["-p", "require('./x.cjs').x + fs.existsSync('x.cjs') + os.EOL.length"] },
        {
          args: [
            "-e",
            "import fs from 'fs'; console.log(typeof fs.readFileSync, typeof require, import.meta.url.slice(0, 4))",
          ],
        },
        { args: ["await.js"] },
        { args: ["-e", "await 1; console.log(typeof require)"] },
        { args: ["-e", "console.log(await 1)"] },
        { args: ["-e", "const __filename = 'mine'; console.log(typeof require, __filename)"] },
        { args: ["--input-type=module", "-e", "console.log(typeof module, this)"] },
        { args: ["--input-type=module", "-p", "1"] },
        { args: ["-e", "import('./x.cjs').then(({ x }) => console.log(x))"] },
        { args: ["-e", "const x: number = 4; console.log(x satisfies number)"] },
        { args: ["-e", ""] },
        { args: ["-e"] },
        { args: ["--nonsense"] },
        { args: ["-r", "./x.cjs", "-p", "Object.keys(require.cache).length"] },
      ]),
    },
  },
  {
    title: "a program on standard input, --check, --env-file and --run",
    args: ["a.js"],
    files: {
      "ok.js": "return 1",
      "bad.js": "const a = 1;\nconst a = 2;\n",
      "say.js": "console.log(process.argv.slice(2))",
      ".env": "ONE=1\n# two\nTWO='a b'\n",
      "package.json": '{"scripts":{"hi":"echo hi $NODE_RUN_SCRIPT_NAME","no":"exit 3","odd":1,"say":"node say.js"}}',
      "a.js": runs([
        { args: [], input: "console.log(__filename, process.argv.length)" },
        { args: ["-", "x"], input: "console.log(process.argv[2])" },
        { args: [], input: "import os from 'os'; console.log(typeof os.EOL, await 1)" },
        { args: ["--check", "ok.js"] },
        { args: ["-c", "bad.js"] },
        { args: ["--check", "-e", "1"] },
        { args: ["--env-file=.env", "-p", "[process.env.ONE, process.env.TWO]"] },
        { args: ["--env-file=none", "-p", "1"] },
        { args: ["--env-file-if-exists=none", "-p", "1"] },
        { args: ["--run", "hi"] },
        { args: ["--run", "no"] },
        { args: ["--run", "none"] },
        { args: ["--run", "odd"] },
        { args: ["--run", "say", "--", "it's", "a b", "plain", ""] },
        { args: ["--run", "say", "lost"] },
        { args: ["--run"] },
        { args: ["--test", "--check", "x"] },
        { args: ["--watch", "-e", "1"] },
        { args: ["--input-type=x", "-p", "1"] },
      ]),
    },
  },
  {
    title: "the prompt: several lines, errors, what the last value was, commands",
    args: ["-i"],
    input: `1 + 1
_ * 2
function add(a,
b) {
return a + b }
add(1, 2)
\`two
lines\`
nope
_error.message
throw { odd: true }
const o = { a: 1 }
o.
a
if (true) {
.break
'after break'
.help
var x = require('path').basename('/a/b'); x
fs.existsSync('/')
await new Promise((r) => setTimeout(r, 5, 'waited'))
for await (const v of [1, 2]) console.log(v)
await Promise.reject(new Error('refused'))
const { y } = await Promise.resolve({ y: 3 }); y
let late = await 4
late
import('os').then(() => 0) instanceof Promise
class A { #p = 1 }
new A()
(() => { throw new RangeError('thrown') })()
.unknown
1.5.toFixed(1)
process.stdout.write('text\\n')
[1,2,3].map((x) =>
x * 2)
.clear
.exit
`,
    files: {},
  },
  {
    title: "the prompt saves what was typed and loads it again",
    args: ["-i"],
    input: `const first = 1
function second() {
return 2 }
.save kept.js
fs.readFileSync('kept.js', 'utf8')
.load more.js
third + second()
.load missing.js
.save /nowhere/x.js
.editor
const fourth = 4
fourth + 1
.exit
`,
    files: { "more.js": "const third = 3;\n[1, 2].map((x) => {\n  return x + third;\n})\n" },
  },
  {
    title: "the test runner: its reporters, filters, hooks and exit codes",
    args: ["a.js"],
    files: {
      "one.test.js": `
const { test, describe, it, before, after, beforeEach, mock } = require('node:test');
const assert = require('node:assert');
before(() => console.log('before all'));
after(() => console.log('after all'));
test('passes', async (t) => { await t.test('inside', () => {}); t.diagnostic('a note'); });
test('fails', () => assert.strictEqual(1, 2));
test('skipped', { skip: 'not now' }, () => {});
test('to do', { todo: true }, () => { throw new Error('later') });
test('waits for a callback', (t, done) => setImmediate(done));
describe('a suite', () => {
  beforeEach(() => {});
  it('has a spy', () => { const f = mock.fn((x) => x + 1); f(1); assert.strictEqual(f.mock.calls[0].result, 2); });
  it('times out', { timeout: 20 }, () => new Promise(() => {}));
  it.skip('is left out');
});
test('timers are mocked', (t) => { t.mock.timers.enable({ apis: ['setTimeout'] }); let n = 0; setTimeout(() => n++, 1e6); t.mock.timers.tick(1e6); assert.equal(n, 1); });
test('a plan', (t) => { t.plan(1); t.assert.ok(true); });
`,
      "test/two.mjs": "import test from 'node:test'; test('esm passes', () => {});\n",
      "only.test.js": "const test = require('node:test'); test('not this', () => {}); test.only('this', () => {});\n",
      "broken.test.js": "\nthrow new Error('broken');\n",
      "a.js": runs([
        { args: ["--test", "--test-reporter=tap", "one.test.js"] },
        { args: ["--test", "--test-reporter=spec", "one.test.js", "test/two.mjs"] },
        { args: ["--test", "--test-reporter=dot", "one.test.js"] },
        { args: ["--test", "--test-reporter=junit", "test/two.mjs"] },
        { args: ["--test", "--test-reporter=tap", "--test-only", "only.test.js"] },
        {
          args: [
            "--test",
            "--test-reporter=tap",
            "--test-name-pattern=/spy|esm/",
            "--test-concurrency=1",
            "one.test.js",
            "test/two.mjs",
          ],
        },
        { args: ["--test", "--test-reporter=spec", "broken.test.js"] },
        { args: ["--test", "--test-reporter=tap", "none-*.js"] },
        { args: ["test/two.mjs"] },
      ]),
    },
  },
];
