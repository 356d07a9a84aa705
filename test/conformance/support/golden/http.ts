/** Programs about the network inside the engine. */
import type { GoldenProgram } from "./program.ts";

export const httpPrograms: GoldenProgram[] = [
  {
    title: "a request with a body and an answer",
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
    title: "a chunked answer",
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
    title: "nobody listens",
    args: ["a.js"],
    files: {
      "a.js": `
require('http').get('http://localhost:1').on('error',e=>console.log(e.code,e.message))
`,
    },
  },
  {
    title: "the port is taken",
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
    title: "plain TCP",
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
    title: "an upgraded connection",
    args: ["a.js"],
    files: {
      "a.js":
        "const http=require('http');const s=http.createServer();s.on('upgrade',(q,sock,head)=>{sock.write('HTTP/1.1 101 SP\\r\\nUpgrade: x\\r\\nConnection: Upgrade\\r\\n\\r\\n');sock.on('data',d=>sock.end('pong '+d))});s.listen(0,()=>{const r=http.request({port:s.address().port,headers:{Connection:'Upgrade',Upgrade:'x'}});r.end();r.on('upgrade',(res,sock)=>{console.log(res.statusCode);sock.write('ping');sock.on('data',d=>console.log(String(d)));sock.on('close',()=>s.close())})})",
    },
  },
  {
    title: "nonsense is answered with 400",
    args: ["a.js"],
    files: {
      "a.js":
        "const http=require('http'),net=require('net');const s=http.createServer().listen(0,()=>{const c=net.connect(s.address().port);c.write('NONSENSE\\r\\n\\r\\n');c.on('data',d=>console.log(String(d)));c.on('close',()=>s.close())})",
    },
  },
  {
    title: "fetch reaches an own server",
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
