/** How long something computes: unlike the clock, the same on a busy machine. */

/** Milliseconds of processor time of this thread. */
export function cpuTimeOf(work: () => unknown): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}
