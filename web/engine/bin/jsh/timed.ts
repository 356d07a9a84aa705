import { type ShellIo, writeTo } from "./streams.ts";

const minutes = (seconds: number) => `${Math.floor(seconds / 60)}m${(seconds % 60).toFixed(3)}s`;

/** `time`: how long a pipeline took, on stderr. The processor's time is known of the shell alone. */
export async function timed(io: ShellIo, action: () => Promise<number>): Promise<number> {
  const start = performance.now();
  const before = process.cpuUsage();
  const status = await action();
  const { user, system } = process.cpuUsage(before);
  const real = (performance.now() - start) / 1000;
  await writeTo(io.stderr, `\nreal\t${minutes(real)}\nuser\t${minutes(user / 1e6)}\nsys\t${minutes(system / 1e6)}\n`);
  return status;
}
