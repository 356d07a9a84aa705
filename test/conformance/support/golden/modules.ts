/** Programs about modules. */
import type { GoldenProgram } from "./program.ts";

export const modulePrograms: GoldenProgram[] = [
  {
    title: "an ES module imports modules, CommonJS, JSON and built-ins",
    args: ["a.mjs"],
    files: {
      "a.mjs": `
import {x,inc,default as d} from './b.mjs';
import * as ns from './b.mjs';
import c,{foo} from './c.cjs';
import j from './j.json' with {type:'json'};
import fs,{readFileSync} from 'fs';
console.log(x,d,ns,c,foo,j,typeof readFileSync,import.meta.url.startsWith('file://'),import.meta.dirname===process.cwd(),import.meta.filename.endsWith('a.mjs'));
inc();
console.log(x,ns.x);
try{x=1}catch(e){console.log(e.message)};
const m=await import('./b.mjs');
console.log(m===ns,this,typeof require);
export const z=1;
export {y} from './b.mjs';
console.log(import.meta.resolve('./zz.js').slice(-6))
`,
      "b.mjs": `
export let x=1;
export function inc(){x++};
export default class{};
export const y=2
`,
      "c.cjs": `
exports.foo='bar';
exports.n=1
`,
      "j.json": `
{"k":1}
`,
    },
  },
  {
    title: "two modules import each other",
    args: ["a.mjs"],
    files: {
      "a.mjs": `
import {b} from './b.mjs';
export function a(){return 'a'};
export const A='A';
console.log('a body',b());
`,
      "b.mjs": `
import {a,A} from './a.mjs';
console.log('b sees',a());
try{A}catch(e){console.log(e.name,e.message)};
export function b(){return a()+'b'+A}
`,
    },
  },
  {
    title: "a missing export names the line",
    args: ["a.mjs"],
    files: {
      "a.mjs": `
import {nope} from './b.mjs';
console.log(nope)
`,
      "b.mjs": `
export const x=1
`,
    },
  },
  {
    title: "a missing module names who asked",
    args: ["a.mjs"],
    files: {
      "a.mjs": `
import './nope.mjs'
`,
    },
  },
  {
    title: "an error in an imported module shows its file",
    args: ["a.mjs"],
    files: {
      "a.mjs": `
import './b.mjs';
`,
      "b.mjs": `


throw new Error('from b')
`,
    },
  },
  {
    title: "require() of an ES module",
    args: ["a.js"],
    files: {
      "a.js": `
const m=require('./b.mjs');
console.log(m,m.default);
import('./b.mjs').then(x=>console.log(x.x,x===m))
`,
      "b.mjs": `
export const x=1;
export default function foo(){}
`,
    },
  },
  {
    title: "an import waits for top-level await",
    args: ["a.mjs"],
    files: {
      "a.mjs": `
import {v} from './b.mjs';
console.log('got',v);
`,
      "b.mjs": `
export let v=await new Promise(r=>setTimeout(r,10,'later'));
console.log('b done')
`,
    },
  },
  {
    title: "TypeScript runs with its types stripped",
    args: ["a.ts"],
    files: {
      "a.ts": `
import {type T,v} from './b.ts';
const x:number=v as number;
interface Q{a:string};
console.log(x)
`,
      "b.ts": `
export type T=string;
export const v:number=42
`,
      "package.json": `
{"type":"module"}
`,
    },
  },
  {
    title: "package exports choose by condition",
    args: ["a.js"],
    files: {
      "a.js":
        "console.log(require('p'),require('p/sub'),require('./data.json'),require.resolve('p').endsWith('main.js'),module.paths.length>0,__filename.endsWith('a.js'));try{require('zzz')}catch(e){console.log(e.code,e.message.split('\\n')[0])}",
      "data.json": `
[1]
`,
      "node_modules/p/package.json": `
{"name":"p","exports":{".":{"import":"./main.mjs","require":"./main.js"},"./sub":"./s.js"}}
`,
      "node_modules/p/main.js": `
module.exports="cjs"
`,
      "node_modules/p/main.mjs": `
export default "esm"
`,
      "node_modules/p/s.js": `
module.exports="sub"
`,
    },
  },
  {
    title: "--require",
    args: ["--require", "./r.js", "a.js"],
    files: {
      "r.js": `
console.log('pre')
`,
      "a.js": `
console.log('main',process.execArgv.length)
`,
    },
  },
  {
    title: "--import",
    args: ["--import", "./r.mjs", "a.js"],
    files: {
      "r.mjs": `
console.log('pre')
`,
      "a.js": `
console.log('main')
`,
    },
  },
  {
    title: "an imported name beside the same name everywhere",
    args: ["a.mjs"],
    files: {
      "a.mjs":
        "import {a as b} from './m.mjs';const o={b};function f(b){return b}const g=({b})=>b;class C{b=b;static b=b;[b](){}};console.log(o,f(1),g({b:2}),new C().b);{let b=9;console.log(b)};for(const b of [1])console.log(b);label:for(;;){break label};console.log(((b)=>b)(3),b`x`);\nb`y`\nb('z');if(o)b('w');else b('v');const {x=b}={};console.log(typeof x,b?.name,new b('n') instanceof b);export default (a)=>a;export {b as 'string name'};try{throw 1}catch(b){console.log(b)};var q=function b(){return typeof b};console.log(q())",
      "m.mjs": `
export function a(x){console.log('a',this===undefined,Array.isArray(x)?x[0]:x);}
`,
    },
  },
  {
    title: "default exports and their names",
    args: ["a.mjs"],
    files: {
      "a.mjs": `
import f,* as n from './f.mjs';
import C from './c.mjs';
import A from './arrow.mjs';
console.log(f.name,C.name,A.name,f(),n)
`,
      "f.mjs": `
export default function(){return 1}
const x=1;
export{x}
`,
      "c.mjs": `
export default class{static s=1}
`,
      "arrow.mjs": `
export default ()=>2
`,
    },
  },
  {
    title: "setters that a program puts on Object.prototype are not run by loading modules",
    args: ["a.cjs"],
    files: {
      "a.cjs": `
for (const name of ['type', 'start', 'main', 'exports'])
  Object.defineProperty(Object.prototype, name, { get() { console.log('get', name); }, set() { console.log('set', name); } });
import('./b.mjs').then(({ x }) => console.log(x, require('./p').name));
`,
      "b.mjs": "const wait = async () => 1;\nexport const x = await wait();\n",
      "p/package.json": '{"name":"p"}',
      "p/index.js": "module.exports = { name: 'p' };",
    },
  },
  {
    title: "a package's main may be an absolute path, and NODE_PRESERVE_SYMLINKS keeps a link's own place",
    args: ["a.mjs"],
    files: {
      "a.mjs": `
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
mkdirSync('node_modules/p', { recursive: true });
writeFileSync('node_modules/p/package.json', JSON.stringify({ main: process.cwd() + '/real/main.js' }));
console.log(import.meta.resolve('p').endsWith('/real/main.js'));
symlinkSync('real/main.js', 'link.js');
for (const NODE_PRESERVE_SYMLINKS_MAIN of ['0', '1'])
  process.stdout.write(execFileSync(process.execPath, ['link.js'], { env: { ...process.env, NODE_PRESERVE_SYMLINKS: '1', NODE_PRESERVE_SYMLINKS_MAIN } }));
`,
      "real/main.js": "console.log(require('path').basename(__filename));",
    },
  },
  {
    title: "a cycle of require() and import is refused by name",
    args: ["b.cjs"],
    files: {
      "a.mjs": "import b from './b.cjs';\nexport default b;\n",
      "b.cjs": "try { require('./a.mjs'); } catch ({ code, message }) { console.log(code, message); }\n",
    },
  },
  {
    title: "a package in node_modules without package.json is CommonJS, whatever the program around it is",
    args: ["main.js"],
    files: {
      "package.json": '{"type":"module"}',
      "main.js": "import x from './node_modules/bare/index.js';\nconsole.log(x);\n",
      "node_modules/bare/index.js": "module.exports = 42;\n",
    },
  },
  {
    title: "a broken package.json is named with the file that imports the package",
    args: ["a.mjs"],
    files: {
      "a.mjs": "await import('./b.mjs').catch(({ code, message }) => console.log(code, message.split('.mjs')[0]));\n",
      "b.mjs": "import 'p';\n",
      "node_modules/p/package.json": "{ broken",
    },
  },
];
