/** Programs about children and worker threads. */
import type { GoldenProgram } from "./program.ts";

export const processPrograms: GoldenProgram[] = [
  {
    title: "a child with pipes",
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
    title: "children run to their end, and what is missing is ENOENT",
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
    title: "messages to a forked child",
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
    title: "a handled signal",
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
    title: "message channels",
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
];
