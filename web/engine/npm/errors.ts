export type NpmErrorCode =
  | "E404"
  | "EBADPLATFORM"
  | "EINTEGRITY"
  | "EINVALIDPACKAGE"
  | "ELOCK"
  | "EOFFLINE"
  | "EREGISTRY"
  | "ESCRIPT"
  | "ETARGET"
  | "EUNSUPPORTED"
  | "EUSAGE";

/** A failure the user can do something about: a code and sentences that say what happened and what to check. */
export class NpmError extends Error {
  readonly code: NpmErrorCode;
  readonly advice: string[];
  constructor(code: NpmErrorCode, message: string, ...advice: string[]) {
    super(message);
    this.code = code;
    this.advice = advice;
  }
}
