/** Programs about what programs read. */
import type { GoldenProgram } from "./program.ts";

export const inputPrograms: GoldenProgram[] = [
  {
    title: "standard input flows to its end",
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
    title: "readline gives lines",
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
    title: "standard input read at once",
    args: ["a.js"],
    input: "abcdef",
    files: {
      "a.js": `
console.log(require('fs').readFileSync(0,'utf8').length)
`,
    },
  },
];
