import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { nodeUpstream } from "./node-upstream.ts";

async function serve<Result>(answer: RequestListener, use: (url: string) => Promise<Result>): Promise<Result> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/completions`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const ask = (url: string, signal = new AbortController().signal): ReturnType<typeof nodeUpstream> =>
  nodeUpstream(url, {
    headers: { authorization: "Bearer k", "content-type": "application/json" },
    body: '"中"',
    signal,
  });

it("posts the body with its headers and hands over every piece", async () => {
  const heard: unknown[] = [];
  const listener: RequestListener = (request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      heard.push([request.method, request.headers.authorization, Buffer.concat(pieces).toString()]);
      response.writeHead(200, { "content-type": "text/event-stream" }).end("data: 1\n\n");
    });
  };
  await serve(listener, async (url) => {
    const answer = await ask(url);
    let text = "";
    await answer.read((bytes) => {
      text += Buffer.from(bytes).toString();
      return true;
    });
    expect([answer.status, answer.header("content-type"), text]).toEqual([200, "text/event-stream", "data: 1\n\n"]);
  });
  expect(heard).toEqual([["POST", "Bearer k", '"中"']]);
});

it("hands over nothing more once no more is wanted, and closes the connection", async () => {
  let closed = (): void => {};
  const gone = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const listener: RequestListener = (_request, response) => {
    response.on("close", closed);
    for (let count = 0; count < 5; count++) response.write("piece ");
  };
  await serve(listener, async (url) => {
    const answer = await ask(url);
    let taken = 0;
    await answer.read(() => {
      taken += 1;
      return false;
    });
    await gone;
    expect(taken).toBe(1);
  });
});

it("a throw while taking a piece is the reader's failure, not the end of the process", async () => {
  const listener: RequestListener = (_request, response) => void response.write("piece");
  await serve(listener, async (url) => {
    const answer = await ask(url);
    await expect(
      answer.read(() => {
        throw new Error("bug");
      }),
    ).rejects.toThrow("bug");
  });
});

it("a connection that breaks in mid-answer, or is called off, rejects", async () => {
  const listener: RequestListener = (_request, response) => {
    response.write("piece", () => response.destroy());
  };
  await serve(listener, async (url) => {
    const answer = await ask(url);
    await expect(answer.read(() => true)).rejects.toMatchObject({ code: "ECONNRESET" });
  });
  const silent: RequestListener = (_request, response) => void response.write("piece");
  await serve(silent, async (url) => {
    const controller = new AbortController();
    const answer = await ask(url, controller.signal);
    const reading = answer.read(() => true);
    controller.abort();
    await expect(reading).rejects.toThrow();
  });
});

it("the next request goes out on the connection of an answer that was read to its end", async () => {
  const ports = new Set<number | undefined>();
  const listener: RequestListener = (request, response) => {
    ports.add(request.socket.remotePort);
    response.write("one ");
    setImmediate(() => response.end("two"));
  };
  await serve(listener, async (url) => {
    for (let round = 0; round < 3; round++) {
      const answer = await ask(url);
      let text = "";
      await answer.read((bytes) => {
        text += Buffer.from(bytes).toString();
        return true;
      });
      expect(text).toBe("one two");
      // The client gives the connection back after the end.
      await new Promise(setImmediate);
    }
  });
  expect(ports.size).toBe(1);
});

it("answers that arrive together are read into one place and do not run into one another", async () => {
  const listener: RequestListener = (request, response) => {
    const name = String(request.headers.authorization);
    let left = 50;
    const write = (): void => {
      left--;
      if (left < 0) return void response.end();
      response.write(name);
      setImmediate(write);
    };
    write();
  };
  const hear = async (url: string, name: string): Promise<string> => {
    const { signal } = new AbortController();
    const answer = await nodeUpstream(url, { headers: { authorization: name }, body: "", signal });
    let text = "";
    let lastPlace: ArrayBufferLike | undefined;
    await answer.read((bytes) => {
      text += Buffer.from(bytes).toString();
      lastPlace = bytes.buffer;
      return true;
    });
    places.add(lastPlace);
    return text;
  };
  const places = new Set<ArrayBufferLike | undefined>();
  const names = ["a", "b", "c", "d"];
  const expected = names.map((name) => name.repeat(50));
  await serve(listener, async (url) => {
    // The second time on the connections of the first.
    for (let round = 0; round < 2; round++) {
      expect(await Promise.all(names.map((name) => hear(url, name)))).toEqual(expected);
      await new Promise(setImmediate);
    }
  });
  expect(places.size).toBe(1);
});
