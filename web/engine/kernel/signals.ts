/** Linux signal numbers. */
export const signalNumbers = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGCHLD: 17,
  SIGCONT: 18,
  SIGSTOP: 19,
  SIGTSTP: 20,
  SIGTTIN: 21,
  SIGTTOU: 22,
  SIGURG: 23,
  SIGXCPU: 24,
  SIGXFSZ: 25,
  SIGVTALRM: 26,
  SIGPROF: 27,
  SIGWINCH: 28,
  SIGIO: 29,
  SIGPWR: 30,
  SIGSYS: 31,
} as const;
export type SignalName = keyof typeof signalNumbers;

const names = new Map<number, SignalName>();
for (const [name, number] of Object.entries(signalNumbers)) if (isSignalName(name)) names.set(number, name);

const ignored: ReadonlySet<SignalName> = new Set(["SIGCHLD", "SIGCONT", "SIGURG", "SIGWINCH", "SIGPIPE"]);
const stopping: ReadonlySet<SignalName> = new Set(["SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU"]);

export function isSignalName(name: string): name is SignalName {
  return name in signalNumbers;
}

export function signalName(number: number): SignalName | undefined {
  return names.get(number);
}

/** What a signal does to a process that has no handler for it. */
export function defaultAction(signal: SignalName): "end" | "ignore" | "stop" {
  if (stopping.has(signal)) return "stop";
  return ignored.has(signal) ? "ignore" : "end";
}
