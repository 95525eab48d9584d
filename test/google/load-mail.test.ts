/** Loading a visitor's own mail. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { loadMail } from "../../dev/google/load-mail.ts";
import { parseMailDate } from "../../dev/google/mail-files/mail-facts.ts";
import { MboxSplitter, readMbox, readMboxSlice } from "../../dev/google/mail-files/mbox-reader.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "load-mail-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function file(name: string, text: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, text);
  return path;
}

describe("the fixture folder", () => {
  test("loads whole, and shows whose it is", async () => {
    const path = fileURLToPath(new URL("../fixtures/mail", import.meta.url));
    const { owner, loaded, notes, mailbox } = await loadMail([path]);
    expect(owner).toEqual({ email: "rep@northwind.example", name: "Nora Reyes" });
    expect(notes).toEqual([]);
    expect(loaded).toBeGreaterThanOrEqual(25);
    expect([...mailbox.withLabel("SENT")].map((message) => message.header("To"))).toEqual([
      "Anna Berg <anna.berg@acme.example>",
    ]);
    const renewal = mailbox.thread([...mailbox.withLabel("SENT")][0]?.threadId ?? "");
    expect(renewal).toHaveLength(3);
  });
});

describe("files", () => {
  test("in folders below, mails by content where the name does not tell, and others passed over", async () => {
    await file("a/b/one.eml", "From: a@x.example\nTo: me@x.example\n\nhi");
    await file("cur/1699.M1P1.host:2,S", "From: b@x.example\nTo: me@x.example\n\nhi");
    await file("readme.pdf", "%PDF");
    await file(".hidden/two.eml", "From: c@x.example\n\nhi");
    const { loaded, notes } = await loadMail([folder]);
    expect(notes).toEqual([]);
    expect(loaded).toBe(2);
  });

  test("that cannot be loaded are named with the reason, and the rest is loaded", async () => {
    const empty = await file("empty.eml", "");
    const noise = await file("noise.eml", Buffer.from([0, 1, 2, 255, 254, 10, 10]));
    const picture = await file("picture.png", "png");
    const missing = join(folder, "missing.eml");
    const notMbox = await file("not.mbox", "Dear diary");
    const good = await file("good.eml", "Subject: fine\n\n");
    const { loaded, notes } = await loadMail([empty, noise, picture, missing, notMbox, good]);
    expect(loaded).toBe(1);
    expect(Object.fromEntries(notes.map(({ path, reason }) => [path, reason]))).toEqual({
      [empty]: "is empty",
      [noise]: "has no header fields, so it is no mail",
      [picture]: "is neither a mail (.eml) nor an mbox archive",
      [missing]: expect.stringContaining("cannot be read: ENOENT") as unknown,
      [notMbox]: "holds no mail: an mbox begins with a line “From …”",
    });
  });

  test("get the line ends mail travels with", async () => {
    const path = await file("lf.eml", "Subject: a\nTo: b@x.example\r\n\nline\n");
    const { mailbox } = await loadMail([path]);
    const [message] = mailbox.newestFirst();
    expect(Buffer.from(message?.raw() ?? []).toString()).toBe(
      "Subject: a\r\nTo: b@x.example\r\n\r\nline\r\n",
    );
  });
});

describe("the time of a mail", () => {
  const received = "Received: by x; Mon, 02 Nov 2026 10:00:00 +0100 (CET)";
  const written = "Date: Sun, 1 Nov 2026 10:00:00 GMT";

  test.each([
    ["when it was received", [received, written], Date.UTC(2026, 10, 2, 9)],
    ["else when it was written", ["Received: by x; garbage", written], Date.UTC(2026, 10, 1, 10)],
    ["else what the mbox says", ["Subject: x"], Date.UTC(2026, 9, 31, 8)],
  ])("is %s", async (_, headers, at) => {
    const path = await file(
      "a.mbox",
      `From x@y Sat Oct 31 08:00:00 +0000 2026\n${headers.join("\n")}\n\nhi\n`,
    );
    const { mailbox } = await loadMail([path]);
    expect(mailbox.newestFirst()[0]?.internalDate).toBe(at);
  });

  test.each([["Thu, 1 Jan 1970 00:00:00 +0000"], ["31 of Octember"], [""], ["Fri, 1 Jan 9999 00:00:00 GMT"]])(
    "is not %s",
    (text) => {
      expect(parseMailDate(text)).toBeUndefined();
    },
  );

  test("is read with two-digit years, comments and missing weekdays", () => {
    expect(parseMailDate(" 2 Nov 26 10:00:00 +0000 (made\tup)")).toBe(Date.UTC(2026, 10, 2, 10));
  });
});

describe("the owner", () => {
  test("is who is told, else who it was delivered to, else the most frequent recipient", async () => {
    const path = await file(
      "a.mbox",
      [
        "From a Mon Nov 02 10:00:00 2026\nFrom: x@x.example\nTo: list@x.example, you@x.example\nDelivered-To: me@x.example\n\n1\n",
        "From a Mon Nov 02 10:00:00 2026\nFrom: y@x.example\nTo: list@x.example\n\n2\n",
      ].join("\n"),
    );
    expect((await loadMail([path], { owner: "You@X.example" })).owner.email).toBe("you@x.example");
    expect((await loadMail([path])).owner).toEqual({ email: "me@x.example", name: "Me" });
  });
});

describe("Google Takeout", () => {
  const takeout = [
    "From 1713449183573439232@xxx Thu Nov 05 10:00:00 +0000 2026\r",
    "X-GM-THRID: 1713449183573439232\r",
    'X-Gmail-Labels: =?UTF-8?Q?Posteingang,Ge=C3=B6ffnet,Kategorie:_Werbung,"Kunden,_wichtig"?=\r',
    "Message-ID: <1@a>\r",
    "Subject: =?UTF-8?Q?Pl=C3=A4ne?=\r",
    "From: Anna <anna@acme.example>\r",
    "To: me@x.example\r",
    "\r",
    ">From the start\r",
    ">>From deeper\r",
    "\r",
    "From 1713449183573439999@xxx Thu Nov 05 11:00:00 +0000 2026\r",
    "X-GM-THRID: 1713449183573439232\r",
    "X-Gmail-Labels: Gesendet\r",
    "From: Me Myself <me@x.example>\r",
    "Subject: other subject, same thread\r",
    "\r",
    "answer\r",
    "\r",
  ].join("\n");

  test("keeps labels in any language, threads and ids", async () => {
    const { mailbox, owner } = await loadMail([await file("All mail.mbox", takeout)]);
    expect(owner).toEqual({ email: "me@x.example", name: "Me Myself" });
    const threadId = BigInt("1713449183573439232").toString(16);
    const [first, second] = mailbox.thread(threadId);
    expect(first?.id).toBe(threadId);
    expect(second?.id).toBe(BigInt("1713449183573439999").toString(16));
    const custom = mailbox.labels.findForSearch("Kunden,-wichtig");
    expect([...(first?.labelIds ?? [])]).toEqual(["INBOX", "CATEGORY_PROMOTIONS", custom?.id]);
    expect([...(second?.labelIds ?? [])]).toEqual(["SENT"]);
    expect(Buffer.from(first?.raw() ?? []).toString()).toMatch(/\r\n\r\nFrom the start\r\n>From deeper\r\n$/);
  });

  test("is read from its file again when it does not fit into memory", async () => {
    const path = await file("big.mbox", takeout);
    const held = await loadMail([path]);
    const reread = await loadMail([path], { memoryBytes: 0 });
    const raws = (loaded: typeof held): string[] =>
      loaded.mailbox.newestFirst().map((message) => Buffer.from(message.raw()).toString());
    expect(raws(reread)).toEqual(raws(held));
  });
});

describe("the mbox reader", () => {
  function split(bytes: Buffer, chunkSize: number, maxMailBytes = 1_000_000): string[] {
    const splitter = new MboxSplitter(maxMailBytes);
    const mails: string[] = [];
    for (let i = 0; i < bytes.length; i += chunkSize) {
      for (const mail of splitter.push(bytes.subarray(i, i + chunkSize)))
        mails.push(mail.bytes?.toString("latin1") ?? "too large");
    }
    for (const mail of splitter.end()) mails.push(mail.bytes?.toString("latin1") ?? "too large");
    return mails;
  }

  const line = fc.oneof(
    fc.constantFrom(
      "",
      "From ",
      "From the beginning",
      "From the year 1999",
      ">From x",
      "text",
      "From a@b Mon Jan  5 10:00:00 2026x",
      "\r",
    ),
    fc.string({ maxLength: 20 }).map((text) => text.replaceAll("\n", "")),
  );

  test("cuts the same mails wherever the chunks end, and never fails", () => {
    const archive = fc.array(fc.oneof(line, fc.constant("From a@b Mon Jan  5 10:00:00 2026")), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(archive, fc.integer({ min: 1, max: 50 }), (lines, chunkSize) => {
        const bytes = Buffer.from(lines.join("\n"), "latin1");
        expect(split(bytes, chunkSize)).toEqual(split(bytes, bytes.length + 1));
      }),
      { numRuns: 2000 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => void split(Buffer.from(bytes), 7)));
  });

  test("gives back every mail a writer escaped", () => {
    const mail = fc.array(line, { maxLength: 15 }).map((lines) => `Subject: x\n${lines.join("\n")}\n`);
    fc.assert(
      fc.property(
        fc.array(mail, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 300 }),
        (mails, chunkSize) => {
          const archive = mails
            .map((text) => `From a@b Mon Jan  5 10:00:00 2026\n${text.replace(/^>*From /gm, ">$&")}\n`)
            .join("");
          const latin1 = mails.map((text) => Buffer.from(text, "latin1").toString("latin1"));
          expect(split(Buffer.from(archive, "latin1"), chunkSize)).toEqual(latin1);
        },
      ),
    );
  });

  test("passes over a mail that is too large and holds little of it in memory", () => {
    const archive = `From a@b Mon Jan  5 10:00:00 2026\n${"x\n".repeat(5000)}\nFrom a@b Mon Jan  5 10:00:00 2026\nSubject: small\n\nok\n`;
    expect(split(Buffer.from(archive), 100, 1000)).toEqual(["too large", "Subject: small\n\nok\n"]);
  });

  test("tells where each mail stands in the file", async () => {
    const path = await file(
      "a.mbox",
      "From a Mon Jan  5 10:00:00 2026\nA: 1\n\n>From x\n\nFrom b Mon Jan  5 10:00:00 2026\nB: 2\n\ny",
    );
    for await (const { bytes, range } of readMbox(path, 1000, 16))
      expect(readMboxSlice(path, range)).toEqual(bytes);
  });
});
