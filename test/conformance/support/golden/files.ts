/** Programs about what programs do with files. */
import type { GoldenProgram } from "./program.ts";

export const filePrograms: GoldenProgram[] = [
  {
    title: "files through synchronous calls",
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
    title: "files through promises and streams",
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
];
