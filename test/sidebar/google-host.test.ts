import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { RunRequest } from "../../dev/apps-script/execution.ts";
import { parseManifest } from "../../dev/apps-script/manifest.ts";
import { createGoogleHost } from "../../dev/sidebar/google-host.ts";
import type { SidebarHost } from "../../dev/sidebar/sidebar-host.ts";
import { deliver, noon, startGoogleFixture } from "../google/google-fixture.ts";
import type { GoogleFixture } from "../google/google-fixture.ts";

const manifest = parseManifest(
  JSON.stringify({
    timeZone: "Etc/UTC",
    runtimeVersion: "V8",
    oauthScopes: [
      "openid",
      "https://www.googleapis.com/auth/script.locale",
      "https://www.googleapis.com/auth/gmail.addons.current.message.readonly",
      "https://www.googleapis.com/auth/calendar.addons.current.event.read",
    ],
    addOns: {
      common: {
        name: "Rapport",
        logoUrl: "https://crm.example/logo.png",
        useLocaleFromApp: true,
        homepageTrigger: { runFunction: "onHomepage" },
        universalActions: [{ label: "Open", openLink: "https://crm.example/" }],
      },
      gmail: { contextualTriggers: [{ unconditional: {}, onTriggerFunction: "onMessage" }] },
      calendar: { currentEventAccess: "READ", eventOpenTrigger: { runFunction: "onEvent" } },
    },
  }),
  "appsscript.json",
);

let fixture: GoogleFixture;
let host: SidebarHost;
let user: string;
const runs: RunRequest[] = [];

beforeAll(async () => {
  fixture = await startGoogleFixture();
  user = fixture.rep.email;
  host = createGoogleHost({
    google: fixture.google,
    clientId: "addon.apps.googleusercontent.com",
    origins: { "https://crm.example": "http://localhost:3000" },
    runtime: {
      manifest,
      run: (request) => {
        runs.push(request);
        const header = { title: "Card", imageUrl: "https://crm.example/face.png" };
        return Promise.resolve({ result: [{ header }], logs: [], httpCalls: [], ms: 1 });
      },
    },
  });
});

afterAll(async () => {
  await fixture.google.close();
});

test("the users are the accounts of the world, or those named", async () => {
  expect(await host.users()).toEqual([
    { email: "rep@northwind.example", name: "Nora Reyes" },
    { email: "sam@gmail.example", name: "Sam" },
  ]);
  const { google } = fixture;
  const options = {
    google,
    clientId: "x",
    runtime: { manifest, run: () => Promise.reject(new Error("unused")) },
  };
  expect(() => createGoogleHost({ ...options, users: ["nobody@x.test"] })).toThrow(
    "no account nobody@x.test",
  );
});

test("the add-on is what the manifest says, its addresses where the browser finds them", async () => {
  expect(await host.addon()).toEqual({
    name: "Rapport",
    logoUrl: "http://localhost:3000/logo.png",
    primaryColor: null,
    sendsLocale: true,
    universalActions: [{ label: "Open", openLink: "http://localhost:3000/" }],
    gmail: { homepage: "onHomepage", contextual: "onMessage", compose: null },
    calendar: { homepage: "onHomepage", eventOpen: "onEvent", readsAttendees: true, writesEvents: false },
  });
});

