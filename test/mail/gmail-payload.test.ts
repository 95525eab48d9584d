/** What Gmail answers is read defensively: a wrong shape is named, too much of anything is cut and said. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { headerOf, parameterOf, parseGmailMessage, walkParts } from "../../backend/src/mail/gmail-payload.ts";
import { file, messageJson, multipart, parsed, plain } from "./gmail-parts.ts";

const mail = messageJson(multipart("mixed", plain("Hello"), file("application/pdf", "plan.pdf")));

function malformed(json: unknown): string {
  const read = parseGmailMessage(json);
  return "malformed" in read ? read.malformed : "";
}

describe("parseGmailMessage", () => {
  test("reads what Gmail gives", () => {
    expect(parsed(mail)).toEqual({
      id: "18f0a1b2c3d4e5f6",
      threadId: "18f0a1b2c3d4e5f0",
      labelIds: ["INBOX"],
      internalDate: Date.UTC(2026, 10, 23, 9),
      historyId: "9007199254740993",
      sizeEstimate: 4_000,
      payload: {
        partId: "",
        mimeType: "multipart/mixed",
        filename: "",
        headers: [{ name: "Content-Type", value: "multipart/mixed" }],
        body: { data: null, attachmentId: null, size: 0 },
        parts: [
          {
            partId: "",
            mimeType: "text/plain",
            filename: "",
            headers: [{ name: "Content-Type", value: "text/plain; charset=UTF-8" }],
            body: { data: "SGVsbG8", attachmentId: null, size: 5 },
            parts: [],
          },
          expect.objectContaining({
            filename: "plan.pdf",
            body: { data: null, attachmentId: "id-of-plan.pdf", size: 1_000 },
          }),
        ],
      },
      cut: [],
    });
  });

  test("takes what Google leaves out as empty", () => {
    const bare = { id: "1a", threadId: "1a", internalDate: "0", payload: {} };
    expect(parsed(bare)).toEqual({
      id: "1a",
      threadId: "1a",
      labelIds: [],
      internalDate: 0,
      historyId: null,
      sizeEstimate: null,
      payload: {
        partId: "",
        mimeType: "",
        filename: "",
        headers: [],
        body: { data: null, attachmentId: null, size: 0 },
        parts: [],
      },
      cut: [],
    });
  });

  test.each([
    ["nothing", undefined, "the message should be an object and is missing"],
    ["a page of an error", "<html>", "the message should be an object and is a string"],
    ["a list", [mail], "the message should be an object and is a list"],
    ["no id", { ...mail, id: undefined }, "id should be a Gmail id and is missing"],
    ["an id that leads elsewhere", { ...mail, id: "../me" }, "id should be a Gmail id and is a string"],
    ["a time as a number", { ...mail, internalDate: 5 }, "internalDate should be digits and is a number"],
    [
      "a time without end",
      { ...mail, internalDate: "99999999999999999999" },
      "internalDate should be a time before the year 10000 and is a string",
    ],
    ["no payload", { ...mail, payload: undefined }, "payload should be an object and is missing"],
    [
      "a part that is none",
      { ...mail, payload: { parts: [{}, null] } },
      "payload.parts.1 should be an object and is null",
    ],
    [
      "data that is no text",
      { ...mail, payload: { parts: [{ body: { data: 7 } }] } },
      "payload.parts.0.body.data should be text and is a number",
    ],
    [
      "a size below zero",
      { ...mail, payload: { body: { size: -1 } } },
      "payload.body.size should be a size and is a number",
    ],
    [
      "a header that is no object",
      { ...mail, payload: { headers: ["From: a"] } },
      "payload.headers.0 should be an object and is a string",
    ],
  ])("names what is wrong with %s", (_, json, reason) => {
    expect(malformed(json)).toBe(reason);
  });

  test("quotes nothing of the mail in its reason", () => {
    const json = messageJson({ headers: [{ name: "Subject", value: { secret: "merger" } }] });
    expect(malformed(json)).toBe("payload.headers.0.value should be text and is an object");
  });

  test("never throws, whatever JSON comes", () => {
    const field = fc.constantFrom(
      "id",
      "threadId",
      "payload",
      "parts",
      "headers",
      "body",
      "data",
      "labelIds",
    );
    const json = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 6 },
        fc.jsonValue(),
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(field, tie("value"), { maxKeys: 6 }),
      ),
    })).value;
    fc.assert(
      fc.property(json, json, (payload, whole) => {
        parseGmailMessage(whole);
        parseGmailMessage({ ...mail, payload });
      }),
    );
  });
});

describe("walkParts", () => {
  test("does not enter attached mails", () => {
    const attached = { ...multipart("x", plain("inside")), mimeType: "message/rfc822" };
    const { payload } = parsed(messageJson(multipart("mixed", plain("outside"), attached)));
    expect([...walkParts(payload)].map((part) => part.mimeType)).toEqual([
      "multipart/mixed",
      "text/plain",
      "message/rfc822",
    ]);
  });
});

describe("headers of a part", () => {
  test("are found in any spelling, the first of several", () => {
    const headers = [
      { name: "content-ID", value: "<1>" },
      { name: "Content-Id", value: "<2>" },
    ];
    expect(headerOf({ headers }, "content-id")).toBe("<1>");
    expect(headerOf({ headers }, "x-none")).toBe("");
  });

  test("give their parameters, quoted or not", () => {
    const value = 'text/calendar; charset="utf-8";Method=REQUEST ; name="a=b.ics"';
    expect(parameterOf(value, "charset")).toBe("utf-8");
    expect(parameterOf(value, "method")).toBe("REQUEST");
    expect(parameterOf(value, "name")).toBe("a=b.ics");
    expect(parameterOf(value, "format")).toBe("");
  });
});
