import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { de } from "../../addon/src/texts/de.ts";
import { en } from "../../addon/src/texts/en.ts";
import type { SidebarPage } from "../../dev/demo/sidebar-page.ts";
import { ada, clara, startDemoWorld } from "./demo-world.ts";
import type { DemoWorld } from "./demo-world.ts";
import { overflowOf } from "./panel-probe.ts";

let world: DemoWorld;

beforeAll(async () => {
  world = await startDemoWorld(3550);
});

afterAll(async () => {
  await world.close();
});

/** The words that stand on cards as they are, without a value in them. */
function phrases(texts: unknown): string[] {
  if (typeof texts === "string") return [texts];
  return typeof texts === "object" && texts !== null ? Object.values(texts).flatMap(phrases) : [];
}

const german = new Set(phrases(de));
const english = phrases(en).filter((phrase) => !german.has(phrase));

function englishOn(text: string): string[] {
  const lines = new Set(text.split("\n").map((line) => line.trim()));
  return english.filter((phrase) => lines.has(phrase));
}

describe("a German rep", () => {
  test("finds no English on any card", async () => {
    const page = await world.open({ user: clara, locale: "de-DE" });
    const expectGerman = async (words: RegExp) => {
      const text = await page.text();
      expect(text).toMatch(words);
      expect(englishOn(text)).toEqual([]);
      expect(await overflowOf(page)).toBe(0);
    };
    const from = { name: "Ingrid Haugen", email: "ingrid.haugen@fjordline.example" };
    const mail = world.deliver(
      {
        from,
        to: [{ email: clara }],
        cc: [{ name: "Otto Fremd", email: "otto@fremd.example" }],
        subject: "Hei",
        text: "Hei!",
        attachments: [{ name: "a.pdf", content: "x" }],
      },
      clara,
    );
    await page.goTo("#/mail");
    await expectGerman(new RegExp(de.search));
    await page.openMail(mail);
    await expectGerman(new RegExp(de.recentHeader));
    await page.press(de.logWithNote);
    await expectGerman(new RegExp(de.noteHint));
    await page.press(de.log);
    await expectGerman(/Clara/);
    await page.press(/Clara/);
    await expectGerman(new RegExp(de.saveNote));
    await page.press(de.undo);
    await expectGerman(/\?/);
    await page.openMail(mail);
    await page.press(de.edit);
    await expectGerman(new RegExp(de.companyLabel));
    await page.openMail(mail);
    await page.press(/Otto Fremd/);
    await expectGerman(new RegExp(de.newLead));
    await page.openMail(mail);
    await page.press(new RegExp(`^${de.scoreLabel}`));
    await expectGerman(/1 Punkt/);
    await page.goTo("#/mail");
    await page.fill(de.searchLabel, "nirgendwo");
    await page.press(de.search);
    await expectGerman(/„nirgendwo“/);
  });
});

describe("the layout holds", () => {
  const long = "Donaudampfschifffahrtsgesellschaftskapitänskajütentürschlüssel".repeat(4);
  const cases: readonly [string, { name: string; company: string; title: string; subject: string }][] = [
    [
      "with Hebrew",
      {
        name: "נועה בן-דוד",
        company: "גליל פרש בע״מ",
        title: "סמנכ״לית תפעול",
        subject: "ניטור טמפרטורה למשאיות קירור",
      },
    ],
    [
      "with Arabic",
      { name: "ليلى حداد", company: "شركة النخيل", title: "مديرة", subject: "عرض السعر رقم 12 (نهائي)" },
    ],
    [
      "with Japanese",
      {
        name: "田中 由美子",
        company: "北海冷蔵株式会社",
        title: "調達部 課長",
        subject: "温度センサーのお見積り依頼".repeat(12),
      },
    ],
    ["with words that never end", { name: long, company: long, title: long, subject: long.repeat(10) }],
    [
      "with emoji families",
      { name: "👩‍👩‍👧‍👦".repeat(30), company: "🏳️‍🌈".repeat(40), title: "🧑🏿‍🚀", subject: "🎉".repeat(300) },
    ],
  ];

  async function expectNoOverflow(page: SidebarPage): Promise<void> {
    expect(await overflowOf(page)).toBe(0);
    expect(await page.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")).toBe(true);
  }

  test.each(cases)("%s, on every card of a contact", async (kind, { name, company, title, subject }) => {
    const page = await world.open();
    const email = `${"x".repeat(40)}.${kind.replaceAll(" ", "-")}@${"y".repeat(50)}.example`;
    await world.addContact({ name, company, title, emails: [email], notes: subject.slice(0, 1_000) });
    const mail = world.deliver({
      from: { name, email },
      to: [{ email: ada }],
      cc: [{ name, email: `other.${email}` }],
      subject,
      text: `${subject}\n\n${subject}`,
      attachments: [{ name: `${subject.slice(0, 200)}.pdf`, content: "x" }],
    });
    await page.openMail(mail);
    await expectNoOverflow(page);
    await page.press("Log with note…");
    await expectNoOverflow(page);
    await page.fill("Note", subject);
    await page.press("Log to CRM");
    await expectNoOverflow(page);
    await page.press(/Logged by/);
    await expectNoOverflow(page);
    await page.openMail(mail);
    await page.press(/^Not in Rapport/);
    await expectNoOverflow(page);
    await page.openMail(mail);
    await page.press("Edit");
    await expectNoOverflow(page);
    await page.goTo("#/mail");
    await expectNoOverflow(page);
  });
});

describe("what the backend finds wrong", () => {
  test("is said to a German rep in German, at its field", async () => {
    const page = await world.open({ user: clara, locale: "de-DE" });
    const mail = world.deliver(
      {
        from: { name: "Karla Neu", email: "karla@neu.example" },
        to: [{ email: clara }],
        subject: "Frage",
        text: "Hallo!",
      },
      clara,
    );
    await page.openMail(mail);
    await page.press(de.addAsLead);
    await page.fill(de.emailsLabel, "karla@neu.example\nkarla-at-neu");
    await page.press(de.create);
    expect(await page.text()).toContain(`${de.emailsLabel}: keine E-Mail-Adresse`);
    await page.fill(de.emailsLabel, "karla@neu.example");
    await page.press(de.create);
    await page.press(de.addFollowUp);
    await page.fill(de.dayLabel, "2020-01-01");
    await page.press(de.save);
    expect(await page.text()).toContain(`${de.dayLabel}: liegt in der Vergangenheit`);
  });
});
