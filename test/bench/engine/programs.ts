/** The programs that the engine and native Node both run; each ends by itself. */

export const hello = "console.log('hello')";

export const loop = "console.log('up'); while (true) {}";

export const idle = "console.log('up'); setInterval(() => {}, 60_000)";

export const syncSeconds = 5;

/**
 * Twenty synchronous calls a round, as tools make them: 8 statSync (one absent), 5 existsSync (three absent), 4 readFileSync of 1 kB as text,
 * 2 readdirSync of 20 names, 1 writeFileSync of 1 kB. Prints calls a second.
 */
export const syncFiles = `
const fs = require("node:fs"), path = require("node:path");
const home = path.join(process.cwd(), "sync-files");
fs.mkdirSync(home, { recursive: true });
const text = "x".repeat(1024);
const names = Array.from({ length: 20 }, (_, index) => path.join(home, "file-" + index + ".txt"));
for (const name of names) fs.writeFileSync(name, text);
const absent = path.join(home, "absent.txt");
let calls = 0, at = 0;
const next = () => names[at++ % names.length];
const round = () => {
  for (let index = 0; index < 7; index++) fs.statSync(next());
  fs.statSync(absent, { throwIfNoEntry: false });
  for (let index = 0; index < 2; index++) fs.existsSync(next());
  for (let index = 0; index < 3; index++) fs.existsSync(absent + index);
  for (let index = 0; index < 4; index++) if (fs.readFileSync(next(), "utf8").length !== 1024) throw new Error("short read");
  for (let index = 0; index < 2; index++) if (fs.readdirSync(home).length !== 20) throw new Error("short list");
  fs.writeFileSync(next(), text);
  calls += 20;
};
const startMs = performance.now();
while (performance.now() - startMs < ${syncSeconds * 1000}) round();
console.log(Math.round(calls / ((performance.now() - startMs) / 1000)));
`;

const largeBytes = 16 * 1024 * 1024;
const largeRounds = 4;

/** Writes and reads files of 16 MB; prints megabytes a second, both directions counted. */
export const largeFiles = `
const fs = require("node:fs");
const data = Buffer.alloc(${largeBytes}, 7);
const startMs = performance.now();
for (let index = 0; index < ${largeRounds}; index++) {
  fs.writeFileSync("large.bin", data);
  if (fs.readFileSync("large.bin").length !== data.length) throw new Error("short read");
}
console.log(Math.round(${(2 * largeRounds * largeBytes) / 1e6} / ((performance.now() - startMs) / 1000)));
fs.rmSync("large.bin");
`;

/** Prints the median milliseconds of `execSync` of a hello. */
export const execHello = `
const { execSync } = require("node:child_process");
const times = [];
for (let index = 0; index < 9; index++) {
  const startMs = performance.now();
  if (execSync("node hello.js", { encoding: "utf8" }) !== "hello\\n") throw new Error("no hello");
  times.push(performance.now() - startMs);
}
console.log(times.sort((left, right) => left - right)[4].toFixed(1));
`;
