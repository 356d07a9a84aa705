/** Programs about what V8's embedder knows and JavaScript does not: promises' states, contexts of callbacks, scripts' scopes. */
import type { GoldenProgram } from "./program.ts";

export const languagePrograms: GoldenProgram[] = [
  {
    title: "console.log shows whether a promise is pending, fulfilled or rejected",
    args: ["a.js"],
    files: {
      "a.js": `
async function one() { return 1 }
async function waits() { await 0; return 2 }
const bad = (async () => { throw 'no' })(); bad.catch(() => {});
const later = new Promise((done) => setTimeout(done, 1, 'later'));
console.log(one(), waits(), bad, later, Promise.resolve({ a: 1 }), [one(), (async () => {})()]);
const chained = one().then((n) => n + 1);
console.log(chained);
later.then(async () => {
  const waited = waits();
  await waited;
  console.log(later, chained, waited);
});
console.log(one.toString(), (async () => await 1).toString());
`,
    },
  },
  {
    title: "AsyncLocalStorage follows await, for await, catch and packages",
    args: ["a.mjs"],
    files: {
      "a.mjs": `
import { AsyncLocalStorage, executionAsyncId, createHook } from 'node:async_hooks';
import wait from 'pkg';
const store = new AsyncLocalStorage();
async function* items() { yield 1; await null; yield 2 }
const run = (name) => store.run(name, async () => {
  await null; console.log(name, store.getStore());
  try { await Promise.reject(new Error('x')) } catch { console.log(name, store.getStore()) }
  for await (const item of items()) console.log(name, item, store.getStore());
  await wait(() => console.log(name, 'package', store.getStore()));
  setTimeout(() => console.log(name, 'timer', store.getStore()), 1);
  queueMicrotask(() => console.log(name, 'microtask', store.getStore()));
});
await Promise.all([run('a'), run('b')]);
console.log(store.getStore());
`,
      "node_modules/pkg/package.json": `{ "name": "pkg", "main": "index.js" }`,
      "node_modules/pkg/index.js": `module.exports = async (call) => { await null; call(); await new Promise((done) => setTimeout(done, 2)); call() }`,
    },
  },
  {
    title: "a stack names the source's columns behind awaits, in CommonJS and in ES modules",
    args: ["a.js"],
    files: {
      "a.js": `
async function deep() { const a = await 1, b = await 2; await null; throw new Error('deep') }
async function top() { try { await 0; await deep() } catch (error) { console.log(error.stack.split('\\n').slice(0, 3).join('\\n')) } }
top().then(() => import('./b.mjs'));
`,
      "b.mjs": `await 0; import fs from 'fs'; const x = await 1; try { fs.none(x) } catch (e) { console.log(e.stack.split('\\n')[1]) }`,
    },
  },
  {
    title: "scripts of a vm context share their functions, constants and globals, and nothing of the program's",
    args: ["a.js"],
    files: {
      "a.js": `
const vm = require('vm');
const context = vm.createContext({ seen: [], n: 1 });
const run = (text) => { try { return vm.runInContext(text, context) } catch (error) { return error.name + ': ' + error.message } };
console.log(run('function twice(x) { return 2 * x } var v = 3; let l = 4; const c = { k: 5 }, [d] = [6]; class K {} w = 7; twice(v)'));
console.log(run('[twice(1), v, l, c.k, d, typeof K, w, this.v, this.l]'));
console.log(run('l = 8; seen.push(l); c = 1'), run('const c = 2'), run('unknown'), run('typeof unknown'), run('"use strict"; fresh = 1'));
console.log(run('typeof process'), run('typeof require'), run('n += 1'), Object.keys(context), typeof globalThis.w);
console.log(vm.runInThisContext('const kept = 9; let other = 10; kept + other'), vm.runInThisContext('kept'));
console.log(vm.runInContext('globalThis', vm.createContext(vm.constants.DONT_CONTEXTIFY)) !== globalThis);
`,
    },
  },
  {
    title: "the prompt keeps what a line declares",
    args: ["-i"],
    input: `const a = 1; let b = 2\nfunction sum() { return a + b }\nb = 5; sum()\nclass Point {}\nnew Point()\na = 3\nconst a = 4\nconst { x, y: [z] } = { x: 1, y: [2] }\n[x, z]\nawait Promise.resolve(6)\n`,
    files: {},
  },
  {
    title: "vm modules link, run in their context, and refuse what is not linked or not exported",
    args: ["--experimental-vm-modules", "--no-warnings", "a.mjs"],
    files: {
      "a.mjs": `
import vm from 'node:vm';
const context = vm.createContext({ log: [] });
const made = new vm.SyntheticModule(['n'], function () { this.setExport('n', 2); try { this.setExport('m', 1) } catch (e) { console.log(e.name, e.message) } }, { context });
const main = new vm.SourceTextModule('import { n } from "n"; log.push(n); export const twice = 2 * n; await 0; log.push("later")', { context });
try { main.instantiate() } catch (e) { console.log(e.code) }
await main.link(() => made);
await main.evaluate();
console.log(context.log, main.namespace, main.status);
`,
    },
  },
  {
    title: "node --test heeds its own flags",
    args: ["--test", "--test-isolation=none", "--test-reporter=dot", "--test-name-pattern=one", "a.test.js"],
    files: {
      "a.test.js": `
const test = require('node:test');
test('one', () => console.log('one ran'));
test('two', () => console.log('two ran'));
`,
    },
  },
  {
    title: "Error.prepareStackTrace of the program sees the program's frames",
    args: ["a.mjs"],
    files: {
      "a.mjs": `
const kept = Error.prepareStackTrace;
Error.prepareStackTrace = (error, sites) => sites.slice(0, 2).map((site) => [site.getFunctionName(), site.getFileName().split('/').pop(), site.getLineNumber(), site.getColumnNumber()]);
async function named() { await 0; return new Error('x').stack }
console.log(await named(), (() => new Error('y').stack[0])());
Error.prepareStackTrace = kept;
console.log(typeof new Error('z').stack);
`,
    },
  },
];
