/** Programs about threads whose output does not depend on who is faster. */
export interface ThreadProgram {
  title: string;
  files: Record<string, string>;
}

export const threadPrograms: ThreadProgram[] = [
  {
    title: "a file runs as a thread: data, arguments, name, messages both ways, exit code",
    files: {
      "main.js": `
const { Worker, isMainThread, threadId } = require('worker_threads');
const w = new Worker('./thread.js', { workerData: { n: [1n, new Map([['k', new Set([1])]])] }, argv: ['x', 2], name: 'counter' });
console.log(isMainThread, threadId, w.threadId, w.threadName);
w.on('online', () => console.log('online'));
w.on('message', (m) => { console.log(m); if (m.ready) w.postMessage({ stop: new Date(0) }); });
w.on('exit', (code) => console.log('exit', code, w.threadId));
process.on('exit', (code) => console.log('main exit', code));
`,
      "thread.js": `
const { parentPort, workerData, isMainThread, threadId, threadName } = require('worker_threads');
parentPort.postMessage({ ready: true, workerData, isMainThread, threadId, threadName, argv: process.argv.slice(2), same: process.cwd() === __dirname });
parentPort.on('message', (m) => { parentPort.postMessage(m); process.exit(7); });
`,
    },
  },
  {
    title: "source text, an ES module and a data: URL run as threads",
    files: {
      "main.js": `
const { Worker } = require('worker_threads');
const { once } = require('events');
const { pathToFileURL } = require('url');
(async () => {
  for (const start of [
    () => new Worker('require("worker_threads").parentPort.postMessage(process.argv[1])', { eval: true }),
    () => new Worker(pathToFileURL(__dirname + '/thread.mjs')),
    () => new Worker(new URL('data:text/javascript,import { parentPort } from "worker_threads"; parentPort.postMessage(import.meta.url.slice(0, 20))')),
  ]) console.log((await once(start(), 'message'))[0]);
})();
`,
      "thread.mjs": `
import { parentPort } from 'node:worker_threads';
await null;
parentPort.postMessage(import.meta.filename);
`,
    },
  },
  {
    title: "an uncaught error is an event with the user's file and line, and code 1",
    files: {
      "main.js": `
const { Worker } = require('worker_threads');
const w = new Worker('./thread.js');
w.on('error', (e) => console.log(e instanceof TypeError, e.message, e.stack.split('\\n')[1].trim(), e.extra));
w.on('exit', (code) => {
  console.log('exit', code);
  new Worker('Promise.reject(new RangeError("late"))', { eval: true }).on('error', (e) => console.log(e.name, e.message));
});
`,
      "thread.js": `
function deep() {
  throw Object.assign(new TypeError('bad'), { extra: 1 });
}
deep();
`,
    },
  },
  {
    title: "without an error listener the parent fails with the thread's error",
    files: {
      "main.js": `
const { Worker } = require('worker_threads');
process.on('exit', (code) => console.log('exit', code));
process.on('uncaughtException', (e) => { console.log('parent', e.message); process.exitCode = 3; });
new Worker('throw new Error("from below")', { eval: true });
`,
    },
  },
  {
    title: "terminate ends a thread that loops, and one that waits",
    files: {
      "main.js": `
const { Worker } = require('worker_threads');
const { once } = require('events');
(async () => {
  for (const source of ['for (;;);', 'setInterval(() => {}, 1000)', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)']) {
    const w = new Worker(source, { eval: true });
    await once(w, 'online');
    console.log(await w.terminate(), await w.terminate());
  }
})();
`,
    },
  },
  {
    title: "shared memory: a thread wakes another that waits",
    files: {
      "main.js": `
const { Worker } = require('worker_threads');
const shared = new Int32Array(new SharedArrayBuffer(8));
const w = new Worker(\`
const { workerData } = require('worker_threads');
Atomics.wait(workerData, 0, 0);
Atomics.add(workerData, 1, 41);
Atomics.store(workerData, 0, 2);
Atomics.notify(workerData, 0);
\`, { eval: true, workerData: shared });
w.on('online', () => {
  Atomics.store(shared, 0, 1);
  Atomics.notify(shared, 0);
  console.log(Atomics.wait(shared, 0, 1) !== 'timed-out', Atomics.load(shared, 1));
});
`,
    },
  },
  {
    title: "a blocked thread receives messages synchronously, from the first one on",
    files: {
      "main.js": `
const { Worker, MessageChannel, receiveMessageOnPort } = require('worker_threads');
const flag = new Int32Array(new SharedArrayBuffer(4));
const { port1, port2 } = new MessageChannel();
const w = new Worker('./thread.js', { workerData: { port: port2, flag }, transferList: [port2] });
w.unref();
const call = (value) => {
  const before = Atomics.load(flag, 0);
  port1.postMessage(value);
  Atomics.wait(flag, 0, before);
  return receiveMessageOnPort(port1).message;
};
console.log(call({ a: 1 }), call('x'.repeat(300000)).length, receiveMessageOnPort(port1));
for (let i = 0; i < 200; i++) if (call(i) !== i) console.log('lost', i);
`,
      "thread.js": `
const { workerData: { port, flag } } = require('worker_threads');
port.on('message', (value) => { port.postMessage(value); Atomics.add(flag, 0, 1); Atomics.notify(flag, 0); });
`,
    },
  },
  {
    title: "ports travel between threads with what was not read, and messages keep their order",
    files: {
      "main.js": `
const { Worker, MessageChannel } = require('worker_threads');
const first = new Worker('./thread.js', { workerData: 'first' });
const second = new Worker('./thread.js', { workerData: 'second' });
const { port1, port2 } = new MessageChannel();
const buffer = new Uint8Array([1, 2, 3]).buffer;
port1.postMessage('waiting');
port1.postMessage(buffer, [buffer]);
console.log('detached', buffer.byteLength);
first.on('message', (port) => { port1.postMessage('on its way'); second.postMessage(port, [port]); port1.postMessage('last'); });
first.postMessage(port2, [port2]);
port1.on('message', (m) => { console.log(m); if (m === 'second: last') { port1.close(); first.terminate(); } });
port1.postMessage('in between');
second.on('exit', (code) => console.log('second', code));
`,
      "thread.js": `
const { parentPort, workerData } = require('worker_threads');
parentPort.once('message', (port) => {
  if (workerData === 'first') { parentPort.postMessage(port, [port]); return; }
  port.on('message', (m) => port.postMessage(m instanceof ArrayBuffer ? m.byteLength : 'second: ' + m));
  port.on('close', () => process.exit(4));
});
`,
    },
  },
  {
    title: "standard streams go through the parent",
    files: {
      "main.js": `
const { Worker } = require('worker_threads');
const w = new Worker('./thread.js', { stdin: true, stdout: true, stderr: true });
let out = '', err = '';
w.stdout.setEncoding('utf8').on('data', (t) => out += t);
w.stderr.setEncoding('utf8').on('data', (t) => err += t);
w.stdin.end('typed');
w.on('exit', () => setImmediate(() => console.log([out, err])));
`,
      "thread.js": `
process.stdin.setEncoding('utf8').on('data', (t) => console.log('in', t)).on('end', () => { console.error('bad'); process.stdout.write('end\\n'); });
`,
    },
  },
  {
    title: "the environment is copied, given or shared",
    files: {
      "main.js": `
const { Worker, SHARE_ENV } = require('worker_threads');
const { once } = require('events');
process.env.COLOR = 'red';
const source = 'process.env.COLOR += "!"; process.env.NEW = 1; require("worker_threads").parentPort.postMessage([process.env.COLOR, "PATH" in process.env])';
(async () => {
  for (const env of [undefined, { COLOR: 'own' }, SHARE_ENV]) {
    const w = new Worker(source, { eval: true, env });
    console.log((await once(w, 'message'))[0], process.env.COLOR, process.env.NEW);
  }
  delete process.env.NEW;
  console.log('NEW' in process.env, Object.keys(process.env).includes('COLOR'));
})();
`,
    },
  },
  {
    title: "threads start threads, which end with them",
    files: {
      "main.js": `
const { Worker, isMainThread, parentPort, threadId, setEnvironmentData, getEnvironmentData } = require('worker_threads');
if (isMainThread) {
  setEnvironmentData('depth', 2);
  const w = new Worker(__filename);
  w.on('message', (m) => { console.log(m); if (m.threadId === 3) process.exitCode = 5, w.terminate(); });
} else {
  parentPort.postMessage({ threadId, depth: getEnvironmentData('depth') });
  setInterval(() => {}, 1000);
  if (threadId < 3) new Worker(__filename).on('message', (m) => parentPort.postMessage(m));
}
`,
    },
  },
  {
    title: "process.exit in the parent ends all threads at once",
    files: {
      "main.js": `
const { Worker } = require('worker_threads');
const w = new Worker('process.on("exit", () => console.log("never")); setInterval(() => {}, 1000)', { eval: true });
w.on('online', () => { console.log('online'); process.exit(9); });
w.on('exit', () => console.log('never'));
`,
    },
  },
  {
    title: "broadcast channels reach all threads",
    files: {
      "main.js": `
const { Worker, BroadcastChannel } = require('worker_threads');
const news = new BroadcastChannel('news');
let left = 2;
news.onmessage = ({ data }) => {
  if (data.ready) return --left || news.postMessage('go');
  console.log(data.heard); if (++left === 2) news.close();
};
for (let i = 0; i < 2; i++) new Worker(\`
const { BroadcastChannel } = require('worker_threads');
const news = new BroadcastChannel('news');
news.onmessage = ({ data }) => { if (data === 'go') { news.postMessage({ heard: data }); setTimeout(() => news.close(), 20); } };
news.postMessage({ ready: true });
\`, { eval: true });
`,
    },
  },
  {
    title: "messages to any thread by its number",
    files: {
      "main.js": `
const { Worker, postMessageToThread } = require('worker_threads');
const w = new Worker(\`
const { postMessageToThread, threadId } = require('worker_threads');
process.on('workerMessage', async (value, source) => { await postMessageToThread(source, { value, from: threadId }); process.exit(); });
setInterval(() => {}, 1000);
\`, { eval: true });
process.on('workerMessage', (value, source) => console.log(value, source));
w.on('online', async () => {
  const answer = new Promise((resolve) => process.once('workerMessage', resolve));
  await postMessageToThread(w.threadId, 'hello');
  await answer;
  await postMessageToThread(99, 1).catch((e) => console.log(e.code));
  await postMessageToThread(0, 1).catch((e) => console.log(e.code));
});
`,
    },
  },
  {
    title: "locks are taken in turns across threads",
    files: {
      "main.js": `
const { Worker, locks } = require('worker_threads');
const w = new Worker(\`
const { parentPort, locks } = require('worker_threads');
locks.request('door', () => new Promise((open) => { parentPort.postMessage('have it'); parentPort.once('message', open); }));
\`, { eval: true });
w.on('message', async (m) => {
  console.log(m);
  await locks.request('door', { ifAvailable: true }, (lock) => console.log(lock));
  setTimeout(() => w.postMessage('open'), 30);
  await locks.request('door', (lock) => console.log(lock.name, lock.mode));
  console.log(await locks.query());
});
`,
    },
  },
  {
    title: "what can be cloned, what must be transferred, and what cannot",
    files: {
      "main.js": `
const { MessageChannel, markAsUntransferable, markAsUncloneable, isMarkedAsUntransferable } = require('worker_threads');
const { BlockList } = require('net');
const { port1 } = new MessageChannel();
const attempt = (name, run) => { try { console.log(name, run()); } catch (e) { console.log(name, e.name, e.code, e.message); } };
const send = (value, list) => () => port1.postMessage(value, list);
const spare = () => new MessageChannel().port1;
const twice = spare(), pinned = new ArrayBuffer(1), unique = {};
markAsUntransferable(pinned);
markAsUncloneable(unique);
const list = new BlockList(); list.addAddress('1.2.3.4');
attempt('function', send(() => 1));
attempt('promise', send(Promise.resolve()));
attempt('proxy', send(new Proxy({}, {})));
attempt('port', send(spare()));
attempt('itself', send(1, [port1]));
attempt('twice', send(1, [twice, twice]));
attempt('pinned', send(1, [pinned]));
attempt('marked', () => isMarkedAsUntransferable(pinned));
attempt('unique', send(unique));
attempt('url', send(new URL('http://a.b')));
attempt('stream', send(new ReadableStream()));
attempt('nothing', () => port1.postMessage());
attempt('no list', send(1, 5));
attempt('error', () => Object.getOwnPropertyNames(structuredClone(new TypeError('x', { cause: 1 }))));
attempt('blob', () => structuredClone(new Blob(['abc'])).size);
attempt('rules', () => structuredClone(list).rules);
attempt('views', () => { const b = new ArrayBuffer(8); const [x, y] = structuredClone([new Uint8Array(b, 1, 2), new DataView(b)]); return x.buffer === y.buffer; });
attempt('sparse', () => structuredClone(Object.assign([1, , 3], { k: 1 })));
attempt('moved', () => { const b = new ArrayBuffer(4); const c = structuredClone(b, { transfer: [b] }); return [b.byteLength, c.byteLength]; });
port1.close();
`,
    },
  },
  {
    title: "keys are cloned and reach a thread",
    files: {
      "main.js": `
const { generateKeyPairSync, createSecretKey, webcrypto } = require('crypto');
const { Worker } = require('worker_threads');
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const secret = createSecretKey(Buffer.from('abc'));
console.log(structuredClone(secret).export(), structuredClone(publicKey).equals(publicKey), structuredClone({ privateKey }).privateKey.equals(privateKey));
(async () => {
  const key = await webcrypto.subtle.generateKey({ name: 'AES-GCM', length: 128 }, true, ['encrypt']);
  console.log(structuredClone(key));
  const w = new Worker('./thread.js', { workerData: { publicKey, secret, key } });
  w.on('message', (m) => console.log(m));
})();
`,
      "thread.js": `
const { workerData: { publicKey, secret, key }, parentPort } = require('worker_threads');
parentPort.postMessage([publicKey.asymmetricKeyType, secret.export().length, key.algorithm.name]);
`,
    },
  },
  {
    title: "an open file moves to a thread",
    files: {
      "main.js": `
const { Worker } = require('worker_threads');
const { open } = require('fs/promises');
(async () => {
  const file = await open(__filename);
  const w = new Worker(\`
const { workerData, parentPort } = require('worker_threads');
workerData.readFile('utf8').then(async (text) => { await workerData.close(); parentPort.postMessage(text.split(' ')[0].trim()); });
\`, { eval: true, workerData: file, transferList: [file] });
  w.on('message', (m) => console.log(file.fd, m));
})();
`,
    },
  },
  {
    title: "WebAssembly memory and modules are shared; a parent may sleep before its thread has begun",
    files: {
      "main.js": `
const { Worker } = require('worker_threads');
const memory = new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true });
const module_ = new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
const view = new Int32Array(memory.buffer);
const w = new Worker('./thread.js', { workerData: { memory, module_ } });
Atomics.wait(view, 0, 0);
console.log(view[1]);
w.on('message', (m) => console.log(m, memory.grow(1)));
`,
      "thread.js": `
const { workerData: { memory, module_ }, parentPort } = require('worker_threads');
const view = new Int32Array(memory.buffer);
view[1] = 42;
Atomics.store(view, 0, 1);
Atomics.notify(view, 0);
parentPort.postMessage([memory instanceof WebAssembly.Memory, module_ instanceof WebAssembly.Module]);
`,
    },
  },
  {
    title: "module hooks run in a thread of their own, import and require wait for them",
    files: {
      "main.js": `
const { register } = require('module');
const { pathToFileURL } = require('url');
register('./hooks.mjs', pathToFileURL(__filename), { data: { from: 'main' } });
import('virtual:x').then(async (m) => console.log(m.default, (await import('./real.mjs')).default));
`,
      "real.mjs": "export default 'real'",
      "hooks.mjs": `
let data;
export async function initialize(value) { data = value; }
export async function resolve(specifier, context, next) {
  return specifier.startsWith('virtual:') ? { url: specifier, shortCircuit: true } : next(specifier, context);
}
export async function load(url, context, next) {
  if (url.startsWith('virtual:')) return { format: 'module', shortCircuit: true, source: 'export default ' + JSON.stringify(data) };
  const result = await next(url, context);
  return { ...result, source: String(result.source).replace('real', 'changed') };
}
`,
    },
  },
  {
    title: "unreferenced threads and ports keep nothing alive",
    files: {
      "main.js": `
const { Worker, MessageChannel } = require('worker_threads');
new Worker('setInterval(() => {}, 1000)', { eval: true }).unref();
const { port1 } = new MessageChannel();
port1.on('message', () => {});
port1.unref();
console.log(port1.hasRef());
process.on('exit', (code) => console.log('exit', code));
`,
    },
  },
  {
    title: "wrong flags and files are refused with Node's errors",
    files: {
      "main.js": `
const { Worker } = require('worker_threads');
const attempt = (...args) => { try { new Worker(...args).on('error', (e) => console.log(e.code)); } catch (e) { console.log(e.code, e.message); } };
attempt('x', { eval: true, execArgv: ['--title=x'] });
attempt('x', { eval: true, execArgv: ['--no-such-flag'] });
attempt('x', { eval: true, env: { NODE_OPTIONS: '--title=y' } });
attempt('bare.js');
attempt(5);
attempt('./absent.js');
`,
    },
  },
];

