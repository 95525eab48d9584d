/** Answers that reach into the host application: which changes they print, and where Google takes them. */
import { afterAll, describe, expect, test } from "@jest/globals";
import type { Execution } from "../../dev/apps-script/execution.ts";
import type { Runtime } from "../../dev/apps-script/runtime.ts";
import {
  allScopes,
  ann,
  auth,
  composeEvent,
  errorOf,
  hostManifest,
  openEvent,
  runtimeFor,
  sampleManifest,
} from "./sample-project.ts";

const source = `
  const S = CardService;
  function onTest(e) { return eval(e.code); }
  const changed = () => S.newUpdateDraftActionResponseBuilder()
    .setUpdateDraftSubjectAction(S.newUpdateDraftSubjectAction().addUpdateSubject("s")).build();
  const invited = () => S.newCalendarEventActionResponseBuilder().addAttendees(["a@b.example"]).build();
  const attached = () => S.newCalendarEventActionResponseBuilder().addAttachments([S.newAttachment()
    .setTitle("t").setResourceUrl("https://crm.northwind.example/f").setMimeType("text/html")
    .setIconUrl("https://crm.northwind.example/i.png")]).build();
`;
const runtimes: Runtime[] = [];
const started = (manifest: object): Runtime => {
  const runtime = runtimeFor(source, { manifest });
  runtimes.push(runtime);
  return runtime;
};
const runtime = started(hostManifest);
afterAll(() => {
  for (const each of runtimes) each.close();
});

function run(code: string, event: object, on = runtime): Execution {
  return on.run({ functionName: "onTest", event: { ...event, code }, user: ann });
}

const message = { ...composeEvent, gmail: { messageId: "18f", threadId: "18e", accessToken: "t" } };
const gmailHome = { commonEventObject: composeEvent.commonEventObject };
const calendarHome = { commonEventObject: openEvent.commonEventObject };

describe("in the compose window", () => {
  test("subject, recipients and text of the draft are changed", () => {
    const code = `S.newUpdateDraftActionResponseBuilder()
      .setUpdateDraftSubjectAction(S.newUpdateDraftSubjectAction().addUpdateSubject("s"))
      .setUpdateDraftToRecipientsAction(S.newUpdateDraftToRecipientsAction().addUpdateToRecipients(["a@b.example"]))
      .setUpdateDraftCcRecipientsAction(S.newUpdateDraftCcRecipientsAction().addUpdateCcRecipients(["c@d.example"]))
      .setUpdateDraftBccRecipientsAction(S.newUpdateDraftBccRecipientsAction().addUpdateBccRecipients(["e@f.example"]))
      .setUpdateDraftBodyAction(S.newUpdateDraftBodyAction()
        .addUpdateContent("<p>x</p>", S.ContentType.MUTABLE_HTML)
        .addUpdateContent("y", S.ContentType.TEXT)
        .setUpdateType(S.UpdateDraftBodyType.IN_PLACE_INSERT))
      .build()`;
    const updateDraftAction = {
      updateSubject: { subject: "s" },
      updateToRecipients: { toRecipients: ["a@b.example"] },
      updateCcRecipients: { ccRecipients: ["c@d.example"] },
      updateBccRecipients: { bccRecipients: ["e@f.example"] },
      updateBody: {
        type: "IN_PLACE_INSERT",
        insertContents: [
          { content: "<p>x</p>", contentType: "MUTABLE_HTML" },
          { content: "y", contentType: "TEXT" },
        ],
      },
    };
    expect(run(code, composeEvent).result).toEqual({
      renderActions: { hostAppAction: { gmailAction: { updateDraftAction } } },
    });
  });

  test("also when the manifest asks for nothing of the draft, and the event tells nothing of it", () => {
    expect(errorOf(run("changed()", { ...composeEvent, gmail: {} }))).toBe("no error");
  });

  test.each([
    ["without an update type", `addUpdateContent("x", S.ContentType.TEXT)`, "setUpdateType is required"],
    [
      "without content",
      `setUpdateType(S.UpdateDraftBodyType.IN_PLACE_INSERT)`,
      "addUpdateContent is required",
    ],
    ["with a type that is text", `addUpdateContent("x", "TEXT")`, "don't match the method signature"],
  ])("a change of the body %s is refused", (_, body, problem) => {
    const code = `S.newUpdateDraftActionResponseBuilder()
      .setUpdateDraftBodyAction(S.newUpdateDraftBodyAction().${body}).build()`;
    expect(errorOf(run(code, composeEvent))).toContain(problem);
  });

  test("a user who has withheld the scope is refused", () => {
    const grantedScopes = allScopes.filter((scope) => !scope.endsWith("action.compose"));
    const event = { ...composeEvent, code: "changed()" };
    const execution = runtime.run({ functionName: "onTest", event, user: { ...ann, grantedScopes } });
    expect(errorOf(execution)).toContain(`Required permissions: ${auth}gmail.addons.current.action.compose`);
  });
});

describe("a change of a draft is refused", () => {
  test.each([
    ["beside an open mail", message],
    ["on Gmail's homepage", gmailHome],
    ["in Calendar", openEvent],
    ["without an event object", {}],
  ])("%s", (_, event) => {
    expect(errorOf(run("changed()", event))).toBe(
      "Exception: An UpdateDraftActionResponse is for actions of the compose trigger only.",
    );
  });

  test("from an add-on without a compose trigger", () => {
    expect(errorOf(run("changed()", composeEvent, started(sampleManifest)))).toContain(
      "compose trigger only",
    );
  });
});

describe("with an event open", () => {
  test("guests are added", () => {
    expect(run("invited()", openEvent).result).toEqual({
      renderActions: {
        hostAppAction: { calendarAction: { addAttendeesAction: { addAttendeeEmails: ["a@b.example"] } } },
      },
    });
  });

  test("what the user may not do is refused", () => {
    const locked = { ...openEvent, calendar: { id: "ev1", capabilities: { canAddAttendees: false } } };
    expect(errorOf(run("invited()", locked))).toContain("canAddAttendees");
    expect(errorOf(run("attached()", openEvent))).toContain("canAddAttachments");
  });

  test.each([
    ["on Calendar's homepage", calendarHome],
    ["in the compose window", composeEvent],
  ])("and not %s", (_, event) => {
    expect(errorOf(run("invited()", event))).toBe(
      "Exception: A CalendarEventActionResponse is for an open event only.",
    );
  });

  test("an add-on that may only read is refused", () => {
    const { addOns } = hostManifest;
    const manifest = { ...hostManifest, addOns: { ...addOns, calendar: { currentEventAccess: "READ" } } };
    expect(errorOf(run("invited()", openEvent, started(manifest)))).toContain("the manifest has READ");
  });
});
