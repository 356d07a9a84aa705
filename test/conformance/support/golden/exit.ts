/** Programs about order, ends and exit codes. */
import type { GoldenProgram } from "./program.ts";

export const exitPrograms: GoldenProgram[] = [
  {
    title: "an uncaught error shows file, line and caret",
    args: ["a.js"],
    files: {
      "a.js": `
function foo(){
  throw new TypeError('bad thing');
}
foo();
`,
    },
  },
  {
    title: "an unhandled rejection ends with code 1",
    args: ["a.js"],
    files: {
      "a.js": `
Promise.reject(new Error('nope'))
`,
    },
  },
  {
    title: "a rejection that is no error is explained",
    args: ["a.js"],
    files: {
      "a.js": `
process.on('exit',c=>console.log('exit',c));
Promise.reject(5)
`,
    },
  },
  {
    title: "a syntax error shows its place",
    args: ["a.js"],
    files: {
      "a.js": `
const x = ;
console.log(1)
`,
    },
  },
  {
    title: "ticks, microtasks and timers keep their order",
    args: ["a.js"],
    files: {
      "a.js": `
setTimeout(()=>console.log('t0'),0);
process.nextTick(()=>console.log('tick'));
Promise.resolve().then(()=>{console.log('micro');
process.nextTick(()=>console.log('tick2'));
Promise.resolve().then(()=>console.log('m2'))});
queueMicrotask(()=>console.log('qm'));
setTimeout(()=>{console.log('t10');
process.nextTick(()=>console.log('tick in t'));
Promise.resolve().then(()=>console.log('micro in t'))},10);
setTimeout(()=>console.log('t10b'),10);
console.log('sync')
`,
    },
  },
  {
    title: "exit handlers see the code",
    args: ["a.js"],
    files: {
      "a.js": `
process.on('exit',c=>console.log('bye',c));
process.exitCode=3;
setTimeout(()=>{console.log('x');
process.exit(4)},5)
`,
    },
  },
  {
    title: "a handler for uncaught errors lets the program go on",
    args: ["a.js"],
    files: {
      "a.js": `
process.on('uncaughtException',e=>console.log('caught',e.message));
setTimeout(()=>{throw new Error('late')},1);
setTimeout(()=>console.log('still'),5)
`,
    },
  },
  {
    title: "an await that never ends is code 13",
    args: ["a.mjs"],
    files: {
      "a.mjs": `
await new Promise(()=>{})
`,
    },
  },
  {
    title: "-e runs its argument",
    args: ["-e", "console.log(1+1, __filename, process.argv.length)", "a", "b"],
    files: {},
  },
  {
    title: "-p prints its argument",
    args: ["-p", "[1,2].map(x=>x*2)"],
    files: {},
  },
  {
    title: "a program on standard input",
    args: [],
    input: 'console.log("from stdin", 2)',
    files: {},
  },
  {
    title: "--version",
    args: ["--version"],
    files: {},
  },
  {
    title: "AsyncLocalStorage through timers, ticks and promises",
    args: ["a.js"],
    files: {
      "a.js": `
const {AsyncLocalStorage}=require('async_hooks');
const a=new AsyncLocalStorage();
a.run(1,()=>{setTimeout(()=>console.log('t',a.getStore()),1);
process.nextTick(()=>console.log('n',a.getStore()));
Promise.resolve().then(()=>console.log('p',a.getStore()));
setImmediate(()=>console.log('i',a.getStore()))});
console.log(a.getStore())
`,
    },
  },
  {
    title: "timers as promises, unreferenced timers",
    args: ["a.mjs"],
    files: {
      "a.mjs": `
import {setTimeout as s} from 'timers/promises';
console.log(await s(5,'v'));
const t=setInterval(()=>{console.log('i');
if(++n==3)clearInterval(t)},2);
let n=0;
const u=setTimeout(()=>console.log('never'),10000);
u.unref();
`,
    },
  },
  ...Object.entries({
    "a text": "const why = 'str';\n  throw why",
    "an object in a timer": "setTimeout(() => { throw { a: 1, toString() { throw this } } })",
    "nothing in a vm script": "require('vm').runInThisContext('\\n\\n  throw null', 'a-file.vm')",
    "a symbol": "throw Symbol('x')",
    "a number by the handler of an uncaught exception": "process.on('uncaughtException', () => { throw 9 }); throw 8",
  }).map(([what, text]) => ({
    title: `thrown and not caught, shows its place: ${what}`,
    args: ["a.js"],
    files: { "a.js": text },
  })),
];
