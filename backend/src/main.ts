/** `npm start`: configuration, backend, signals. */
import { ConfigError, readConfig, readEnvironment } from "./config.ts";
import { readOrMakeLocalSecrets } from "./local-secrets.ts";
import { StartError, startBackend } from "./start.ts";
import { onToldToStop } from "./told-to-stop.ts";

try {
  const environment = readEnvironment();
  const starting = startBackend(readConfig(environment, readOrMakeLocalSecrets));
  let told = false;
  const onSignal = () => {
    // A second signal means: now.
    if (told) process.exit(1);
    told = true;
    // What fails at the start is said below.
    void starting.then((backend) => backend.stop()).catch(() => undefined);
  };
  // Before anything is logged that whoever started us could wait for.
  onToldToStop(onSignal, environment["npm_lifecycle_event"]);
  await starting;
} catch (error) {
  const isExpected = error instanceof ConfigError || error instanceof StartError;
  process.stderr.write(`${isExpected ? error.message : describeFault(error)}\n`);
  process.exitCode = 1;
}

function describeFault(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
