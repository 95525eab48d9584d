/** Run through `npm test`, which starts Node with --experimental-vm-modules: the sources are ES modules. */
export default {
  testEnvironment: "node",
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "es6" } },
    ],
  },
  extensionsToTreatAsEsm: [".ts"],
  globalSetup: "<rootDir>/test/global-setup.ts",
  globalTeardown: "<rootDir>/test/global-teardown.ts",
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  // Jest would leave one core idle, and half of the suites wait: for a browser, a database, a time-out.
  maxWorkers: "100%",
  testTimeout: 60000,
};
