/** Programs about printing and the built-in modules. */
import type { GoldenProgram } from "./program.ts";

export const consolePrograms: GoldenProgram[] = [
  {
    title: "console prints every kind of value",
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
    title: "gzip and deflate round trips and their errors",
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
    title: "what the machine is called",
    args: ["a.js"],
    files: {
      "a.js": `
const os=require('os'),path=require('path'),util=require('util');
console.log(os.EOL,os.platform(),path.join('a','..','b'),util.format('%s',1),os.type(),util.types.isPromise(Promise.resolve()),util.inspect(new Proxy({a:1},{}),{showProxy:true}),os.endianness(),process.platform,process.arch,process.version,util.isDeepStrictEqual({a:[1]},{a:[1]}),util.styleText('red','x'),process.hrtime().length,typeof process.hrtime.bigint(),process.memoryUsage().rss>0,process.uptime()>0)
`,
    },
  },
  {
    title: "events and streams",
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
    title: "the globals are Node's, not a page's",
    args: ["a.js"],
    files: {
      "a.js": `
console.log(typeof window,typeof self,typeof document,typeof importScripts,typeof postMessage,typeof location,typeof fetch,typeof navigator,typeof WebSocket,typeof structuredClone,typeof URL,typeof Blob,typeof AbortController,typeof EventTarget,typeof MessageChannel,typeof BroadcastChannel,typeof XMLHttpRequest,typeof indexedDB,typeof crypto,typeof performance,Object.keys(globalThis),globalThis===global,Object.prototype.toString.call(globalThis),typeof name,typeof close,typeof origin);
for (const no of [1, null, {}]) try { new TextDecoder().decode(no); } catch (e) { console.log(e.name, e.code, e.message); }
console.log(structuredClone({a:new Date(0),b:new Map([[1,2]])}),atob('aGk='),btoa('hi'),new TextEncoder().encode('é'),new TextDecoder().decode(new Uint8Array([104])),new AbortController().signal.aborted, crypto.randomUUID().length)
`,
    },
  },
  {
    title: "vm contexts",
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
    title: "hashes, which a script of their own brings",
    args: ["a.js"],
    files: {
      "a.js": `
const c=require('crypto');
console.log(c.createHash('sha512').update('abc').digest('hex'),c.createHmac('sha256','k').update('v').digest('base64'),c.randomBytes(8).length)
`,
    },
  },
];
