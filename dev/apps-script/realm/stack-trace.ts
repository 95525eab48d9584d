/** Stacks as the script's author knows them: frames of the project's files, none of the services, of Node or of this machine. */

/** V8's frame of a stack. */
interface Frame {
  getFileName(): string | null | undefined;
  toString(): string;
}

interface V8ErrorConstructor {
  stackTraceLimit: number;
  prepareStackTrace: (error: Error, frames: readonly Frame[]) => string;
}

const mostFrames = 10;

export function installStackTraces(fileNames: readonly string[]): void {
  const own = new Set<unknown>(fileNames);
  const v8 = Error as unknown as V8ErrorConstructor;
  // The services' own frames count before they are left out.
  v8.stackTraceLimit = 50;
  v8.prepareStackTrace = (error, frames) =>
    [
      `${error.name}: ${error.message}`,
      ...frames.filter((frame) => own.has(frame.getFileName())).slice(0, mostFrames),
    ].join("\n    at ");
}
