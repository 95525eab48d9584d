import { expect, test } from "@jest/globals";
test("runs", () => { expect(process.version.startsWith("v24")).toBe(true); });
