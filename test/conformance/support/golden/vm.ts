/** Programs about `vm` and `v8`: scripts, contexts, cached data, flags. */
import type { GoldenProgram } from "./program.ts";

export const vmPrograms: GoldenProgram[] = [
  {
    title: "an error that leaves a script shows its line in the stack, at the script's offsets",
    args: ["a.js"],
    files: {
      "a.js": `
const vm = require('vm');
const head = (stack) => console.log(stack.split('\\n').slice(0, 6).join('\\n'));
const attempt = (run) => { try { run() } catch (error) { head(error.stack) } };
attempt(() => vm.runInNewContext('throw new Error("foo");', {}, 'test_file.vm'));
attempt(() => vm.runInThisContext(' throw new Error()', { filename: 'offset.js', lineOffset: 32, columnOffset: 123 }));
attempt(() => vm.runInThisContext('\\n let x = null.y', 'second.js'));
attempt(() => vm.runInThisContext('throw new Error("plain")', { filename: 'none.js', displayErrors: false }));
attempt(() => vm.compileFunction('\\nthrow new Error("in a function")', [], { filename: 'f.js', lineOffset: 10 })());
`,
    },
  },
  {
    title: "a context's own object is its global inside, also for functions called bare",
    args: ["a.js"],
    files: {
      "a.js": `
const vm = require('vm');
const context = vm.createContext({ console });
context.window = context;
vm.runInContext(\`
  console.log(this === window, globalThis === window, (function () { return this })() === window);
  console.log((function () { 'use strict'; return this })(), new (class { me() { return this } })().me() === window);
  function named() { return this }
  console.log(named().named === named, String(named));
  Object.defineProperty(this, 'again', { get() { return window } });
  console.log(again === this);
\`, context);
console.log(typeof context.named, context.again === context, vm.isContext(vm.createContext(Object.create(null))));
`,
    },
  },
  {
    title: "what is read-only in a context stays as it is and throws in strict code only",
    args: ["a.js"],
    files: {
      "a.js": `
const vm = require('vm');
const context = vm.createContext();
vm.runInContext('Object.defineProperty(this, "x", { value: 42 }); x = 0', context);
console.log(context.x);
try { vm.runInContext('"use strict"; x = 0', context) } catch (error) { console.log(error.name, error.message) }
const { sealed } = vm.createContext(Object.defineProperty({}, 'sealed', { value: 1 }));
console.log(sealed, vm.runInNewContext('delete sealed', Object.defineProperty({}, 'sealed', { value: 1 })));
vm.runInContext('', vm.createContext(new Proxy({}, { getOwnPropertyDescriptor() { throw new Error('heard') } })));
console.log(vm.runInThisContext('var kept = 1; delete kept; kept'));
`,
    },
  },
  {
    title: "a context without code generation makes no code of texts or bytes",
    args: ["a.js"],
    files: {
      "a.js": `
const vm = require('vm');
const attempt = (code, contextCodeGeneration) => {
  try { console.log(vm.runInNewContext(code, {}, { contextCodeGeneration })) } catch ({ name, message }) { console.log(name, message) }
};
attempt('eval("1 + 1")', { strings: true });
attempt('eval("1 + 1")', { strings: false });
attempt('Function("return 1")', { strings: false });
attempt('new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))', { wasm: false });
attempt('typeof WebAssembly.validate', { wasm: false });
`,
    },
  },
  {
    title: "cached data fits its own source and no other",
    args: ["a.js"],
    files: {
      "a.js": `
const vm = require('vm');
const cachedData = new vm.Script('1 + 1').createCachedData();
console.log(cachedData.length > 0, new vm.Script('1 + 1', { cachedData }).cachedDataRejected);
console.log(new vm.Script('2 + 22', { cachedData }).cachedDataRejected);
console.log(new vm.Script('1 + 1').cachedDataRejected, new vm.Script('3', { produceCachedData: true }).cachedDataProduced);
`,
    },
  },
  {
    title: "an evaluated module's promise is settled at once, its cached data fits its own source only",
    args: ["--experimental-vm-modules", "--no-warnings", "a.js"],
    files: {
      "a.js": `
const { SourceTextModule } = require('vm');
const made = (text, options) => { const one = new SourceTextModule(text, options); one.linkRequests([]); one.instantiate(); return one };
const good = made('export const a = 1');
const waits = made('await 0; export const a = 2');
const bad = made('\\nthrow new Error("from a module")', { identifier: 'some:bad', lineOffset: 5 });
console.log(good.evaluate(), waits.evaluate());
const refused = bad.evaluate();
refused.catch((error) => console.log(error === bad.error, error.stack.split('\\n')[1]));
waits.evaluate().then(() => console.log(waits.evaluate(), waits.namespace.a));
const cachedData = new SourceTextModule('const a = 1').createCachedData();
new SourceTextModule('const a = 1', { cachedData });
try { new SourceTextModule('const b = 2.5', { cachedData }) } catch ({ name, code, message }) { console.log(name, code, message) }
`,
    },
  },
  {
    title: "a module is imported for its source: WebAssembly gives its code, others have none",
    args: ["--experimental-vm-modules", "--no-warnings", "a.mjs"],
    files: {
      "a.mjs": `
import { writeFileSync } from 'node:fs';
import { SourceTextModule } from 'node:vm';
writeFileSync('add.wasm', Buffer.from('AGFzbQEAAAABBwFgAn9/AX8DAgEABwcBA2FkZAAACgkBBwAgACABags=', 'base64'));
const made = (text, identifier) => new SourceTextModule(text, { identifier });
const [one, other] = ['one', 'other'].map((name) => made('export default 5', name));
for (const module of [one, other]) module.linkRequests([]);
const both = made('import five from "one"; import source Five from "one"; export { Five }', 'both');
console.log(both.moduleRequests, Object.isFrozen(both.moduleRequests[0].attributes));
try { both.linkRequests([one, other]) } catch ({ name, code, message }) { console.log(name, code, message) }
both.linkRequests([one, one]);
try { both.instantiate() } catch ({ name, code, message }) { console.log(name, code, message) }
await import('./b.mjs');
`,
      "b.mjs": `
import source code from './add.wasm';
import source from './plain.mjs';
console.log(code instanceof WebAssembly.Module, WebAssembly.Module.exports(code), source, 'import source x from "y"');
`,
      "plain.mjs": "export default 'plain'",
    },
  },
  {
    title: "code made of texts has its frames in a stack",
    args: ["a.js"],
    files: {
      "a.js": `
const show = (run) => {
  // Where the code was made has a line and a column in Node; a page is told the file alone.
  try { run() } catch ({ stack }) { console.log(stack.replace(/a\\.js:\\d+:\\d+\\), /g, 'a.js), ').split('\\n').slice(0, 3).join('\\n')) }
};
show(require('vm').compileFunction('throw new Error("one")'));
show(require('vm').compileFunction('throw new Error("two")', [], { lineOffset: 3 }));
show(function direct() { eval('throw new Error("three")') });
show(function indirect() { (0, eval)('(() => { throw new Error("four") })()') });
show(new Function('throw new Error("five")'));
`,
    },
  },
  {
    title: "a compiled function has the text of its body, sees its extensions and cannot be cut open",
    args: ["a.js"],
    files: {
      "a.js": `
const vm = require('vm');
console.log(vm.compileFunction('return a + b', ['a', 'b']).toString());
console.log(vm.compileFunction('return outer + inner', [], { contextExtensions: [{ outer: 1 }, { inner: 2 }] })());
try { vm.compileFunction('}); (function () {') } catch ({ name, message }) { console.log(name, message) }
`,
    },
  },
  {
    title: "V8's flags change the tag of cached data, unknown ones are named; a profile of collections has its times",
    args: ["a.js"],
    files: {
      "a.js": `
const v8 = require('v8');
const vm = require('vm');
const before = v8.cachedDataVersionTag();
v8.setFlagsFromString('--no-such-flag');
console.log(typeof before, before > 0, v8.cachedDataVersionTag() === before);
v8.setFlagsFromString('--expose_gc');
console.log(v8.cachedDataVersionTag() === before, typeof gc, vm.runInNewContext('typeof gc'));
const profiler = new v8.GCProfiler();
console.log(profiler.stop());
profiler.start();
const { version, startTime, endTime, statistics } = profiler.stop();
console.log(version, startTime <= endTime, Math.abs(startTime - Date.now()) < 1e5, Array.isArray(statistics));
`,
    },
  },
];