describe("mail", () => {
  test("is listed by conversation, dated by what was received, oneself as oneself", async () => {
    const first = deliver(
      fixture.rep.mailbox,
      { From: '"Keller, Maria" <maria@x.test>', To: user, Subject: "Offer", "Message-ID": "<1@x.test>" },
      { at: noon - 7_200_000, labelIds: ["INBOX", "UNREAD"] },
    );
    deliver(
      fixture.rep.mailbox,
      {
        From: "Nora <alias@northwind.example>",
        To: "maria@x.test",
        Subject: "Re: Offer",
        "Message-ID": "<2@x.test>",
        "In-Reply-To": "<1@x.test>",
        References: "<1@x.test>",
      },
      { at: noon - 3_600_000, labelIds: ["SENT", "STARRED"], body: "Thanks & <bye>" },
    );
    const received = await host.listThreads(user, { query: "in:inbox subject:offer", pageToken: null });
    expect(received.threads).toEqual([
      {
        id: first.threadId,
        subject: "Offer",
        snippet: "Thanks & <bye>",
        senders: [
          { name: "Keller, Maria", email: "maria@x.test", isMe: false },
          { name: "Nora", email: "alias@northwind.example", isMe: true },
        ],
        messageCount: 2,
        at: noon - 7_200_000,
        unread: true,
        starred: true,
        attachments: [],
        draftMessageId: null,
      },
    ]);
    const sent = await host.listThreads(user, { query: "in:sent subject:offer", pageToken: null });
    expect(sent.threads[0]?.at).toBe(noon - 3_600_000);
  });

  test("is paged by Gmail's own tokens", async () => {
    for (let number = 1; number <= 51; number += 1) {
      deliver(fixture.rep.mailbox, {
        From: "bulk@x.test",
        Subject: `Bulk ${number}`,
        "Message-ID": `<bulk-${number}@x.test>`,
      });
    }
    const first = await host.listThreads(user, { query: "from:bulk@x.test", pageToken: null });
    expect(first.threads).toHaveLength(50);
    const second = await host.listThreads(user, {
      query: "from:bulk@x.test",
      pageToken: first.nextPageToken,
    });
    expect(second.threads).toHaveLength(1);
    expect(second.nextPageToken).toBeNull();
  });

  test("is opened with its text, its HTML with the pictures it holds, and its attachments", async () => {
    const pixel = "iVBORw0KGgo=";
    const body = [
      "--r",
      "Content-Type: multipart/alternative; boundary=a",
      "",
      "--a",
      "Content-Type: text/plain; charset=utf-8",
      "",
      "Grüße, plain",
      "",
      "--a",
      "Content-Type: multipart/related; boundary=i",
      "",
      "--i",
      "Content-Type: text/html; charset=utf-8",
      "",
      '<p>Grüße</p><img src="cid:logo@x"><img src="cid:none@x"><img src="https://t.test/p.gif">',
      "",
      "--i",
      "Content-Type: image/png; name=logo.png",
      "Content-ID: <logo@x>",
      "Content-Disposition: inline; filename=logo.png",
      "Content-Transfer-Encoding: base64",
      "",
      pixel,
      "",
      "--i--",
      "--a--",
      "--r",
      "Content-Type: application/pdf; name=offer.pdf",
      "Content-Disposition: attachment; filename=offer.pdf",
      "Content-Transfer-Encoding: base64",
      "",
      "JVBERi0=",
      "",
      "--r--",
      "",
    ].join("\r\n");
    const { id, threadId } = deliver(
      fixture.rep.mailbox,
      {
        From: "Maria <maria@x.test>",
        To: `Nora <${user}>, undisclosed`,
        Cc: "b@x.test",
        Subject: "Mixed",
        "MIME-Version": "1.0",
        "Content-Type": "multipart/mixed; boundary=r",
        "Message-ID": "<3@x.test>",
      },
      { body },
    );
    const thread = await host.getThread(user, threadId);
    expect(thread?.labels).toEqual(["Inbox"]);
    expect(thread?.messages[0]).toMatchObject({
      id,
      threadId,
      from: { name: "Maria", email: "maria@x.test" },
      cc: [{ name: "", email: "b@x.test" }],
      hasHtml: true,
      attachments: [{ name: "offer.pdf", mimeType: "application/pdf", size: 5 }],
    });
    expect(thread?.messages[0]?.text.trim()).toBe("Grüße, plain");
    const html = await host.getMessageHtml(user, id);
    expect(html).toContain(`<p>Grüße</p><img src="data:image/png;base64,${pixel}"><img src="cid:none@x">`);
    const list = await host.listThreads(user, { query: "subject:mixed", pageToken: null });
    expect(list.threads[0]?.attachments).toContain("offer.pdf");
  });

  test.each([
    ["without any header but one", { Subject: "" }],
    ["with a broken sender", { From: "<<>>,,;;", To: "@@@" }],
    ["with an unknown charset", { From: "x@y.test", "Content-Type": "text/plain; charset=klingon" }],
    [
      "with a multipart that never begins",
      { From: "x@y.test", "Content-Type": "multipart/mixed; boundary=nothere" },
    ],
  ])("%s is shown all the same", async (_what, headers) => {
    const { id, threadId } = deliver(fixture.rep.mailbox, headers, { body: "\u0000\u00ff" });
    expect((await host.getThread(user, threadId))?.messages.map((message) => message.id)).toEqual([id]);
    expect(await host.getMessageHtml(user, id)).toBeNull();
  });

  test("of an unknown id, or an id of no shape, is not there", async () => {
    for (const id of ["18f0000000000000", "not an id", "../labels", ""]) {
      expect(await host.getMessageHtml(user, id === "" ? "0" : id)).toBeNull();
      expect(await host.getThread(user, id === "" ? "0" : id)).toBeNull();
    }
  });

  test("is still there after hours, when the first token has lapsed", async () => {
    const { threadId } = deliver(fixture.rep.mailbox, { From: "late@x.test", Subject: "Late" });
    expect(await host.getThread(user, threadId)).not.toBeNull();
    fixture.advance(3 * 3_600_000);
    expect(await host.getThread(user, threadId)).not.toBeNull();
  });

  test("of one person is not another's", async () => {
    const { threadId } = deliver(fixture.rep.mailbox, { From: "secret@x.test", Subject: "Secret" });
    expect(await host.getThread("sam@gmail.example", threadId)).toBeNull();
  });
});

