import { describe, expect, it } from "vitest";
import { engineForFile } from "./support/engine.ts";

const engine = engineForFile();
const say =
  "const say = (f) => { try { console.log(f()) } catch (e) { console.log(e.name, e.code, e.errno, e.syscall, e.message) } };";

describe("[10] who a process is, and what becomes of it", () => {
  it("an ordinary user may only become itself, as on Linux", async () => {
    const { output } = await engine.script(`${say}
      const cp = require('child_process');
      say(() => process.setuid(0)); say(() => process.setegid('root')); say(() => process.setuid('node')); say(() => process.setgid(1000));
      say(() => process.seteuid('nobody-here')); say(() => process.setgroups(['nope'])); say(() => process.setgroups([1000]));
      say(() => process.initgroups('node', 'nope')); say(() => process.initgroups('node', 'node'));
      for (const options of [{ uid: 0 }, { gid: 0 }, { uid: 1000, gid: 1000 }]) {
        say(() => cp.spawn('echo', ['x'], options).pid > 0);
        say(() => { const { status, error } = cp.spawnSync('echo', ['x'], options); return [status, error?.message]; });
      }`);
    expect(output.trim().split("\n")).toEqual([
      "Error EPERM 1 setuid EPERM, Operation not permitted",
      "Error EPERM 1 setegid EPERM, Operation not permitted",
      "undefined",
      "undefined",
      "Error ERR_UNKNOWN_CREDENTIAL undefined undefined User identifier does not exist: nobody-here",
      "Error ERR_UNKNOWN_CREDENTIAL undefined undefined Group identifier does not exist: nope",
      "Error EPERM 1 setgroups EPERM, Operation not permitted",
      "Error ERR_UNKNOWN_CREDENTIAL undefined undefined Group identifier does not exist: nope",
      "Error EPERM 1 initgroups EPERM, Operation not permitted",
      "Error EPERM -1 spawn spawn EPERM",
      "[ null, 'spawnSync echo EPERM' ]",
      "Error EPERM -1 spawn spawn EPERM",
      "[ null, 'spawnSync echo EPERM' ]",
      "true",
      "[ 0, undefined ]",
    ]);
  });

  it("a child starts where it is told, whatever stands on Object.prototype", async () => {
    const { output } = await engine.script(`
      const { spawn, spawnSync } = require('child_process');
      Object.prototype.cwd = '/nowhere'; Object.prototype.uid = 0; Object.prototype.args = ['x'];
      spawn('pwd').stdout.on('data', (text) => console.log(String(text).trim()));
      console.log(String(spawnSync('pwd').stdout).trim());
      for (const name of ['cwd', 'uid', 'args']) delete Object.prototype[name];`);
    expect(output).toBe("/home/project\n/home/project\n");
  });

  it("abort() ends it by SIGABRT whatever handlers it has, with a trace", async () => {
    const { output } = await engine.script(`
      const { spawnSync } = require('child_process');
      const { status, signal, stderr } = spawnSync(process.execPath, ['-e', "process.on('SIGABRT', () => {}); process.abort(); console.log('on')"]);
      console.log(status, signal, String(stderr).split('\\n').slice(0, 3).join('|'));`);
    expect(output).toMatch(/^null SIGABRT ----- JavaScript stack trace -----\|\|1: \[eval\]:1:\d+\n$/);
  });

  it("execve() makes another program of it; one that is not there aborts", async () => {
    await engine.mount({
      "next.js":
        "console.log(process.pid === Number(process.argv[2]), process.argv0, process.env.A); process.on('exit', () => console.log('end'));",
    });
    const { code, output } = await engine.script(`
      const { spawnSync } = require('child_process');
      const { signal, stderr } = spawnSync(process.execPath, ['-e', "process.execve('/nope', ['x'])"]);
      console.log(signal, /process\\.execve failed with error code ENOENT/.test(String(stderr)));
      process.on('exit', () => console.log('never'));
      setInterval(() => {}, 1000);
      process.execve(process.execPath, ['zero', 'next.js', String(process.pid)], { A: 'one', PATH: process.env.PATH });`);
    expect({ code, output: output.replace(/^\(node.*\n/gm, "").replace(/^\(Use.*\n/gm, "") }).toEqual({
      code: 0,
      output: "SIGABRT true\ntrue zero one\nend\n",
    });
  });
});
