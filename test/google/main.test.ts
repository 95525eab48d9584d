/** `npm run google`, as a process of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "@jest/globals";

test("starts with people and more mails, says where everything is, and stops when told to", async () => {
  const env = {
    ...process.env,
    PORT: "0",
    LOCAL_GOOGLE_MAILS: "300",
    LOCAL_GOOGLE_QUOTA: "google",
    NODE_OPTIONS: "",
  };
  const child = spawn(process.execPath, ["dev/google/main.ts"], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  let said = "";
  for await (const chunk of child.stdout) {
    said += String(chunk);
    if (said.includes("/_control/faults")) break;
  }
  const origin = /Local Google at (\S+)/.exec(said)?.[1] ?? "";
  const overview = (await (await fetch(`${origin}/_control`)).json()) as { accounts: { messages: number }[] };
  expect(overview.accounts[0]?.messages).toBeGreaterThan(400);
  expect(overview).toMatchObject({ quota: { gmailUnitsPerMinute: 6000 } });
  child.kill("SIGTERM");
  expect(await exited).toEqual([0, null]);
});

test("says which setting is wrong", async () => {
  const env = { ...process.env, PORT: "http", NODE_OPTIONS: "" };
  const child = spawn(process.execPath, ["dev/google/main.ts"], { env, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  for await (const chunk of child.stderr) said += String(chunk);
  expect(said).toContain("PORT is no whole number up to 65535: http");
});
