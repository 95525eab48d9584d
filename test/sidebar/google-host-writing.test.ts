import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { parseManifest } from "../../dev/apps-script/manifest.ts";
import { createGoogleHost } from "../../dev/sidebar/google-host.ts";
import type { DraftContent } from "../../dev/sidebar/page/wire.ts";
import type { SidebarHost } from "../../dev/sidebar/sidebar-host.ts";
import { deliver, startGoogleFixture } from "../google/google-fixture.ts";
import type { GoogleFixture } from "../google/google-fixture.ts";

const manifest = parseManifest(
  JSON.stringify({
    timeZone: "Etc/UTC",
    runtimeVersion: "V8",
    oauthScopes: ["openid"],
    addOns: { common: { name: "Rapport", logoUrl: "https://crm.example/logo.png" } },
  }),
  "appsscript.json",
);

let fixture: GoogleFixture;
let host: SidebarHost;
let user: string;

beforeAll(async () => {
  fixture = await startGoogleFixture();
  user = fixture.rep.email;
  host = createGoogleHost({
    google: fixture.google,
    clientId: "addon.apps.googleusercontent.com",
    runtime: { manifest, run: () => Promise.reject(new Error("unused")) },
  });
});

afterAll(async () => {
  await fixture.google.close();
});

function draft(fields: Partial<DraftContent> = {}): DraftContent {
  return {
    from: user,
    to: "maria@x.test",
    cc: "",
    bcc: "",
    subject: "Hello",
    html: "<div>Hello <b>Maria</b></div>",
    replyTo: null,
    ...fields,
  };
}

describe("a draft", () => {
  test("is saved, saved again under its id, read back and sent", async () => {
    const made = await host.saveDraft(user, null, draft({ bcc: "Boss <boss@x.test>" }));
    const saved = await host.saveDraft(user, made.id, draft({ subject: "Grüße 你好", bcc: "boss@x.test" }));
    expect(saved.id).toBe(made.id);
    expect(await host.getDraft(user, made.id)).toMatchObject({
      to: "maria@x.test",
      bcc: "boss@x.test",
      subject: "Grüße 你好",
      replyTo: null,
    });
    const { messageId, threadId } = await host.sendDraft(user, made.id);
    const thread = await host.getThread(user, threadId);
    expect(thread?.messages).toMatchObject([
      { id: messageId, isDraft: false, to: [{ email: "maria@x.test" }], from: { email: user } },
    ]);
    expect(thread?.messages[0]?.text.trim()).toBe("Hello Maria");
    expect(await host.getDraft(user, made.id)).toBeNull();
  });

  test("that answers a mail goes into its conversation, with the headers of a reply", async () => {
    const asked = deliver(fixture.rep.mailbox, {
      From: "Maria <maria@x.test>",
      To: user,
      Subject: "Offer",
      "Message-ID": "<asked@x.test>",
      References: "<earlier@x.test>",
    });
    const saved = await host.saveDraft(user, null, draft({ subject: "Re: Offer", replyTo: asked.id }));
    expect(saved.threadId).toBe(asked.threadId);
    const found = (await host.getThread(user, asked.threadId))?.messages.find(({ isDraft }) => isDraft);
    expect(await host.findDraft(user, found?.id ?? "")).toMatchObject({ id: saved.id, replyTo: asked.id });
    const listed = await host.listThreads(user, { query: "in:drafts", pageToken: null });
    expect(listed.threads).toMatchObject([{ id: asked.threadId, draftMessageId: found?.id }]);
    const { messageId } = await host.sendDraft(user, saved.id);
    const sent = fixture.rep.mailbox.find(messageId);
    expect(sent?.header("In-Reply-To")).toBe("<asked@x.test>");
    expect(sent?.header("References")).toBe("<earlier@x.test> <asked@x.test>");
  });

  test("cannot start a header of its own, whatever is typed", async () => {
    const { id } = await host.saveDraft(
      user,
      null,
      draft({ subject: "Hi\r\nBcc: victim@x.test", cc: "a@x.test\r\nX-Evil: 1" }),
    );
    const { messageId } = await host.sendDraft(user, id);
    const sent = fixture.rep.mailbox.find(messageId);
    expect(sent?.header("X-Evil")).toBeUndefined();
    expect(sent?.header("Bcc")).toBeUndefined();
  });

  test("that is discarded is gone, also the second time", async () => {
    const { id } = await host.saveDraft(user, null, draft());
    await host.deleteDraft(user, id);
    await host.deleteDraft(user, id);
    expect(await host.getDraft(user, id)).toBeNull();
  });

  test("to nobody is refused in Google's words", async () => {
    const { id } = await host.saveDraft(user, null, draft({ to: "" }));
    await expect(host.sendDraft(user, id)).rejects.toThrow(/Google answered 400 .*[Rr]ecipient/);
  });
});

describe("an event", () => {
  const hour = 3_600_000;
  const start = Date.UTC(2027, 2, 1, 9);

  test("is made under the page's id, with a Meet link; moved, and not over somebody else's change", async () => {
    const made = await host.insertEvent(user, "abcdefghijklmnopqrstuv0123", {
      title: "Talk",
      start: { at: start },
      end: { at: start + hour },
      timeZone: "Europe/Berlin",
      attendees: [{ email: "maria@x.test", optional: false, responseStatus: "needsAction" }],
      meetLink: true,
    });
    expect(made).toMatchObject({
      id: "abcdefghijklmnopqrstuv0123",
      title: "Talk",
      start: { at: start },
      attendees: [{ email: "maria@x.test" }],
    });
    expect(made.conference?.entryPoints?.[0]?.uri).toMatch(/^https:\/\/meet\.google\.com\//);
    const seen = { calendarId: made.calendarId, eventId: made.id, etag: made.etag };
    const moved = await host.patchEvent(user, seen, {
      start: { at: start + hour },
      end: { at: start + 2 * hour },
    });
    expect(moved).toMatchObject({ title: "Talk", start: { at: start + hour } });
    expect(await host.patchEvent(user, seen, { title: "Stale" })).toBeNull();
    expect((await host.getEvent(user, made.id))?.title).toBe("Talk");
  });

  test("that is deleted is gone, also the second time", async () => {
    const made = await host.insertEvent(user, "deleted0123456789", {
      title: "Short",
      start: { at: start },
      end: { at: start + hour },
    });
    const seen = { calendarId: made.calendarId, eventId: made.id };
    await host.deleteEvent(user, seen);
    await host.deleteEvent(user, seen);
    expect(await host.getEvent(user, made.id)).toBeNull();
  });
});

test("the pulse changes with the mailbox, with the calendar, and with nothing else", async () => {
  const first = await host.pulse(user);
  expect(await host.pulse(user)).toEqual(first);
  await host.saveDraft(user, null, draft());
  const second = await host.pulse(user);
  expect(second.mail).not.toBe(first.mail);
  expect(second.calendar).toBe(first.calendar);
  await host.insertEvent(user, "pulse0123456789", {
    title: "x",
    start: { date: "2027-03-01" },
    end: { date: "2027-03-02" },
  });
  const third = await host.pulse(user);
  expect(third.mail).toBe(second.mail);
  expect(third.calendar).not.toBe(second.calendar);
});
