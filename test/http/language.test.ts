/** In which language the API says what is wrong: English, and German to whoever asks for it, as the German add-on does. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { OperationName } from "../../contract/api.ts";
import type { Problem } from "../../contract/problem.ts";
import { startTestApi } from "./test-api.ts";
import type { Caller, RawInput, TestApi } from "./test-api.ts";

let api: TestApi;
let rita: Caller;
beforeAll(async () => {
  api = await startTestApi();
  rita = await api.as({ email: "rita@acme.example" });
});
afterAll(async () => {
  await api.close();
});

/** Each error as `path: message`, sorted. */
async function errorsOf(name: OperationName, input: RawInput): Promise<readonly string[]> {
  const { body } = await rita.call(name, input);
  const { errors = [] } = body as Problem;
  return errors.map(({ path, message }) => `${path}: ${message}`).sort();
}

const KAI = "kai@kunde.example";
const MAIL = { to: [KAI], subject: "Offer", text: "Hello" };
/** One of each kind of fault: by the contract's types, by its own words, by what the handlers find. */
const faults: [string, OperationName, unknown, readonly unknown[]][] = [
  ["what is missing", "createContact", { emails: [KAI] }, ["name: fehlt"]],
  ["another type", "createContact", { name: 7, emails: [KAI] }, ["name: muss vom Typ „string“ sein"]],
  ["an empty name", "createContact", { name: "", emails: [KAI] }, ["name: ist leer"]],
  [
    "a name too long",
    "createContact",
    { name: "x".repeat(1_000), emails: [KAI] },
    ["name: ist zu lang (höchstens 300 Zeichen)"],
  ],
  [
    "a kind that is none",
    "createContact",
    { name: "Kai", emails: [KAI], kind: "friend" },
    ['kind: muss "lead" oder "client" sein'],
  ],
  [
    "no address",
    "createContact",
    { name: "Kai", emails: ["kai.example"] },
    ["emails.0: keine E-Mail-Adresse"],
  ],
  [
    "an unknown owner",
    "createContact",
    { name: "Kai", emails: [KAI], ownerId: "nobody" },
    ["ownerId: gibt es nicht"],
  ],
  ["no type of activity", "logActivity", { type: "FAX" }, ["type: ist von keiner bekannten Art"]],
  [
    "a Gmail id of another form",
    "logActivity",
    { type: "EMAIL", gmailMessageId: "x/y", gmailThreadId: "18f", subject: "", from: "", to: "", date: "" },
    ["gmailMessageId: keine Kennung von Gmail"],
  ],
  ["nobody to write to", "createEmail", { ...MAIL, to: [] }, ["to: zu wenig (mindestens 1)"]],
  [
    "a subject of two lines",
    "createEmail",
    { ...MAIL, subject: "a\nb" },
    ["subject: muss eine einzige Zeile ohne Steuerzeichen sein"],
  ],
  [
    "a mail's own faults",
    "createEmail",
    { ...MAIL, to: ["kai@"], text: " ", from: "x@y.example", sendAt: "2020-01-01T10:00:00Z" },
    [
      "from: ist keine Ihrer Adressen in Gmail",
      "sendAt: liegt in der Vergangenheit",
      "text: ist leer",
      "to.0: ohne den Teil hinter dem @",
    ],
  ],
  [
    "a time that is none",
    "createEmail",
    { ...MAIL, sendAt: "tomorrow" },
    ["sendAt: hat nicht die richtige Form"],
  ],
  [
    "a follow-up for a day that is over",
    "createTask",
    { text: "Call", dueOn: "2020-01-01", timeZone: "Europe/Berlin" },
    ["dueOn: liegt in der Vergangenheit"],
  ],
  [
    "a zone that is none",
    "createTask",
    { text: "Call", dueOn: "2099-01-01", timeZone: "Mars/Base" },
    ["timeZone: keine Zeitzone wie Europe/Berlin"],
  ],
  [
    "a template's variable that is none",
    "createTemplate",
    { name: "Hi", subject: "Hi", text: "{{nick}}" },
    [expect.stringMatching(/^text: enthält "\{\{nick\}\}", das ist keine Variable\. Es gibt \{\{/)],
  ],
  [
    "a clock that shows no time",
    "updateMe",
    { workingHours: { days: [1], from: "9", to: "17:00" } },
    ["workingHours.from: keine Uhrzeit wie 09:00"],
  ],
  [
    "hours that end before they begin",
    "updateMe",
    { workingHours: { days: [1], from: "17:00", to: "09:00" } },
    ["workingHours.to: muss nach dem Beginn liegen"],
  ],
];

describe("a German request", () => {
  test.each(faults)("is told %s in German", async (_, name, body, expected) => {
    expect(await errorsOf(name, { body, language: "de-AT,de;q=0.9,en;q=0.8" })).toEqual(expected);
  });

  test("is told what the contract's own words say", async () => {
    const query = { from: "soon", to: "2099-01-02T00:00:00Z", durationMinutes: 30 };
    expect(await errorsOf("getAvailability", { query, language: "de" })).toEqual([
      "from: muss eine Zeit nach ISO 8601 sein, etwa 2026-11-30T10:00 oder 2026-11-30T10:00:00+01:00",
    ]);
    const keyed = { body: MAIL, idempotencyKey: "ä", language: "de" };
    expect(await errorsOf("createEmail", keyed)).toEqual([
      "Idempotency-Key: muss aus 1 bis 200 sichtbaren ASCII-Zeichen bestehen",
    ]);
    const page = { query: { cursor: "made up" }, language: "de" };
    expect(await errorsOf("listContacts", page)).toEqual(["cursor: ist nicht der `nextCursor` dieser Liste"]);
  });

  test("reads in one sentence what is wrong, and who may not come in", async () => {
    const { body } = await rita.call("createEmail", {
      body: { ...MAIL, to: ["kai@"], text: "" },
      language: "de",
    });
    expect(body).toMatchObject({ detail: "to.0: ohne den Teil hinter dem @ (und 1 weitere)." });
    const stranger = await api.app.request("/api/v1/me", {
      headers: { authorization: "Bearer forged", "accept-language": "de" },
    });
    expect(await stranger.json()).toMatchObject({
      code: "unauthenticated",
      detail: "Das ist kein gültiges ID-Token.",
    });
  });
});

test.each([
  [undefined, "is empty"],
  ["en-GB,de;q=0.5", "is empty"],
  ["fr-FR,fr;q=0.9", "is empty"],
  ["*", "is empty"],
  ["de;q=0", "is empty"],
  ["deu", "is empty"],
  ["fr, de;q=0.4, en;q=0.2", "ist leer"],
  ["DE", "ist leer"],
])("Accept-Language %s", async (language, message) => {
  const input = { body: { name: "", emails: [KAI] }, ...(language === undefined ? {} : { language }) };
  expect(await errorsOf("createContact", input)).toEqual([`name: ${message}`]);
});

test("an Accept-Language of absurd length is not read to its end", async () => {
  const language = `${"x,".repeat(2_000)}de`;
  const input = { body: { name: "", emails: [KAI] }, language };
  expect(await errorsOf("createContact", input)).toEqual(["name: is empty"]);
});

test("pages stay in their language", async () => {
  const page = await api.app.request("/no-such-page", {
    headers: { accept: "text/html", "accept-language": "de" },
  });
  expect(await page.text()).toContain("There is no such page.");
});
