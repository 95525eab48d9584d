/** `npm run test:long`: the reliability suites in their full numbers, which takes hours. Arguments go to Jest. */
import { spawnSync } from "node:child_process";

const given = process.argv.slice(2);
const { status } = spawnSync(
  process.execPath,
  [
    ...[
      "--experimental-vm-modules",
      "--disable-warning=ExperimentalWarning",
      "node_modules/jest/bin/jest.js",
    ],
    ...["--runInBand", ...(given.length === 0 ? ["test/reliability"] : given)],
  ],
  { stdio: "inherit", env: { ...process.env, RELIABILITY: "long" } },
);
process.exitCode = status ?? 1;
