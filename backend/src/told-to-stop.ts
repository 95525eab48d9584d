/** When this process is to end. */

/**
 * Calls back on SIGTERM and SIGINT, each time; and when whoever npm started this process through is gone. npm passes a
 * signal on to the shell of its script, and a shell dies of it without telling its child, which would go on unseen and
 * keep its port. https://github.com/npm/cli/issues/6547
 *
 * @param script the npm script this process is, as npm says in `npm_lifecycle_event`; undefined: not started by npm.
 */
export function onToldToStop(stop: () => void, script: string | undefined): void {
  const watch = script === undefined ? undefined : watchParent(stop);
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.on(signal, () => {
      // A signal to the whole group ends the shell as well: that is no second one.
      clearInterval(watch);
      stop();
    });
}

function watchParent(onGone: () => void): NodeJS.Timeout {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    onGone();
  }, LOOK_MS);
  return watch.unref();
}

const LOOK_MS = 200;
