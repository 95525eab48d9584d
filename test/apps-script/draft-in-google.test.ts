/** A script makes a draft in the local Google and has Gmail open it. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createRuntimeInWorker } from "../../dev/apps-script/runtime.ts";
import type { AsyncRuntime } from "../../dev/apps-script/runtime-worker.ts";
import { startGoogleFixture } from "../google/google-fixture.ts";
import type { GoogleFixture } from "../google/google-fixture.ts";
import { ann, errorOf, hostManifest, openEvent, writeProject } from "./sample-project.ts";

const source = `
  function onTest(e) {
    const { to, subject, text, options } = e.draft;
    const draft = GmailApp.createDraft(to, subject, text, options);
    return CardService.newComposeActionResponseBuilder().setGmailDraft(draft).build();
  }`;

let fixture: GoogleFixture;
let runtime: AsyncRuntime;

beforeAll(async () => {
  fixture = await startGoogleFixture();
  const { url, tokens } = fixture.google;
  runtime = await createRuntimeInWorker({
    project: { dir: writeProject(source, hostManifest) },
    network: { origins: {} },
    google: {
      gmailBaseUrl: url,
      calendarBaseUrl: url,
      accessToken: (scopes) => tokens.accessToken({ email: fixture.rep.email, scopes }),
    },
  });
});
afterAll(async () => {
  await runtime.close();
  await fixture.google.close();
});

const gmail = { commonEventObject: { hostApp: "GMAIL" }, gmail: { messageId: "m", threadId: "t" } };
const draft = {
  to: "Bob <bob@client.example>",
  subject: "Angebot – über",
  text: "Hällo",
  options: { cc: "c@client.example", htmlBody: "<b>Hällo</b>" },
};

test("the draft is in the mailbox, and the compose window is told which it is", async () => {
  const { result, error } = await runtime.run({
    functionName: "onTest",
    event: { ...gmail, draft },
    user: ann,
  });
  expect(error).toBeUndefined();
  const [kept] = fixture.rep.mailbox.drafts.list();
  const openCreatedDraftAction = { draftId: kept?.id, draftThreadId: kept?.message.threadId };
  expect(result).toEqual({
    renderActions: { hostAppAction: { gmailAction: { openCreatedDraftAction } } },
  });
  expect(kept?.message.header("To")).toBe("Bob <bob@client.example>");
  expect(kept?.message.header("Cc")).toBe("c@client.example");
  expect(kept?.message.header("Subject")).toBe("Angebot – über");
  expect(kept?.message.snippet()).toBe("Hällo");
});

test("Gmail alone opens it", async () => {
  const event = { ...openEvent, draft };
  expect(errorOf(await runtime.run({ functionName: "onTest", event, user: ann }))).toBe(
    "Exception: A ComposeActionResponse is for Gmail only.",
  );
});

test("for what is no address there is none", async () => {
  const before = fixture.rep.mailbox.drafts.list().length;
  const event = { ...gmail, draft: { ...draft, to: "bob" } };
  expect(errorOf(await runtime.run({ functionName: "onTest", event, user: ann }))).toBe(
    "Exception: Invalid argument: bob",
  );
  expect(fixture.rep.mailbox.drafts.list()).toHaveLength(before);
});
