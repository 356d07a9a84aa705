/** Programs about files, input, children and the network. */
import type { GoldenProgram } from "./golden-program.ts";

export const systemPrograms: GoldenProgram[] = [
  {
    title: "[3] files through synchronous calls",
    args: ["a.js"],
    files: {
      "a.js": `
const fs=require('fs');
fs.mkdirSync('d/e',{recursive:true});
fs.writeFileSync('d/e/f.txt','héllo');
console.log(fs.readFileSync('d/e/f.txt','utf8'),fs.readFileSync('d/e/f.txt'),fs.existsSync('zz'),fs.readdirSync('d'),fs.statSync('d/e/f.txt').size,fs.statSync('d').isDirectory());
fs.appendFileSync('d/e/f.txt','!');
fs.renameSync('d/e/f.txt','d/g.txt');
console.log(fs.readFileSync('d/g.txt','utf8'));
try{fs.readFileSync('nope')}catch(e){console.log(e.code,e.message,e.syscall,e.errno)};
try{fs.rmdirSync('d')}catch(e){console.log(e.code)};
fs.rmSync('d',{recursive:true});
console.log(fs.existsSync('d'));
fs.readFile('nope2',(e)=>console.log(e.message));
const fd=fs.openSync('x','w+');
fs.writeSync(fd,'abc');
const b=Buffer.alloc(3);
fs.readSync(fd,b,0,3,0);
console.log(b.toString());
fs.closeSync(fd);
fs.symlinkSync('x','ln');
console.log(fs.readlinkSync('ln'),fs.lstatSync('ln').isSymbolicLink(),fs.realpathSync('ln').endsWith('/x'));
fs.copyFileSync('x','y');
fs.chmodSync('y',0o600);
console.log((fs.statSync('y').mode&0o777).toString(8));
console.log(fs.mkdtempSync('tmp-').length)
`,
    },
  },
  {
    title: "[3] files through promises and streams",
    args: ["a.mjs"],
    files: {
      "a.mjs": `
import fs from 'node:fs/promises';
import {createReadStream,createWriteStream} from 'fs';
import {pipeline} from 'stream/promises';
await fs.writeFile('a.txt','x'.repeat(200000));
const h=await fs.open('a.txt');
console.log((await h.stat()).size);
await h.close();
console.log((await fs.readdir('.')).sort());
await pipeline(createReadStream('a.txt'),createWriteStream('b.txt'));
console.log((await fs.stat('b.txt')).size);
const ds=[];
for await (const d of await fs.opendir('.'))ds.push(d.name+d.isFile());
console.log(ds.sort());
await fs.rm('a.txt');
try{await fs.readFile('zz')}catch(e){console.log(e.message,e.code)};
console.log((await fs.readFile('b.txt','utf8')).length);
await fs.cp('b.txt','c.txt');
await fs.mkdir('q/w/e',{recursive:true});
console.log(await fs.readdir('.',{recursive:true}).then(x=>x.sort()))
`,
    },
  },
  {
    title: "[5] standard input flows to its end",
    args: ["a.js"],
    input: "line1\nline2\n",
    files: {
      "a.js": `
let s='';
process.stdin.setEncoding('utf8');
process.stdin.on('data',d=>s+=d);
process.stdin.on('end',()=>console.log('got',s))
`,
    },
  },
  {
    title: "[5] readline gives lines",
    args: ["a.js"],
    input: "a\nb\n",
    files: {
      "a.js": `
const rl=require('readline').createInterface({input:process.stdin});
rl.on('line',l=>console.log('L',l));
rl.on('close',()=>console.log('closed'))
`,
    },
  },
  {
    title: "[5] standard input read at once",
    args: ["a.js"],
    input: "abcdef",
    files: {
      "a.js": `
console.log(require('fs').readFileSync(0,'utf8').length)
`,
    },
  },
  {
    title: "[11] a request with a body and an answer",
    args: ["a.js"],
    files: {
      "a.js": `
const http=require('http');
const s=http.createServer((q,r)=>{let b='';
q.on('data',d=>b+=d);
q.on('end',()=>{r.setHeader('x-a','1');
r.end(q.method+' '+q.url+' '+b)})}).listen(0,()=>{const p=s.address().port;
const req=http.request({port:p,method:'POST',path:'/x?y'},res=>{let b='';
console.log(res.statusCode,res.headers['x-a'],res.headers['content-length']);
res.on('data',d=>b+=d);
res.on('end',()=>{console.log(b);
http.get('http://localhost:'+p+'/2',r2=>{r2.resume();
r2.on('end',()=>s.close(()=>console.log('closed')))})})});
req.end('body')})
`,
    },
  },
  {
    title: "[11] a chunked answer",
    args: ["a.js"],
    files: {
      "a.js": `
const http=require('http');
const s=http.createServer((q,r)=>{r.write('a'.repeat(70000));
setTimeout(()=>{r.write('b');
r.end()},5)}).listen(0,()=>{http.get({port:s.address().port},res=>{let n=0;
console.log(res.headers['transfer-encoding']);
res.on('data',d=>n+=d.length);
res.on('end',()=>{console.log(n);
s.close();
http.globalAgent.destroy()})})})
`,
    },
  },
  {
    title: "[11] nobody listens",
    args: ["a.js"],
    files: {
      "a.js": `
require('http').get('http://localhost:1').on('error',e=>console.log(e.code,e.message))
`,
    },
  },
  {
    title: "[11] the port is taken",
    args: ["a.js"],
    files: {
      "a.js": `
const n=require('net');
const s=n.createServer().listen(0,()=>{const t=n.createServer();
t.on('error',e=>{console.log(e.code,e.syscall);
s.close()});
t.listen(s.address().port)})
`,
    },
  },
  {
    title: "[11] plain TCP",
    args: ["a.js"],
    files: {
      "a.js": `
const net=require('net');
const s=net.createServer(c=>{c.on('data',d=>c.write('echo '+d));
c.on('end',()=>c.end())}).listen(0,()=>{const c=net.connect(s.address().port);
c.write('hi');
c.on('data',d=>{console.log(String(d));
c.end()});
c.on('close',()=>{console.log('close');
s.close()})})
`,
    },
  },
  {
    title: "[11] an upgraded connection",
    args: ["a.js"],
    files: {
      "a.js":
        "const http=require('http');const s=http.createServer();s.on('upgrade',(q,sock,head)=>{sock.write('HTTP/1.1 101 SP\\r\\nUpgrade: x\\r\\nConnection: Upgrade\\r\\n\\r\\n');sock.on('data',d=>sock.end('pong '+d))});s.listen(0,()=>{const r=http.request({port:s.address().port,headers:{Connection:'Upgrade',Upgrade:'x'}});r.end();r.on('upgrade',(res,sock)=>{console.log(res.statusCode);sock.write('ping');sock.on('data',d=>console.log(String(d)));sock.on('close',()=>s.close())})})",
    },
  },
  {
    title: "[11] nonsense is answered with 400",
    args: ["a.js"],
    files: {
      "a.js":
        "const http=require('http'),net=require('net');const s=http.createServer().listen(0,()=>{const c=net.connect(s.address().port);c.write('NONSENSE\\r\\n\\r\\n');c.on('data',d=>console.log(String(d)));c.on('close',()=>s.close())})",
    },
  },
  {
    title: "[10] a child with pipes",
    args: ["a.js"],
    files: {
      "a.js": `
const cp=require('child_process');
const c=cp.spawn(process.execPath,['-e','process.stdin.pipe(process.stdout);process.on("exit",()=>console.error("E"))']);
c.stdout.on('data',d=>console.log('out',String(d)));
c.stderr.on('data',d=>console.log('err',String(d)));
c.on('exit',(code,sig)=>console.log('exit',code,sig));
c.on('close',()=>console.log('close'));
c.stdin.end('ping')
`,
    },
  },
  {
    title: "[10] children run to their end, and what is missing is ENOENT",
    args: ["a.js"],
    files: {
      "a.js": `
const cp=require('child_process');console.log(cp.execFileSync(process.execPath,['-p','1+1']).toString());
const r=cp.spawnSync(process.execPath,['-e','console.log(require("fs").readFileSync(0,"utf8").toUpperCase());console.error("x");process.exit(3)'],{input:'abc'});console.log(r.status,String(r.stdout),String(r.stderr));
try{cp.execFileSync('nope')}catch(e){console.log(e.code,e.syscall)};
cp.spawn('nope').on('error',e=>console.log(e.message))
`,
    },
  },
  {
    title: "[10] messages to a forked child",
    args: ["a.js"],
    files: {
      "a.js": `
const cp=require('child_process');
if(process.argv[2]){process.on('message',m=>{process.send({got:m});
process.disconnect()})}else{const c=cp.fork(__filename,['child']);
c.send({a:1});
c.on('message',m=>console.log(m));
c.on('exit',c=>console.log('exit',c))}
`,
    },
  },
  {
    title: "[10] a handled signal",
    args: ["a.js"],
    files: {
      "a.js": `
process.on('SIGTERM',()=>{console.log('term');
process.exit(0)});
setTimeout(()=>process.kill(process.pid,'SIGTERM'),5);
setTimeout(()=>{},3000)
`,
    },
  },
  {
    title: "[10] message channels",
    args: ["a.js"],
    files: {
      "a.js": `
const w=require('worker_threads');
console.log(w.isMainThread,w.threadId);
const {port1,port2}=new MessageChannel();
port2.on('message',m=>{console.log(m);
port2.close()});
port1.postMessage({a:[1]})
`,
    },
  },
  {
    title: "[11] fetch reaches an own server",
    args: ["a.mjs"],
    files: {
      "a.mjs": `
import http from 'http';
const s=http.createServer((q,r)=>{r.setHeader('content-type','application/json');
r.end(JSON.stringify({m:q.method,u:q.url}))}).listen(0);
await new Promise(r=>s.on('listening',r));
const r=await fetch('http://localhost:'+s.address().port+'/p',{method:'PUT',body:'x'});
console.log(r.status,await r.json(),r.headers.get('content-type'));
s.close();
s.closeAllConnections()
`,
    },
  },
];
