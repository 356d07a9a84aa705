const messages = {
  E2BIG: "argument list too long",
  EACCES: "permission denied",
  EADDRINUSE: "address already in use",
  EADDRNOTAVAIL: "address not available",
  EAGAIN: "resource temporarily unavailable",
  EBADF: "bad file descriptor",
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset by peer",
  EDESTADDRREQ: "destination address required",
  EEXIST: "file already exists",
  EFBIG: "file too large",
  EINVAL: "invalid argument",
  EISCONN: "socket is already connected",
  EISDIR: "illegal operation on a directory",
  ELOOP: "too many symbolic links encountered",
  EMFILE: "too many open files",
  EMSGSIZE: "message too long",
  ENAMETOOLONG: "name too long",
  ENETUNREACH: "network is unreachable",
  ENOBUFS: "no buffer space available",
  ENODEV: "no such device",
  ENOENT: "no such file or directory",
  ENOEXEC: "exec format error",
  ENOMEM: "not enough memory",
  ENOSPC: "no space left on device",
  ENOSYS: "function not implemented",
  ENOTCONN: "socket is not connected",
  ENOTDIR: "not a directory",
  ENOTEMPTY: "directory not empty",
  ENOTSOCK: "socket operation on non-socket",
  ENOTTY: "inappropriate ioctl for device",
  ENXIO: "no such device or address",
  EPERM: "operation not permitted",
  EPIPE: "broken pipe",
  ESPIPE: "invalid seek",
  ESRCH: "no such process",
} as const;

export type ErrorCode = keyof typeof messages;

/** An expected failure of a system call: `code` is libuv's name, `message` libuv's sentence. */
export class SystemError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode) {
    super(messages[code]);
    this.name = "SystemError";
    this.code = code;
  }
}

/** Ends the system call with an error of this code. */
export function fail(code: ErrorCode): never {
  throw new SystemError(code);
}