describe("events", () => {
  test("are occurrences with what the panel needs to know", async () => {
    const { primary } = fixture.rep.calendars;
    primary.insert({
      summary: "Weekly",
      start: { dateTime: "2026-11-16T09:00:00+01:00", timeZone: "Europe/Berlin" },
      end: { dateTime: "2026-11-16T09:30:00+01:00", timeZone: "Europe/Berlin" },
      recurrence: ["RRULE:FREQ=WEEKLY"],
      attendees: [
        { email: user, responseStatus: "accepted", organizer: true },
        { email: "maria@x.test", responseStatus: "tentative", optional: true },
      ],
      guestsCanInviteOthers: false,
    });
    primary.insert({ summary: "Fair", start: { date: "2026-11-24" }, end: { date: "2026-11-26" } });
    const window = { from: Date.UTC(2026, 10, 22), to: Date.UTC(2026, 10, 29) };
    const events = await host.listEvents(user, window);
    const weekly = events.find(({ title }) => title === "Weekly");
    expect(weekly).toMatchObject({
      calendarId: user,
      start: { at: Date.UTC(2026, 10, 23, 8) },
      end: { at: Date.UTC(2026, 10, 23, 8, 30) },
      organizer: { email: user, self: true },
      guestsCanInviteOthers: false,
      guestsCanSeeOtherGuests: true,
      conference: null,
    });
    expect(weekly?.recurringEventId).toBeDefined();
    expect(weekly?.attendees).toEqual([
      expect.objectContaining({ email: user, self: true, optional: false, responseStatus: "accepted" }),
      {
        email: "maria@x.test",
        optional: true,
        organizer: false,
        resource: false,
        self: false,
        responseStatus: "tentative",
        additionalGuests: 0,
        comment: "",
      },
    ]);
    expect(events.find(({ title }) => title === "Fair")).toMatchObject({
      start: { date: "2026-11-24" },
      end: { date: "2026-11-26" },
    });
    expect(await host.getEvent(user, weekly?.id ?? "")).toEqual(weekly);
    expect(await host.getEvent(user, "none")).toBeNull();
  });
});

describe("a run of the add-on", () => {
  test("carries the identity token, the message's token and the browser's zone, and answers with the card", async () => {
    const { id, threadId } = deliver(fixture.rep.mailbox, { From: "x@y.test", Subject: "Token" });
    const execution = await host.runAddon(user, {
      functionName: "onMessage",
      event: {
        commonEventObject: {
          hostApp: "GMAIL",
          platform: "WEB",
          userLocale: "de",
          timeZone: { id: "Asia/Tokyo", offset: "32400000" },
        },
        gmail: { messageId: id, threadId },
      },
    });
    expect(execution.result).toEqual([
      { header: { title: "Card", imageUrl: "http://localhost:3000/face.png" } },
    ]);
    const request = runs.at(-1);
    expect(request).toMatchObject({
      functionName: "onMessage",
      user: { email: user, locale: "de", timeZone: "Asia/Tokyo" },
    });
    const claims: unknown = JSON.parse(
      Buffer.from(request?.user.identityToken?.split(".")[1] ?? "", "base64url").toString(),
    );
    expect(claims).toMatchObject({ aud: "addon.apps.googleusercontent.com", email: user });
    const { gmail } = request?.event as { gmail: { accessToken: string } };
    const answer = await fetch(`${fixture.google.url}/gmail/v1/users/me/messages/${id}`, {
      headers: { Authorization: `Bearer ${gmail.accessToken}` },
    });
    expect(answer.status).toBe(200);
  });

  test("without an open message carries no token of one", async () => {
    await host.runAddon(user, {
      functionName: "onHomepage",
      event: { commonEventObject: { hostApp: "GMAIL", platform: "WEB" } },
    });
    expect(runs.at(-1)?.event).toEqual({ commonEventObject: { hostApp: "GMAIL", platform: "WEB" } });
    expect(runs.at(-1)?.user).toMatchObject({ locale: "en", timeZone: "Europe/Berlin" });
  });
});
