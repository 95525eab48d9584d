/** Event objects: whatever Google sends or leaves out, reading them never fails. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseEvent } from "../../addon/src/events.ts";
import { mailboxOf } from "../../addon/src/mailbox-of.ts";
import { calendarEvent, mailEvent } from "./harness.ts";
import { cpuTimeOf } from "../support/cpu-time.ts";

describe("an event object", () => {
  test("of an open mail gives ids, token, parameters and what was typed", () => {
    const input = parseEvent(
      mailEvent({ parameters: { contactId: "c-1" }, form: { note: [" Hi "], options: ["a", "b"] } }),
    );
    expect(input).toMatchObject({
      locale: "en-GB",
      timeZone: "Europe/London",
      message: { messageId: "18f", threadId: "18e" },
    });
    expect(input.parameters.get("contactId")).toBe("c-1");
    expect([input.form.text("note"), input.form.list("options")]).toEqual(["Hi", ["a", "b"]]);
    expect(input.event).toBeUndefined();
  });

  test("of an open event gives guests without rooms", () => {
    const { event } = parseEvent(calendarEvent());
    expect(event?.attendees.map(({ email }) => email)).toEqual([
      "ben@northwind.example",
      "anna@acme.example",
    ]);
  });

  test("without what was not asked for reads as empty", () => {
    const input = parseEvent({});
    expect(input).toMatchObject({ locale: "en", timeZone: "UTC", message: undefined, event: undefined });
    expect([input.form.text("note"), input.form.list("options"), input.parameters.find("x")]).toEqual([
      "",
      [],
      undefined,
    ]);
    expect(() => input.parameters.get("contactId")).toThrow("contactId");
  });

  test("of any shape is read", () => {
    const key = fc.constantFrom(
      "commonEventObject",
      "gmail",
      "calendar",
      "formInputs",
      "parameters",
      "attendees",
      "id",
      "messageId",
    );
    const json = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 4 }, fc.constantFrom(null, true, 1, "x"), tie("list"), tie("record")),
      list: fc.array(tie("value"), { maxLength: 3 }),
      record: fc.dictionary(key, tie("value"), { maxKeys: 6 }),
    })).value;
    fc.assert(
      fc.property(json, (event) => {
        const input = parseEvent(event);
        expect([typeof input.locale, typeof input.form.text("note")]).toEqual(["string", "string"]);
      }),
    );
  });

  test("with names from Object's own shelf finds nothing there", () => {
    const input = parseEvent(mailEvent({ parameters: {}, form: {} }));
    expect(input.parameters.find("constructor")).toBeUndefined();
    expect(input.form.list("__proto__")).toEqual([]);
  });
});

describe("one person of a header", () => {
  test.each([
    [
      '"Carter, Ben" <ben@x.example>, Joe New <joe@new.example>',
      "joe@new.example",
      "Joe New <joe@new.example>",
    ],
    ['"Carter, Ben" <Ben@X.example>, joe@new.example', "ben@x.example", '"Carter, Ben" <Ben@X.example>'],
    ["joe@new.example", "joe@new.example", "joe@new.example"],
    ['broken " quote <a@x.example>, b@x.example', "b@x.example", "b@x.example"],
    ["", "joe@new.example", undefined],
  ])("in %s", (header, address, mailbox) => {
    expect(mailboxOf(header, address)).toBe(mailbox);
  });

  test("is looked for in time that grows with the header", () => {
    const hostile = `${'"\\'.repeat(30_000)},${"a,".repeat(20_000)}joe@new.example`;
    expect(cpuTimeOf(() => mailboxOf(hostile, "joe@new.example"))).toBeLessThan(500);
  });
});
