/** Programs about exit codes, order and printing. */
import type { GoldenProgram } from "./golden-program.ts";

export const runningPrograms: GoldenProgram[] = [
  {
    title: "[9] console prints every kind of value",
    args: ["a.js"],
    files: {
      "a.js": `
console.log(1,'a',{a:1,b:[1,2,{c:3}]},[1,,3],new Map([[1,{a:2}]]),new Set([1,'x']),null,undefined,Symbol('q'),10n,/x/g,new Date(0),()=>1,class A{},function f(){},new (class Foo{x=1}),new Error('boo').message,[new Proxy({a:1},{})],new WeakMap(),Buffer.from('hi'),new Uint8Array(3),-0,[['a']],{get x(){return 1}},new Map([[1,2]]).entries(),new Set([1]).values(),Object.create(null),new Boolean(true),async()=>{},function*g(){},Promise.resolve(4),new URL('http://a.b/c?d#e'));
console.error('err');
console.table([{a:1,b:2}]);
console.group('G');
console.log('in');
console.groupEnd();
console.dir({a:{b:{c:{d:1}}}},{depth:0});
console.log('%s %d %j %o',1,'2',{a:1},[1]);
`,
    },
  },
  {
    title: "[8] an uncaught error shows file, line and caret",
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
    title: "[8] an unhandled rejection ends with code 1",
    args: ["a.js"],
    files: {
      "a.js": `
Promise.reject(new Error('nope'))
`,
    },
  },
  {
    title: "[8] a rejection that is no error is explained",
    args: ["a.js"],
    files: {
      "a.js": `
process.on('exit',c=>console.log('exit',c));
Promise.reject(5)
`,
    },
  },
  {
    title: "[8] a syntax error shows its place",
    args: ["a.js"],
    files: {
      "a.js": `
const x = ;
console.log(1)
`,
    },
  },
  {
    title: "[8] ticks, microtasks and timers keep their order",
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
    title: "[8] exit handlers see the code",
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
    title: "[8] a handler for uncaught errors lets the program go on",
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
    title: "[8] an await that never ends is code 13",
    args: ["a.mjs"],
    files: {
      "a.mjs": `
await new Promise(()=>{})
`,
    },
  },
  {
    title: "[8] -e runs its argument",
    args: ["-e", "console.log(1+1, __filename, process.argv.length)", "a", "b"],
    files: {},
  },
  {
    title: "[8] -p prints its argument",
    args: ["-p", "[1,2].map(x=>x*2)"],
    files: {},
  },
  {
    title: "[8] a program on standard input",
    args: [],
    input: 'console.log("from stdin", 2)',
    files: {},
  },
  {
    title: "[8] --version",
    args: ["--version"],
    files: {},
  },
  {
    title: "[9] gzip and deflate round trips and their errors",
    args: ["a.js"],
    files: {
      "a.js": `
const z=require('zlib');
const b=Buffer.from('hello '.repeat(1000));
for(const [c,d] of [['gzipSync','gunzipSync'],['deflateSync','inflateSync'],['deflateRawSync','inflateRawSync']])console.log(z[d](z[c](b)).equals(b));
console.log(z.gunzipSync(Buffer.from('H4sIAAAAAAAAA8tIzcnJBwCGphA2BQAAAA==','base64')).toString(),z.unzipSync(z.gzipSync('q')).toString());
try{z.gunzipSync(Buffer.from('nope'))}catch(e){console.log(e.code,e.message)};
try{z.gunzipSync(z.gzipSync(b).subarray(0,20))}catch(e){console.log(e.code,e.message)};
console.log(z.crc32('hello'));
const g=z.createGzip();
const out=[];
g.on('data',d=>out.push(d));
g.on('end',()=>{console.log(z.gunzipSync(Buffer.concat(out)).length);
z.gzip('async',(e,r)=>z.gunzip(r,(e,s)=>console.log(String(s))))});
g.write('a'.repeat(100000));
g.end('b')
`,
    },
  },
  {
    title: "[8] AsyncLocalStorage through timers, ticks and promises",
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
    title: "[9] what the machine is called",
    args: ["a.js"],
    files: {
      "a.js": `
const os=require('os'),path=require('path'),util=require('util');
console.log(os.EOL,os.platform(),path.join('a','..','b'),util.format('%s',1),os.type(),util.types.isPromise(Promise.resolve()),util.inspect(new Proxy({a:1},{}),{showProxy:true}),os.endianness(),process.platform,process.arch,process.version,util.isDeepStrictEqual({a:[1]},{a:[1]}),util.styleText('red','x'),process.hrtime().length,typeof process.hrtime.bigint(),process.memoryUsage().rss>0,process.uptime()>0)
`,
    },
  },
  {
    title: "[9] events and streams",
    args: ["a.js"],
    files: {
      "a.js": `
const {EventEmitter,once}=require('events');
const e=new EventEmitter();
once(e,'x').then(v=>console.log(v));
e.emit('x',1,2);
const {Readable,Transform,pipeline}=require('stream');
pipeline(Readable.from(['a','b']),new Transform({transform(c,_,cb){cb(null,String(c).toUpperCase())}}),async function*(s){for await(const c of s)console.log(String(c))},e=>console.log('done',e))
`,
    },
  },
  {
    title: "[9] the globals are Node's, not a page's",
    args: ["a.js"],
    files: {
      "a.js": `
console.log(typeof window,typeof self,typeof document,typeof importScripts,typeof postMessage,typeof location,typeof fetch,typeof navigator,typeof WebSocket,typeof structuredClone,typeof URL,typeof Blob,typeof AbortController,typeof EventTarget,typeof MessageChannel,typeof BroadcastChannel,typeof XMLHttpRequest,typeof indexedDB,typeof crypto,typeof performance,Object.keys(globalThis),globalThis===global,Object.prototype.toString.call(globalThis),typeof name,typeof close,typeof origin);
console.log(structuredClone({a:new Date(0),b:new Map([[1,2]])}),atob('aGk='),btoa('hi'),new TextEncoder().encode('é'),new TextDecoder().decode(new Uint8Array([104])),new AbortController().signal.aborted, crypto.randomUUID().length)
`,
    },
  },
  {
    title: "[9] vm contexts",
    args: ["a.js"],
    files: {
      "a.js": `
const vm=require('vm');console.log(vm.runInNewContext('a+1',{a:2}),vm.runInThisContext('typeof require'),new vm.Script('x=5;y').runInContext(vm.createContext({y:7})));
const c=vm.createContext({console,out:[]});
vm.runInContext('out.push(1);z=3',c);
console.log(c.out,c.z)
`,
    },
  },
  {
    title: "[8] timers as promises, unreferenced timers",
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
];