/** async_hooks and perf_hooks, as far as native resources and the process's own clock are concerned. */
export const hookPrograms: ThreadProgram[] = [
  {
    title: "async_hooks see native resources begin, run and end",
    files: {
      "main.js": `
const { createHook, executionAsyncId, triggerAsyncId, executionAsyncResource } = require('async_hooks');
const fs = require('fs');
const net = require('net');
const seen = [];
const names = new Map();
const wanted = new Set(['FSREQCALLBACK', 'TCPSERVERWRAP', 'TCPWRAP', 'TCPCONNECTWRAP', 'MESSAGEPORT', 'Timeout']);
createHook({
  init(id, type) { if (wanted.has(type)) { names.set(id, type); seen.push('init ' + type); } },
  before(id) { if (names.has(id)) seen.push('before ' + names.get(id)); },
  after(id) { if (names.has(id)) seen.push('after ' + names.get(id)); },
  destroy(id) { if (names.has(id)) seen.push('destroy ' + names.get(id)); },
}).enable();
console.log(executionAsyncId(), triggerAsyncId());
const flush = (title) => { console.log(title, [...new Set(seen)].sort()); seen.length = 0; };
fs.stat(__filename, () => {
  console.log(names.get(executionAsyncId()), executionAsyncResource().constructor.name);
  setTimeout(() => {
    flush('file');
    const { port1, port2 } = new MessageChannel();
    port2.onmessage = () => {
      console.log(names.get(executionAsyncId()), executionAsyncResource() === port2);
      port2.close();
    };
    port2.addEventListener('close', () => setTimeout(() => {
      flush('port');
    }, 5));
    port1.postMessage(1);
  }, 5);
});
`,
    },
  },
  {
    title: "async_hooks see promises that are made decided, and what follows them",
    files: {
      "main.js": `
const { createHook, executionAsyncId, triggerAsyncId } = require('async_hooks');
const fs = require('fs');
const ids = [];
createHook({
  init(id, type, trigger) { if (type === 'PROMISE') { ids.push(id); fs.writeSync(1, 'init ' + ids.length + ' by ' + (ids.indexOf(trigger) + 1) + '\\n'); } },
  before(id) { if (ids.includes(id)) fs.writeSync(1, 'before ' + (ids.indexOf(id) + 1) + '\\n'); },
  promiseResolve(id) { fs.writeSync(1, 'resolved ' + (ids.indexOf(id) + 1) + '\\n'); },
}).enable();
Promise.resolve(42).then(() => {
  fs.writeSync(1, [executionAsyncId() === ids[1], triggerAsyncId() === ids[0]].join() + '\\n');
});
`,
    },
  },
  {
    title: "an error in a native callback reaches its handler with the resource's id",
    files: {
      "main.js": `
const { executionAsyncId, createHook } = require('async_hooks');
const fs = require('fs');
let id;
const hook = createHook({ init(asyncId, type) { if (type === 'FSREQCALLBACK') id = asyncId; }, after(asyncId) { if (asyncId === id) console.log('after'); } }).enable();
process.on('uncaughtException', (e) => console.log(e.message, executionAsyncId() === id));
fs.stat(__filename, () => { throw new Error('inside'); });
`,
    },
  },
  {
    title: "an error in an immediate lets the others of its round run before any tick or timer",
    files: {
      "main.js": `
process.on('uncaughtException', (e) => console.log(e.message));
setImmediate(() => { setTimeout(() => console.log('timer'), 1); const until = Date.now() + 5; while (Date.now() < until); console.log('first'); });
setImmediate(() => { process.nextTick(() => console.log('tick')); throw new Error('thrown'); });
setImmediate(() => console.log('last'));
`,
    },
  },
  {
    title: "--expose-gc collects what nobody holds",
    files: {
      "main.js": `
const { spawnSync } = require('child_process');
const source = 'let n = 0; const r = new FinalizationRegistry(() => n++); (() => r.register({}))(); setTimeout(() => { gc(); setTimeout(() => console.log(n), 20); }, 5)';
console.log(spawnSync(process.execPath, ['--expose-gc', '-e', source], { encoding: 'utf8' }).stdout, typeof gc);
`,
    },
  },
  {
    title: "milestones, marks, observers and timed functions",
    files: {
      "main.js": `
const { performance, PerformanceObserver, timerify, createHistogram, constants } = require('perf_hooks');
const { nodeTiming } = performance;
const order = [nodeTiming.nodeStart, nodeTiming.v8Start, nodeTiming.environment, nodeTiming.bootstrapComplete];
console.log(order.every((at, i) => at >= 0 && (i === 0 || at > order[i - 1])), nodeTiming.loopStart, nodeTiming.loopExit, nodeTiming.idleTime);
console.log(performance.now() < 60000, Object.keys(constants).length);
const observer = new PerformanceObserver((list) => { console.log(list.getEntries().map((e) => [e.name, e.entryType])); observer.disconnect(); });
observer.observe({ entryTypes: ['mark', 'measure', 'function'] });
performance.mark('a');
performance.measure('from a', 'a');
const histogram = createHistogram();
console.log(timerify(function add(a, b) { return a + b; }, { histogram })(1, 2), histogram.count);
for (const value of [5, 6, 5, 100]) histogram.record(value);
const fresh = createHistogram();
for (const value of [5, 6, 5, 100]) fresh.record(value);
console.log(JSON.stringify(fresh), fresh.percentilesAt([50, 99]));
setTimeout(() => console.log(nodeTiming.loopStart > 0, performance.eventLoopUtilization().idle >= 0), 5);
process.on('exit', () => console.log(nodeTiming.loopExit > 0));
`,
    },
  },
  {
    title: "the delay of the event loop is sampled",
    files: {
      "main.js": `
const { monitorEventLoopDelay } = require('perf_hooks');
const delay = monitorEventLoopDelay({ resolution: 5 });
console.log(delay.enable(), delay.enable());
setTimeout(() => { const until = Date.now() + 60; while (Date.now() < until); }, 20);
setTimeout(() => { console.log(delay.disable(), delay.count > 0, delay.max > 30e6, delay.min > 0); }, 120);
`,
    },
  },
];
