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
  {
    title: "process.env takes what setenv takes, and says with --pending-deprecation what it makes a text of",
    args: ["--pending-deprecation", "a.js"],
    files: {
      "a.js": `
process.on('warning', ({ name, code, message }) => console.log(name, code, message));
process.env[''] = 'x'; process.env['a=b'] = 'x';
console.log(process.env[''], process.env['a=b'], process.env.ODD = 7);
process.env.ODD = undefined; process.env.ODD = null;
for (const descriptor of [{ value: 'x' }, { get() {} }, { configurable: false }])
  try { Object.defineProperty(process.env, 'foo', descriptor) } catch ({ code, message }) { console.log(code, message) }
console.log(process.env.ODD, process.env.foo);
`,
    },
  },
  {
    title: "variables beside NODE_OPTIONS set options of their own",
    args: ["a.js"],
    files: {
      "a.js": `
const { spawnSync } = require('child_process');
const { readFileSync } = require('fs');
const env = { ...process.env, NODE_REDIRECT_WARNINGS: 'warnings.txt', NODE_PENDING_DEPRECATION: '1' };
const { stderr } = spawnSync(process.execPath, ['-e', 'process.emitWarning("kept"); process.env.A = null; setTimeout(() => {}, 50)'], { env });
console.log(String(stderr), readFileSync('warnings.txt', 'utf8').replace(/node:\\d+/g, 'node:PID').split('\\n').filter((line) => /Warning:/.test(line)));
`,
    },
  },
  {
    title: "what a promise hook throws is uncaught, the program's code goes on",
    args: ["a.js"],
    files: {
      "a.js": `
const { promiseHooks } = require('v8');
process.on('uncaughtException', ({ message }) => console.log(message));
for (const name of ['onInit', 'onBefore', 'onAfter', 'onSettled']) {
  const stop = promiseHooks[name](() => { stop(); throw new Error(name) });
}
Promise.resolve().then(() => console.log('then'));
`,
    },
  },
  {
    title: "what keeps a process alive is listed: requests, handles, timers, immediates",
    args: ["a.js"],
    files: {
      "a.js": `
const net = require('net');
const fs = require('fs');
const list = () => process.getActiveResourcesInfo().filter((name) => name !== 'PipeWrap').sort().join();
console.log(list());
fs.stat('.', () => {});
fs.promises.stat('.');
setImmediate(() => {});
console.log(list(), process._getActiveRequests().length);
const server = net.createServer((socket) => {
  console.log(list().replace('ConnectWrap,', ''), process._getActiveHandles().includes(server));
  socket.destroy();
  client.destroy();
  server.close(() => setTimeout(() => console.log(list()), 1));
});
let client;
server.listen(0, () => {
  client = net.connect(server.address().port);
  setTimeout(() => {}, 10).unref();
});
`,
    },
  },
];
