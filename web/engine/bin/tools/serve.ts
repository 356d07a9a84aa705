import { createReadStream, type Stats, statSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join, normalize, resolve, sep } from "node:path";
import { parseOptions } from "../lib/options.ts";
import type { Tool } from "../lib/tool.ts";

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".gif": "image/gif",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".jpeg": "image/jpeg",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".md": "text/markdown; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".mp3": "audio/mpeg",
  ".mp4": "video/mp4",
  ".pdf": "application/pdf",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
};

/** The file that a request path names inside `root`: a folder means its index.html; null when there is none. */
export function findFile(root: string, requestPath: string): { path: string; stats: Stats } | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(requestPath);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
  const path = normalize(join(root, decoded));
  if ((path !== root && !path.startsWith(root.endsWith(sep) ? root : root + sep)) || path.includes("\0")) return null;
  for (const candidate of [path, join(path, "index.html"), `${path}.html`]) {
    const stats = statSync(candidate, { throwIfNoEntry: false });
    if (stats?.isFile()) return { path: candidate, stats };
  }
  return null;
}

/** `bytes=0-99` of a file of `size` bytes as inclusive offsets; null when it names none. */
export function parseRange(header: string | undefined, size: number): { start: number; end: number } | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (match === null || (match[1] === "" && match[2] === "")) return null;
  const start = match[1] === "" ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end = match[1] === "" || match[2] === "" ? size - 1 : Math.min(Number(match[2]), size - 1);
  return start <= end ? { start, end } : null;
}

function answer(root: string, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, { allow: "GET, HEAD" }).end("Only GET and HEAD are served here.\n");
    return;
  }
  const found = findFile(root, new URL(request.url ?? "/", "http://localhost").pathname);
  if (found === null) {
    response
      .writeHead(404, { "content-type": "text/plain; charset=utf-8" })
      .end(`Nothing is at ${request.url}. Add that file, or an index.html for a folder.\n`);
    return;
  }
  const range = parseRange(request.headers.range, found.stats.size);
  const headers: Record<string, string | number> = {
    "content-type": types[extname(found.path).toLowerCase()] ?? "application/octet-stream",
    "content-length": range === null ? found.stats.size : range.end - range.start + 1,
    "cache-control": "no-cache",
    "accept-ranges": "bytes",
    ...(range === null ? {} : { "content-range": `bytes ${range.start}-${range.end}/${found.stats.size}` }),
  };
  response.writeHead(range === null ? 200 : 206, headers);
  if (request.method === "HEAD") response.end();
  else createReadStream(found.path, range ?? {}).pipe(response);
}

/** `serve [directory] [-p port]`: a static web server, on PORT or 3000 unless told. */
export const serve: Tool = (args, io) => {
  const options = parseOptions(args, { flags: "s", values: "pl", long: { port: "p", listen: "l" } });
  const root = resolve(io.cwd, options.operands[0] ?? ".");
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) {
    io.error(`serve: ${root} is not a folder\n`);
    return 1;
  }
  const port = Number(options.value("p") ?? options.value("l") ?? io.env["PORT"] ?? 3000);
  return new Promise((done) => {
    const server = createServer((request, response) => answer(root, request, response));
    server.on("error", (error) => {
      io.error(
        `serve: ${"code" in error && error.code === "EADDRINUSE" ? `port ${port} is taken; choose another with -p` : error.message}\n`,
      );
      done(1);
    });
    server.listen(port, () => {
      io.write(`Serving ${root} at http://localhost:${port}\n`);
      io.flush();
    });
  });
};
