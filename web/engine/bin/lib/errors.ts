/** Ends a tool with a message on stderr; `message` gets the tool's name in front. */
export class ToolFailure extends Error {
  readonly status: number;
  constructor(message: string, status = 1) {
    super(message);
    this.status = status;
  }
}

/** The reader of our output has gone; a tool ends quietly, as SIGPIPE would end it. */
export class BrokenPipe extends Error {}

const sentences: Readonly<Record<string, string>> = {
  E2BIG: "Argument list too long",
  EACCES: "Permission denied",
  EAGAIN: "Resource temporarily unavailable",
  EBADF: "Bad file descriptor",
  EBUSY: "Device or resource busy",
  EEXIST: "File exists",
  EINVAL: "Invalid argument",
  EISDIR: "Is a directory",
  EMFILE: "Too many open files",
  ENOEXEC: "Exec format error",
  ENXIO: "No such device or address",
  ESRCH: "No such process",
  ETXTBSY: "Text file busy",
  EFBIG: "File too large",
  ELOOP: "Too many levels of symbolic links",
  ENAMETOOLONG: "File name too long",
  ENOENT: "No such file or directory",
  ENOSPC: "No space left on device",
  ENOTDIR: "Not a directory",
  ENOTEMPTY: "Directory not empty",
  EPERM: "Operation not permitted",
  EROFS: "Read-only file system",
  EXDEV: "Invalid cross-device link",
};

/** The `code` of a system error, or "" when the error is none. */
export function errorCode(error: unknown): string {
  if (typeof error === "object" && error !== null && "code" in error && typeof error.code === "string")
    return error.code;
  return "";
}

/** The words that C's strerror has for a system error. */
export function errorText(error: unknown): string {
  const known = sentences[errorCode(error)];
  if (known !== undefined) return known;
  return error instanceof Error ? error.message : String(error);
}
