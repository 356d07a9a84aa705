/** Programs about the machine under Node: users, priorities, flags of V8. */
import type { GoldenProgram } from "./program.ts";

export const systemPrograms: GoldenProgram[] = [
  {
    title: "os.tmpdir() follows TMPDIR, TMP and TEMP as they are now",
    args: ["a.js"],
    files: {
      "a.js": `
const os = require('os');
Object.assign(process.env, { TMPDIR: '/one/', TMP: '/two', TEMP: '/three' });
for (const next of ['TMPDIR', 'TMP', 'TEMP', 'HOME']) {
  console.log(os.tmpdir());
  process.env[next] = '';
}
process.env.TMPDIR = '/';
console.log(os.tmpdir(), os.uptime() > 0);
delete process.env.HOME;
console.log(os.homedir() === os.userInfo().homedir);
`,
    },
  },
  {
    title: "os.userInfo() encodes names as asked, and an option that throws is heard",
    args: ["a.js"],
    files: {
      "a.js": `
const { userInfo } = require('os');
const { username } = userInfo();
const encoded = (encoding) => userInfo({ encoding }).username;
console.log(encoded('buffer').equals(Buffer.from(username)), encoded('hex') === Buffer.from(username).toString('hex'));
console.log(encoded('no such') === username, encoded(7) === username, typeof userInfo().shell);
try { userInfo({ get encoding() { throw new Error('mine') } }) } catch (error) { console.log(error.message) }
`,
    },
  },
  {
    title: "a process becomes nicer, its children with it; nobody has the priority of no process",
    args: ["a.js"],
    files: {
      "a.js": `
const os = require('os');
const { execFileSync } = require('child_process');
os.setPriority(7);
console.log(os.getPriority(), os.getPriority(process.pid));
console.log(String(execFileSync(process.execPath, ['-p', 'os.getPriority()'])));
for (const call of [() => os.getPriority(-1), () => os.setPriority(2 ** 30, 9)])
  try { call() } catch (error) { console.log(error.name, error.code, error.message, error.info) }
`,
    },
  },
];
