import { readFileSync, writeFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { ToolFailure } from "../lib/errors.ts";
import { type Options, parseOptions } from "../lib/options.ts";
import type { Tool, ToolIo } from "../lib/tool.ts";

function requestBody(options: Options, io: ToolIo): string | undefined {
  const parts = [...options.values("d"), ...options.values("J")];
  if (parts.length === 0) return undefined;
  const read = (part: string): string => {
    if (!part.startsWith("@")) return part;
    return readFileSync(part === "@-" ? 0 : resolve(io.cwd, part.slice(1)), "utf8").replace(/\r?\n/g, "");
  };
  return parts.map(read).join("&");
}

function requestHeaders(options: Options, hasBody: boolean): Headers {
  const headers = new Headers({ "user-agent": "curl/8.0 (Glasshouse)", accept: "*/*" });
  if (options.has("J")) headers.set("content-type", "application/json");
  else if (hasBody) headers.set("content-type", "application/x-www-form-urlencoded");
  for (const line of options.values("H")) {
    const [name = "", value = ""] = line.split(/:\s*(.*)/s, 2);
    if (value === "") headers.delete(name);
    else headers.set(name, value);
  }
  const user = options.value("u");
  if (user !== undefined) headers.set("authorization", `Basic ${Buffer.from(user).toString("base64")}`);
  const agent = options.value("A");
  if (agent !== undefined) headers.set("user-agent", agent);
  return headers;
}

function headText(response: Response): string {
  let text = `HTTP/1.1 ${response.status} ${response.statusText}\r\n`;
  for (const [name, value] of response.headers) text += `${name}: ${value}\r\n`;
  return `${text}\r\n`;
}

function failureText(error: unknown, host: string): ToolFailure {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = typeof cause === "object" && cause !== null && "code" in cause ? cause.code : "";
  if (code === "ECONNREFUSED") return new ToolFailure(`(7) Failed to connect to ${host}: Connection refused`, 7);
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return new ToolFailure(`(6) Could not resolve host: ${host}`, 6);
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ToolFailure(`(7) Failed to connect to ${host}: ${reason}`, 7);
}

async function send(address: string, options: Options, io: ToolIo): Promise<number> {
  const url = new URL(/^[a-z]+:\/\//i.test(address) ? address : `http://${address}`);
  const body = requestBody(options, io);
  const method = options.value("X") ?? (options.has("I") ? "HEAD" : body === undefined ? "GET" : "POST");
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      headers: requestHeaders(options, body !== undefined),
      redirect: options.has("L") ? "follow" : "manual",
      ...(body === undefined ? {} : { body }),
    });
  } catch (error) {
    throw failureText(error, url.host);
  }
  if (options.has("f") && response.status >= 400)
    throw new ToolFailure(`(22) The requested URL returned error: ${response.status}`, 22);
  const target = options.value("o") ?? (options.has("O") ? basename(url.pathname) : undefined);
  if (options.has("v"))
    io.error(
      `> ${method} ${url.pathname}${url.search} HTTP/1.1\n< ${headText(response).trimEnd().replaceAll("\r\n", "\n< ")}\n`,
    );
  if (options.has("i") || options.has("I")) io.write(headText(response));
  if (target !== undefined && target !== "-")
    writeFileSync(resolve(io.cwd, target), Buffer.from(await response.arrayBuffer()));
  else
    for await (const chunk of response.body ?? []) {
      io.write(chunk);
      io.flush();
    }
  const format = options.value("w");
  if (format !== undefined)
    io.write(format.replaceAll("%{http_code}", String(response.status)).replaceAll("\\n", "\n"));
  return 0;
}

/** `curl [-s] [-S] [-i] [-I] [-L] [-f] [-v] [-X method] [-d data] [-H header] [-o file] [-w format] url…`. */
export const curl: Tool = async (args, io) => {
  const options = parseOptions(args, {
    flags: "sSiILfvOkNG",
    values: "XdHouAwmJ",
    usageStatus: 2,
    long: {
      silent: "s",
      "show-error": "S",
      include: "i",
      head: "I",
      location: "L",
      fail: "f",
      verbose: "v",
      request: "X",
      data: "d",
      "data-raw": "d",
      "data-binary": "d",
      json: "J",
      header: "H",
      output: "o",
      "remote-name": "O",
      user: "u",
      "user-agent": "A",
      "write-out": "w",
      "max-time": "m",
      insecure: "k",
      "no-buffer": "N",
    },
  });
  if (options.operands.length === 0) throw new ToolFailure("(2) no URL specified", 2);
  try {
    for (const address of options.operands) await send(address, options, io);
    return 0;
  } catch (error) {
    if (!(error instanceof ToolFailure)) throw error;
    if (!options.has("s") || options.has("S")) io.error(`curl: ${error.message}\n`);
    return error.status;
  }
};
