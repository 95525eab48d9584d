import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { SidebarPage } from "../../dev/demo/sidebar-page.ts";
import { ada, startDemoWorld } from "./demo-world.ts";
import type { DemoWorld } from "./demo-world.ts";

let world: DemoWorld;
let page: SidebarPage;

beforeAll(async () => {
  world = await startDemoWorld(3430);
  page = await world.open();
});

afterAll(async () => {
  await world.close();
});

test("a mail among colleagues offers no contact, only to log it to one", async () => {
  await page.openMail(world.newestFrom("clara@northwind.example"));
  const text = await page.text();
  expect(text).toContain("Only colleagues are on this mail.");
  expect(text).not.toContain("Add as lead");
  await page.press("Log to someone else…");
  await page.fill("Name, company, phone or address", "fjordline");
  await page.press("Search");
  await page.press(/Ingrid Haugen/);
  expect(await page.text()).toMatch(/Logged by ada[\s\S]*With Ingrid Haugen/i);
});

test("a stranger's mail offers to add them", async () => {
  await page.openMail(world.newestFrom("lucas.almeida@frutasdovale.example"));
  const text = await page.text();
  expect(text).toContain("Lucas Almeida is not in Rapport yet.");
  for (const name of ["Add as lead", "Add as client", "Log to someone else…"])
    expect(await page.panel.getByRole("button", { name }).isVisible()).toBe(true);
});

test("a mail to three hundred people shows the first and counts the rest", async () => {
  const crowd = Array.from({ length: 300 }, (_, n) => ({
    name: `Guest ${n}`,
    email: `guest${n}@crowd.example`,
  }));
  const mail = world.deliver({
    from: { name: "Town Hall", email: "hall@crowd.example" },
    to: [{ email: ada }],
    cc: crowd,
    subject: "Everybody",
    text: "Hello everybody.",
  });
  await page.openMail(mail);
  const text = await page.text();
  expect(text).toContain("Town Hall");
  expect(text).toContain("Guest 0");
  await page.press("Show more");
  expect(await page.text()).toMatch(/\d+ more people/);
});

test("a newsletter's sender is a stranger like others; nothing is logged by itself", async () => {
  const mail = world.deliver({
    from: { name: "Trend Letter", email: "news@trends.example" },
    to: [{ email: ada }],
    subject: "Ten trends",
    text: "Read on.",
    headers: ["List-Unsubscribe: <https://trends.example/out>", "Precedence: bulk"],
  });
  await page.openMail(mail);
  expect(await page.text()).toContain("Trend Letter is not in Rapport yet.");
  expect(await page.panel.getByRole("button", { name: "Undo" }).count()).toBe(0);
});

test("one's own mail shows whom it went to", async () => {
  const mail = world.deliver({
    from: { name: "Ada Lindqvist", email: ada },
    to: [{ name: "Siobhán Kearney", email: "siobhan@atlanticoyster.example" }],
    subject: "Next week",
    text: "I will call you next week.",
    labelIds: ["SENT"],
  });
  await page.openMail(mail);
  expect(await page.text()).toMatch(/^[\s\S]{0,40}Siobhán Kearney/);
  await page.press("Log to CRM");
  expect(await page.text()).toMatch(/Whose turn\s+Theirs, since/);
});

test("a draft is nobody's mail yet: there is nothing to log", async () => {
  const mail = world.deliver({
    from: { name: "Ada Lindqvist", email: ada },
    to: [{ name: "Siobhán Kearney", email: "siobhan@atlanticoyster.example" }],
    subject: "Not finished",
    text: "Dear Siobhán,",
    labelIds: ["DRAFT"],
  });
  await page.openMail(mail);
  expect(await page.page.getByText("Not finished").first().isVisible()).toBe(true);
  expect(await page.panel.getByRole("button", { name: /^Log/ }).count()).toBe(0);
});

test("a mail to oneself says that nobody else is on it", async () => {
  const mail = world.deliver({
    from: { name: "Ada", email: ada },
    to: [{ email: ada }],
    subject: "",
    text: "",
  });
  await page.openMail(mail);
  expect(await page.text()).toContain("Nobody else is on this mail.");
});

test.each([
  ["windows-1252", "Grüße aus Köln", Buffer.from("Gr\xfc\xdfe aus K\xf6ln", "latin1")],
  ["iso-2022-jp", "お見積り", Buffer.from("\x1b$B$*8+@Q$j\x1b(B", "latin1")],
  ["utf-8", "the last words", Buffer.from(`${"A line of a long report.\r\n".repeat(20_000)}the last words`)],
])("a mail in %s is logged with its text, however long", async (charset, words, body) => {
  const { id } = await world.addContact({ name: `Writer of ${charset}`, emails: [`${charset}@old.example`] });
  const mail = world.deliverRaw(
    Buffer.concat([
      Buffer.from(`From: ${charset}@old.example\r\nTo: ${ada}\r\nSubject: In ${charset}\r\n`),
      Buffer.from(`Content-Type: text/plain; charset=${charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n`),
      body,
    ]),
  );
  await page.openMail(mail);
  await page.press("Log to CRM");
  const [activity] = await world.activitiesOf(id);
  expect(activity?.bodyText).toMatch(charset === "utf-8" ? /^A line of a long report\./ : words);
});
