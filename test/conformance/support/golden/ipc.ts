/** Programs that talk with their children over the IPC channel. */
import type { GoldenProgram } from "./program.ts";

export const ipcPrograms: GoldenProgram[] = [
  {
    title: "messages keep what JSON loses when they are serialized the advanced way",
    args: ["a.js"],
    files: {
      "a.js": `
const cp=require('child_process');
const loop={n:1n,d:new Date(0),r:/x/gi,u:undefined,m:new Map([[1,new Set(['a'])]]),b:Buffer.from('hi'),f:new Float64Array([0.5,-0]),v:new DataView(new ArrayBuffer(2)),e:new RangeError('far'),big:new BigInt64Array([-1n])};
loop.self=loop;
if(process.argv[2]){process.on('message',m=>{m.e=String(m.e);console.log(m,m.self===m,m.b.constructor===Buffer);process.send(m.f);process.send(new Uint8Array(300000).fill(7),()=>process.disconnect())})}
else{const c=cp.fork(__filename,['child'],{serialization:'advanced'});
c.send(loop);
try{c.send({f(){}})}catch(e){console.log(e.name,e.message)}
try{c.send(Symbol('a'))}catch(e){console.log(e.code)}
c.on('message',m=>console.log(m.constructor.name,m.length,m[0]));
c.on('close',(code)=>console.log('exit',code))}
`,
    },
  },
  {
    title: "a server is given to a child, which answers in the parent's place",
    args: ["a.js"],
    files: {
      "a.js": `
const cp=require('child_process'),net=require('net');
if(process.argv[2]){process.on('message',(m,server)=>{console.log(m,server instanceof net.Server);
server.on('connection',s=>s.end('from the child'));process.send('ready');process.once('message',()=>{server.close();process.disconnect()})})}
else{const c=cp.fork(__filename,['child']);
const server=net.createServer(()=>console.log('parent')).listen(0,'127.0.0.1',()=>{
const {port}=server.address();
c.send('server',server,()=>{});
c.once('message',()=>{server.close();net.connect(port,'127.0.0.1').on('data',d=>console.log(String(d))).on('close',()=>{c.send('done')})})});
c.on('close',code=>console.log('exit',code))}
`,
    },
  },
  {
    title: "connections are given to a child one by one, and the parent counts them",
    args: ["a.js"],
    files: {
      "a.js": `
const cp=require('child_process'),net=require('net');
if(process.argv[2]){process.on('message',(m,socket)=>{if(m==='bye')return process.disconnect();if(socket)socket.on('close',()=>process.send('closed')).end('child says '+m)})}
else{const c=cp.fork(__filename,['child']);let n=0;
const server=net.createServer({pauseOnConnect:true},s=>{c.send('nr '+n++,s)}).listen(0,'127.0.0.1',()=>{
const next=i=>{server.getConnections((e,count)=>{console.log(count);if(i===3){c.send('bye');server.close();return}
let text='';net.connect(server.address().port,'127.0.0.1').on('data',d=>text+=d);c.once('message',()=>{console.log(text);next(i+1)})})};next(0)});
server.on('close',()=>console.log('closed'));
c.on('close',code=>console.log('exit',code))}
`,
    },
  },
  {
    title: "a socket that the parent keeps is written by both; a web server is moved",
    args: ["a.js"],
    files: {
      "a.js": `
const cp=require('child_process'),net=require('net'),http=require('http');
if(process.argv[2]){process.on('message',(m,h)=>{
if(m==='socket')h.write('child',()=>process.send('written'));
else{http.createServer((q,r)=>r.end('child '+q.url)).listen(h,()=>process.send('listening'));process.once('message',()=>process.exit(3))}})}
else{const c=cp.fork(__filename,['child']);
const server=net.createServer(s=>{c.send('socket',s,{keepOpen:true});c.once('message',()=>s.end(' parent'))}).listen(0,'127.0.0.1',()=>{
let text='';net.connect(server.address().port,'127.0.0.1').on('data',d=>text+=d).on('close',()=>{console.log(text);server.close();web()})});
const web=()=>{const s=net.createServer().listen(0,'127.0.0.1',()=>{const {port}=s.address();c.send('http',s);c.once('message',()=>{s.close();
http.get({port,host:'127.0.0.1',path:'/x'},r=>r.on('data',d=>{console.log(String(d));c.send('end')}))})})};
c.on('close',code=>console.log('exit',code))}
`,
    },
  },
  {
    title: "a UDP socket is shared with a child; what is no handle is refused",
    args: ["a.js"],
    files: {
      "a.js": `
const cp=require('child_process'),dgram=require('dgram');
if(process.argv[2]){process.once('message',(m,s)=>{console.log(s instanceof dgram.Socket);s.once('message',d=>{console.log('child',String(d));s.close();process.disconnect()});process.send('ready')})}
else{const c=cp.fork(__filename,['child']);const s=dgram.createSocket('udp4');
s.bind(0,'127.0.0.1',()=>{c.send('udp',s);const {port}=s.address();
c.once('message',()=>{s.close();const d=dgram.createSocket('udp4');d.send('datagram',port,'127.0.0.1',()=>d.close())})});
try{c.send('x',{})}catch(e){console.log(e.code)}
c.on('close',code=>console.log('exit',code))}
`,
    },
  },
  {
    title: "a cluster's workers share a port",
    args: ["a.js"],
    files: {
      "a.js": `
const cluster=require('cluster'),http=require('http');
if(cluster.isPrimary){for(let i=0;i<2;i++)cluster.fork();let up=0,port;
cluster.on('listening',(w,address)=>{port=address.port;if(++up===2)ask()});
const ask=async()=>{const seen=new Set();for(let i=0;i<6;i++)seen.add(await(await fetch('http://127.0.0.1:'+port,{headers:{connection:'close'}})).text());
console.log([...seen].sort());for(const w of Object.values(cluster.workers))w.disconnect()};
let gone=0;cluster.on('exit',(w,code)=>{console.log('exit',code);if(++gone===2)console.log(Object.keys(cluster.workers))})}
else http.createServer((q,r)=>r.end('worker '+cluster.worker.id)).listen(0,'127.0.0.1');
`,
    },
  },
  {
    title: "spawnSync: maxBuffer counts all pipes and keeps whole reads",
    args: ["a.js"],
    files: {
      "a.js": `
const cp=require('child_process');
const say=(o,s)=>{const r=cp.spawnSync(process.execPath,['-e',s],o);console.log(r.error&&r.error.code,r.error&&r.error.syscall,r.status,String(r.stdout).length,String(r.stderr).length)};
const talk='process.stdout.write("12345678")';
say({maxBuffer:1},talk+';setInterval(()=>{},1000)');say({maxBuffer:8},talk);say({maxBuffer:Infinity},talk);
say({maxBuffer:0},talk);
try{cp.execFileSync(process.execPath,['-e','console.log("y".repeat(1024*1024))'])}catch(e){console.log(e.code,e.errno)}
try{cp.spawnSync('x',{maxBuffer:-1})}catch(e){console.log(e.code)}
const r=cp.spawnSync(process.execPath,['-e','process.stdout.write("a");setInterval(()=>{},1000)'],{timeout:1500,killSignal:'SIGKILL'});console.log(r.error.code,r.signal,r.status,String(r.stdout));
`,
    },
  },
];
