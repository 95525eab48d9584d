import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

const fixtures = "test/fixtures/mail";
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "rapport-e2e-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

interface Outcome {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

async function demo(...args: readonly string[]): Promise<Outcome> {
  const child = spawn(process.execPath, ["dev/demo.ts", ...args], {
    // Jest's own variables are not the demo's.
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], PORT: "3590" },
  });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return { code, output: Buffer.concat(output).toString(), errors: Buffer.concat(errors).toString() };
}

describe("the headless check", () => {
  test("does the main job in the seeded world and says each step", async () => {
    const { code, output, errors } = await demo("--headless-check");
    expect([code, errors]).toEqual([0, ""]);
    for (const step of [
      /Loaded \d+ mails of Ada Lindqvist/,
      /\d+ contacts made/,
      /Opening every mail of ada@northwind\.example: \d+/,
      /\d+ cards drawn/,
      /Logged with a note/,
      /@northwind\.example opens the same mail and finds it logged/,
      /The timeline of the contact has it once/,
      /Undone/,
      /has connected mail, sending and calendar with one consent/,
      /Replied from the sidebar/,
      /Gmail has the reply once, in the same conversation, and the timeline has it once/,
      /Booked “Headless check” at 20\d\d-/,
      /Moved by a day in Google Calendar, and after the sync moved in the CRM/,
      /The main job works\.\n$/,
    ])
      expect(output).toMatch(step);
  }, 90_000);

  test("does it with a folder of broken mails; each has a card or a note", async () => {
    const { code, output, errors } = await demo("--headless-check", "--mail", fixtures);
    expect([code, errors]).toEqual([0, ""]);
    expect(output).toMatch(/The main job works\.\n$/);
    const loaded = Number(/Loaded (\d+) mails/.exec(output)?.[1]);
    const notes = output.match(/not loaded: /g)?.length ?? 0;
    const files = (await readdir(fixtures)).length;
    expect(loaded + notes).toBe(files);
    expect(output).toContain(`${loaded} cards drawn`);
  }, 90_000);

  test("does it with an mbox", async () => {
    const names = (await readdir(fixtures)).filter((name) => /plain-text|reply|sent-by|outlook/.test(name));
    const mails = await Promise.all(
      names.map(async (name) => await readFile(path.join(fixtures, name), "latin1")),
    );
    const mbox = mails
      .map(
        (mail) => `From someone@example Thu Jan  1 00:00:00 2026\n${mail.replace(/^(>*From )/gm, ">$1")}\n`,
      )
      .join("");
    const file = path.join(folder, "All mail.mbox");
    await writeFile(file, mbox, "latin1");
    const { code, output, errors } = await demo("--headless-check", "--mail", file);
    expect([code, errors]).toEqual([0, ""]);
    expect(output).toContain(`Loaded ${names.length} mails`);
    expect(output).toMatch(/The main job works\.\n$/);
  }, 90_000);
});

describe("what cannot be", () => {
  test.each([
    [
      ["--headless-check", "--mail", "no/such/folder"],
      /--mail no\/such\/folder: there is no such file or folder/,
    ],
    [["--me", "nobody"], /--me nobody: that is not an e-mail address/],
    [["--mial", "x"], /--mial/],
  ])("is said in a sentence: %j", async (args, sentence) => {
    const { code, errors } = await demo(...args);
    expect(code).toBe(1);
    expect(errors).toMatch(sentence);
    expect(errors).not.toMatch(/\n\s+at /);
  });

  test("an empty folder is no mailbox, and that is said", async () => {
    const empty = await mkdtemp(path.join(folder, "empty-"));
    const { code, output, errors } = await demo(
      "--headless-check",
      "--mail",
      empty,
      "--me",
      "me@firm.example",
    );
    expect(code).toBe(1);
    expect(output + errors).toMatch(/no mail/i);
    expect(errors).not.toMatch(/\n\s+at /);
  }, 60_000);
});
