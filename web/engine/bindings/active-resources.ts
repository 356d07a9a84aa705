/** What keeps a process alive, as `process.getActiveResourcesInfo()` and its two old companions list it. */
import type { Binding, Runtime } from "../boot/runtime.ts";

/** Names of native classes whose async type says them in capitals. */
const names: Record<string, string> = {
  FSREQCALLBACK: "FSReqCallback",
  FSREQPROMISE: "FSReqPromise",
  GETADDRINFOREQWRAP: "GetAddrInfoReqWrap",
  GETNAMEINFOREQWRAP: "GetNameInfoReqWrap",
  TCPCONNECTWRAP: "ConnectWrap",
  PIPECONNECTWRAP: "ConnectWrap",
  TCPWRAP: "TCPSocketWrap",
  TCPSERVERWRAP: "TCPServerWrap",
  PIPEWRAP: "PipeWrap",
  PIPESERVERWRAP: "PipeWrap",
  TTYWRAP: "TTYWrap",
  UDPWRAP: "UDPWrap",
  PROCESSWRAP: "ProcessWrap",
  SIGNALWRAP: "SignalWrap",
  FSEVENTWRAP: "FSEventWrap",
  STATWATCHER: "StatWatcher",
};

export function activeResources({ asyncIds, loop, symbols }: Runtime): Binding {
  const owner = symbols["owner_symbol"] ?? "";
  const requests = () => asyncIds.active().filter(([, type]) => /^FSREQ|REQWRAP$|CONNECTWRAP$/.test(type));
  const handles = () => asyncIds.active().filter(([resource]) => "hasRef" in resource && isReferenced(resource));
  return {
    _getActiveRequests: () => requests().map(([resource]) => resource),
    _getActiveHandles: () => handles().map(([resource]) => Reflect.get(resource, owner) ?? resource),
    getActiveResourcesInfo: () => [
      ...[...requests(), ...handles()].map(([, type]) => names[type] ?? type),
      ...Array.from({ length: loop.timeoutInfo[0] ?? 0 }, () => "Timeout"),
      ...Array.from({ length: loop.immediateInfo[1] ?? 0 }, () => "Immediate"),
    ],
  };
}

function isReferenced(handle: { hasRef: unknown }): boolean {
  return typeof handle.hasRef === "function" && handle.hasRef() === true;
}
