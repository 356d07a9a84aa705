/** Every native binding of Node that this engine has; others are their plain data and members that name themselves when used. */
import type { EngineRuntime } from "../boot/bootstrap.ts";
import { chunkBinding, lateChunkBinding } from "../boot/chunk.ts";
import type { Binding } from "../boot/runtime.ts";
import { createAsyncContextFrameBinding } from "./async_context_frame.ts";
import { createAsyncWrapBinding } from "./async_wrap.ts";
import { createBlobBinding } from "./blob.ts";
import { createBlockListBinding } from "./block_list.ts";
import { createBufferBinding } from "./buffer.ts";
import { createBuiltinsBinding } from "./builtins.ts";
import { createCaresWrapBinding } from "./cares_wrap.ts";
import { createCjsLexerBinding } from "./cjs_lexer.ts";
import { createConfigBinding } from "./config.ts";
import { createContextifyBinding } from "./contextify.ts";
import { createCredentialsBinding } from "./credentials.ts";
import { createDiagnosticsChannelBinding } from "./diagnostics_channel.ts";
import { createEncodingBinding } from "./encoding_binding.ts";
import { createErrorsBinding } from "./errors.ts";
import { createFsBinding } from "./fs.ts";
import { createFsDirBinding } from "./fs_dir.ts";
import { createFsEventWrapBinding } from "./fs_event_wrap.ts";
import { createHttp2Binding } from "./http2.ts";
import { createIcuBinding } from "./icu.ts";
import { createInspectorBinding } from "./inspector.ts";
import { createInternalOnlyV8Binding } from "./internal_only_v8.ts";
import { createJsStreamBinding } from "./js_stream.ts";
import { createMessagingBinding } from "./messaging.ts";
import { createMksnapshotBinding } from "./mksnapshot.ts";
import { createModuleWrapBinding } from "./module_wrap.ts";
import { createModulesBinding } from "./modules.ts";
import { createOptionsBinding } from "./options.ts";
import { createOsBinding } from "./os.ts";
import { createPerformanceBinding } from "./performance.ts";
import { createPermissionBinding } from "./permission.ts";
import { createPipeWrapBinding } from "./pipe_wrap.ts";
import { createProcessMethodsBinding } from "./process_methods.ts";
import { createProcessWrapBinding } from "./process_wrap.ts";
import { createReportBinding } from "./report.ts";
import { createSeaBinding } from "./sea.ts";
import { createSignalWrapBinding } from "./signal_wrap.ts";
import { createSpawnSyncBinding } from "./spawn_sync.ts";
import { createStreamWrapBinding } from "./stream_wrap.ts";
import { createStringDecoderBinding } from "./string_decoder.ts";
import { createSymbolsBinding } from "./symbols.ts";
import { createTaskQueueBinding } from "./task_queue.ts";
import { createTcpWrapBinding } from "./tcp_wrap.ts";
import { createTimersBinding } from "./timers.ts";
import { createTraceEventsBinding } from "./trace_events.ts";
import { createTtyWrapBinding } from "./tty_wrap.ts";
import { createTypesBinding } from "./types.ts";
import { createUdpWrapBinding } from "./udp_wrap.ts";
import { createUrlBinding } from "./url.ts";
import { createUrlPatternBinding } from "./url_pattern.ts";
import { createUtilBinding } from "./util.ts";
import { createUvBinding } from "./uv.ts";
import { createWasmWebApiBinding } from "./wasm_web_api.ts";
import { createWorkerBinding } from "./worker.ts";

export const bindingFactories: Record<string, (runtime: EngineRuntime) => Binding> = {
  async_context_frame: createAsyncContextFrameBinding,
  async_wrap: createAsyncWrapBinding,
  blob: createBlobBinding,
  buffer: createBufferBinding,
  builtins: createBuiltinsBinding,
  cjs_lexer: createCjsLexerBinding,
  config: createConfigBinding,
  contextify: createContextifyBinding,
  credentials: createCredentialsBinding,
  diagnostics_channel: createDiagnosticsChannelBinding,
  encoding_binding: createEncodingBinding,
  errors: createErrorsBinding,
  fs: createFsBinding,
  fs_dir: createFsDirBinding,
  http2: createHttp2Binding,
  icu: createIcuBinding,
  inspector: createInspectorBinding,
  locks: chunkBinding("locks"),
  ipc_serdes: lateChunkBinding("serdes", "createIpcSerdesBinding", ["serialize", "deserialize"]),
  js_stream: createJsStreamBinding,
  internal_only_v8: createInternalOnlyV8Binding,
  messaging: createMessagingBinding,
  mksnapshot: createMksnapshotBinding,
  module_wrap: createModuleWrapBinding,
  modules: createModulesBinding,
  options: createOptionsBinding,
  os: createOsBinding,
  performance: createPerformanceBinding,
  permission: createPermissionBinding,
  pipe_wrap: createPipeWrapBinding,
  process_methods: createProcessMethodsBinding,
  report: createReportBinding,
  sea: createSeaBinding,
  serdes: chunkBinding("serdes"),
  signal_wrap: createSignalWrapBinding,
  stream_wrap: createStreamWrapBinding,
  string_decoder: createStringDecoderBinding,
  symbols: createSymbolsBinding,
  task_queue: createTaskQueueBinding,
  tcp_wrap: createTcpWrapBinding,
  timers: createTimersBinding,
  trace_events: createTraceEventsBinding,
  tty_wrap: createTtyWrapBinding,
  types: createTypesBinding,
  udp_wrap: createUdpWrapBinding,
  url: createUrlBinding,
  url_pattern: createUrlPatternBinding,
  util: createUtilBinding,
  uv: createUvBinding,
  v8: chunkBinding("v8"),
  wasm_web_api: createWasmWebApiBinding,
  worker: createWorkerBinding,
  block_list: createBlockListBinding,
  cares_wrap: createCaresWrapBinding,
  crypto: chunkBinding("crypto"),
  fs_event_wrap: createFsEventWrapBinding,
  http_parser: chunkBinding("http_parser", "createHttpParserBinding"),
  process_wrap: createProcessWrapBinding,
  spawn_sync: createSpawnSyncBinding,
  tls_wrap: chunkBinding("crypto", "createTlsWrapBinding"),
  zlib: chunkBinding("zlib", "createZlibBinding"),
};
