/** `npm start`: configuration, backend, signals. */
import { ConfigError, readConfig, readEnvironment } from "./config.ts";
import { readOrMakeLocalSecrets } from "./local-secrets.ts";
import { StartError, startBackend } from "./start.ts";

try {
  const backend = await startBackend(readConfig(readEnvironment(), readOrMakeLocalSecrets));
  let stopping: Promise<void> | undefined;
  const onSignal = () => {
    // A second signal means: now.
    if (stopping !== undefined) process.exit(1);
    stopping = backend.stop();
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
} catch (error) {
  const isExpected = error instanceof ConfigError || error instanceof StartError;
  process.stderr.write(`${isExpected ? error.message : describeFault(error)}\n`);
  process.exitCode = 1;
}

function describeFault(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
