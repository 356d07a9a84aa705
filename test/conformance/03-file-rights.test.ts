import { describe, expect, it } from "vitest";
import { engineForFile } from "./support/engine.ts";

const engine = engineForFile();

/** What a script prints as JSON. */
async function told(source: string): Promise<unknown> {
  const { output } = await engine.page.evaluate(
    async (text) => {
      await window.container.fs.writeFile("script.js", text);
      return window.engine.run("node", ["script.js"]);
    },
    `const fs = require('fs');
const code = (run) => { try { run(); return 'done'; } catch (error) { return error.code; } };
const tell = (value) => console.log(JSON.stringify(value));
${source}`,
  );
  try {
    return JSON.parse(output);
  } catch {
    return output;
  }
}

describe("[3] files", () => {
  it("are closed to their owner by their modes, and the error is Node's", async () => {
    const result = await told(`
      fs.mkdirSync('closed');
      fs.writeFileSync('closed/a.txt', 'a', { mode: 0o400 });
      const first = [code(() => fs.writeFileSync('closed/a.txt', 'b')), code(() => fs.accessSync('closed/a.txt', fs.constants.W_OK))];
      fs.chmodSync('closed', 0);
      let message = '';
      try { fs.statSync('closed/a.txt'); } catch (error) { message = error.message; }
      const second = [code(() => fs.readdirSync('closed')), code(() => fs.rmSync('closed', { recursive: true, force: true })), fs.existsSync('closed/a.txt')];
      fs.chmodSync('closed', 0o700);
      fs.rmSync('closed', { recursive: true });
      tell([first, message, second, fs.existsSync('closed'), code(() => fs.chownSync('script.js', 0, 0))]);`);
    expect(result).toEqual([
      ["EACCES", "EACCES"],
      "EACCES: permission denied, stat 'closed/a.txt'",
      ["EACCES", "EACCES", false],
      false,
      "EPERM",
    ]);
  });

  it("have names of any bytes, which readdir gives back in the encoding asked for", async () => {
    const result = await told(`
      fs.mkdirSync('names');
      const name = Buffer.from([0x6e, 0x61, 0xff, 0x6d]);
      fs.writeFileSync(Buffer.concat([Buffer.from('names/'), name]), 'found');
      fs.writeFileSync('names/新.txt', '');
      const read = fs.readFileSync(Buffer.concat([Buffer.from('names/'), name]), 'utf8');
      const all = (encoding) => fs.readdirSync('names', encoding).map(String);
      tell([read, all('utf8'), all('hex'), fs.readdirSync('names', 'buffer')[0].equals(name)]);`);
    expect(result).toEqual(["found", ["na\ufffdm", "新.txt"], ["6e61ff6d", "e696b02e747874"], true]);
  });

  it("a working directory that was removed is told as Node tells it, and children start in it", async () => {
    const result = await told(`
      const cp = require('child_process');
      fs.mkdirSync('gone');
      process.chdir('gone');
      fs.rmdirSync('../gone');
      let message = '';
      try { process.cwd(); } catch (error) { message = error.message; }
      const child = cp.spawnSync(process.execPath, ['-p', '1 + 1'], { encoding: 'utf8' });
      tell([message, code(() => fs.writeFileSync('x', '')), fs.readdirSync('.'), child.status, child.stdout]);`);
    expect(result).toEqual([
      "ENOENT: process.cwd failed with error no such file or directory, the current working directory was likely removed without changing the working directory, uv_cwd",
      "ENOENT",
      [],
      0,
      "2\n",
    ]);
  });

  it("cpSync refuses what Node refuses, with its codes", async () => {
    const result = await told(`
      fs.mkdirSync('from/sub', { recursive: true });
      fs.writeFileSync('plain', '');
      const copy = (...args) => code(() => fs.cpSync(...args));
      const deep = { recursive: true };
      tell([copy('from', 'plain', deep), copy('plain', 'from'), copy('from', 'from/sub', deep), copy('from', 'other'), copy('plain', 'plain')]);`);
    expect(result).toEqual([
      "ERR_FS_CP_DIR_TO_NON_DIR",
      "ERR_FS_CP_NON_DIR_TO_DIR",
      "ERR_FS_CP_EINVAL",
      "ERR_FS_EISDIR",
      "ERR_FS_CP_EINVAL",
    ]);
  });
});
