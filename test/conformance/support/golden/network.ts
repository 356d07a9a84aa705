/** Programs that speak to themselves over loopback: TCP's ends, datagrams, paths. */
import type { GoldenProgram } from "./program.ts";

export const networkPrograms: GoldenProgram[] = [
  {
    title: "datagrams: send, connect, errors, options",
    args: ["a.js"],
    files: {
      "a.js": `
const dgram = require('dgram');
const server = dgram.createSocket('udp4');
server.on('message', (data, from) => {
  console.log('server', data.toString(), from.address, from.family, from.size);
  server.send('re:' + data, from.port, from.address);
});
server.bind(0, '127.0.0.1', () => {
  const { port, address, family } = server.address();
  console.log(address, family, port > 0);
  const client = dgram.createSocket('udp4');
  const again = dgram.createSocket('udp4');
  again.on('error', (error) => { console.log(error.code, error.syscall, error.address); again.close(); });
  again.bind(port, '127.0.0.1');
  client.on('message', (data) => {
    console.log('client', data.toString());
    if (data.toString() !== 're:two') return;
    client.setTTL(5);
    client.addMembership('239.1.2.3', '127.0.0.1');
    try { client.addMembership('1.2.3.4'); } catch (error) { console.log(error.message, error.code); }
    try { client.dropMembership('239.1.2.4'); } catch (error) { console.log(error.message, error.code); }
    console.log(client.remoteAddress().port === port, client.getSendBufferSize() > 0);
    client.close(() => console.log('closed'));
    server.close();
  });
  client.send(['o', 'ne'], port, '127.0.0.1', (error, bytes) => {
    console.log(error, bytes);
    client.connect(port, '127.0.0.1', () => client.send('two'));
  });
  dgram.createSocket('udp4').bind(0, '1.1.1.1').on('error', function (error) { console.log(error.message); this.close(); });
});
`,
    },
  },
  {
    title: "sockets: reset, refused, taken, local addresses, own buffers",
    args: ["a.js"],
    files: {
      "a.js": `
const net = require('net');
const server = net.createServer((socket) => {
  socket.on('error', (error) => console.log('server', error.code, error.syscall));
  socket.once('data', (data) => {
    console.log(data.toString(), socket.remoteAddress, socket.remotePort === socket._peername?.port);
    socket.write('hello world');
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  net.createServer().listen(port, '127.0.0.1').on('error', (error) => console.log(error.code, error.syscall, error.port === port));
  const closed = net.createServer().listen(0, '127.0.0.1', () => {
    const free = closed.address().port;
    closed.close(() => net.connect(free, '127.0.0.1').on('error', (error) => {
      console.log(error.message.replace(free, 'PORT'), error.syscall, error.address);
      const parts = [];
      const client = net.connect({ port, host: '127.0.0.1', localAddress: '127.0.0.2', onread: {
        buffer: Buffer.alloc(4),
        callback: (length, buffer) => {
          parts.push(buffer.toString('latin1', 0, length));
          if (parts.join('').length < 11) return true;
          console.log(parts);
          client.resetAndDestroy();
          server.close(() => console.log('closed'));
          return false;
        },
      } }, () => { console.log(client.localAddress); client.write('hi'); });
    }));
  });
  net.connect({ port, host: '127.0.0.1', localAddress: '1.2.3.4' }).on('error', (error) => console.log(error.message));
});
`,
    },
  },
  {
    title: "sockets with a path: modes, long names, names in no folder",
    args: ["a.js"],
    files: {
      "a.js": `
const net = require('net'), fs = require('fs');
const server = net.createServer((socket) => socket.end('over a path'));
server.listen({ path: './a.sock', readableAll: true, writableAll: true }, () => {
  console.log(server.address(), fs.statSync('a.sock').isSocket(), (fs.statSync('a.sock').mode & 0o666).toString(8));
  net.connect('./a.sock').on('data', (data) => console.log(data.toString())).on('close', () => {
    server.close(() => console.log(fs.existsSync('a.sock')));
  });
});
net.connect('./none.sock').on('error', (error) => console.log(error.message));
net.createServer().listen('x'.repeat(200)).on('error', (error) => console.log(error.code));
const hidden = net.createServer((socket) => socket.end('hidden')).listen('\\0glasshouse-' + process.pid, () => {
  net.connect('\\0glasshouse-' + process.pid).on('data', (data) => console.log(data.toString())).on('close', () => hidden.close());
});
`,
    },
  },
];
