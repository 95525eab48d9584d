import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from "@jest/globals";
import type { Browser } from "playwright-core";
import type { Card } from "../../dev/apps-script/card-json.ts";
import { launchBrowser } from "../support/browser.ts";
import { openSidebar, withSidebar } from "./open-sidebar.ts";
import type { OpenSidebar } from "./open-sidebar.ts";
import { everyWidget, push } from "./sample-world.ts";

let browser: Browser;
let sidebar: OpenSidebar;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
});

/** What the last run of the add-on was given of the form. */
function sentInputs(): unknown {
  return sidebar.host.calls.at(-1)?.event.commonEventObject.formInputs;
}

async function save(): Promise<void> {
  await sidebar.card.getByRole("button", { name: "Save" }).click();
  await sidebar.panel.getByRole("status").getByText("Done").waitFor();
}

const untouched = {
  name: { stringInputs: { value: ["Maria"] } },
  notify: { stringInputs: { value: ["yes"] } },
  stage: { stringInputs: { value: ["proposal"] } },
  tags: { stringInputs: { value: ["hotel"] } },
  kind: { stringInputs: { value: ["lead"] } },
  people: { stringInputs: { value: ["c1"] } },
  due: { dateInput: { msSinceEpoch: "1767225600000" } },
  at: { dateTimeInput: { hasDate: true, hasTime: true, msSinceEpoch: "1767261600000" } },
  time: { timeInput: { hours: 9, minutes: 30 } },
};

describe("a form of every field", () => {
  beforeEach(async () => {
    sidebar = await openSidebar(browser, { functions: { onGmailMessage: () => [everyWidget] } });
    await sidebar.card.waitFor();
  });

  afterEach(async () => {
    await sidebar.close();
  });

  describe("form inputs", () => {
    test("of an untouched form are what the card came with; empty fields are absent", async () => {
      await save();
      expect(sentInputs()).toEqual(untouched);
    });

    test("are what was typed and chosen", async () => {
      const { card } = sidebar;
      await card.getByLabel("Name", { exact: true }).fill("");
      await card.getByLabel("Note", { exact: true }).fill("two\nlines");
      await card.getByLabel("Stage", { exact: true }).selectOption("New");
      await card.getByLabel("Owner", { exact: true }).selectOption("Anna");
      await card.getByText("Chain").click();
      await card.getByText("Client", { exact: true }).click();
      await card.getByText("Newsletter").click();
      await card.locator(".decorated-text", { hasText: "With a switch" }).locator("label").click();
      await card.locator(".decorated-text", { hasText: "With a check box" }).locator("label").click();
      await card.getByLabel("Due", { exact: true }).fill("2026-03-01");
      await card.getByLabel("At", { exact: true }).fill("2026-03-01T15:45");
      await card.getByLabel("Time", { exact: true }).fill("23:05");
      await save();
      expect(sentInputs()).toEqual({
        note: { stringInputs: { value: ["two\nlines"] } },
        stage: { stringInputs: { value: ["new"] } },
        owner: { stringInputs: { value: ["anna"] } },
        tags: { stringInputs: { value: ["hotel", "chain"] } },
        kind: { stringInputs: { value: ["client"] } },
        flags: { stringInputs: { value: ["newsletter"] } },
        agree: { stringInputs: { value: ["agreed"] } },
        people: { stringInputs: { value: ["c1"] } },
        due: { dateInput: { msSinceEpoch: String(Date.UTC(2026, 2, 1)) } },
        at: {
          dateTimeInput: { hasDate: true, hasTime: true, msSinceEpoch: String(Date.UTC(2026, 2, 1, 14, 45)) },
        },
        time: { timeInput: { hours: 23, minutes: 5 } },
      });
    });

    test("hold parameters of the button beside them", async () => {
      await sidebar.card.getByRole("button", { name: "Favourite" }).click();
      await sidebar.panel.getByRole("status").getByText("Done").waitFor();
      expect(sidebar.host.calls.at(-1)?.event.commonEventObject.parameters).toEqual({ id: "42" });
    });

    test("go back to the card's own values after a click that does not persist them", async () => {
      const name = sidebar.card.getByLabel("Name", { exact: true });
      await name.fill("Changed");
      await save();
      expect(await name.inputValue()).toBe("Maria");
    });
  });

  describe("multi-select", () => {
    test("adds by keyboard and removes by chip", async () => {
      const people = sidebar.card.getByRole("combobox", { name: "People" });
      await people.click();
      await people.press("ArrowDown");
      await people.press("Enter");
      await sidebar.card.getByRole("button", { name: "Remove Maria Keller" }).click();
      await save();
      expect(sentInputs()).toMatchObject({ people: { stringInputs: { value: ["c2"] } } });
    });
  });

  describe("suggestions", () => {
    test("given with the card are filtered by what is typed", async () => {
      const city = sidebar.card.getByRole("combobox", { name: "City" });
      await city.pressSequentially("ber");
      const options = sidebar.card.getByRole("listbox").getByRole("option");
      await options.first().waitFor();
      expect(await options.allInnerTexts()).toEqual(["Bern", "Berlin"]);
      await city.press("ArrowUp");
      expect(await options.nth(1).getAttribute("aria-selected")).toBe("true");
      await city.press("Enter");
      expect(await city.inputValue()).toBe("Berlin");
      expect(await options.count()).toBe(0);
    });

    test("come from the add-on, which is told what was typed so far", async () => {
      const company = sidebar.card.getByRole("combobox", { name: "Company" });
      await company.fill("alp");
      await sidebar.card.getByRole("listbox").getByRole("option", { name: "Alpine Foods" }).click();
      expect(await company.inputValue()).toBe("Alpine Foods");
      expect(sidebar.host.calls.at(-1)?.functionName).toBe("onSuggestCompany");
      expect(sentInputs()).toMatchObject({ company: { stringInputs: { value: ["alp"] } } });
    });

    test("close on Escape and leave the card as it is", async () => {
      const city = sidebar.card.getByRole("combobox", { name: "City" });
      await city.fill("gra");
      await sidebar.card.getByRole("listbox").getByRole("option", { name: "Graz" }).waitFor();
      await city.press("Escape");
      expect(await sidebar.card.getByRole("listbox").getByRole("option").count()).toBe(0);
      expect(await city.inputValue()).toBe("gra");
    });
  });
});

test("suggestions that fail leave the field usable", async () => {
  const functions = {
    onGmailMessage: () => [everyWidget],
    onSuggestCompany: () => {
      throw new Error("backend away");
    },
  };
  await withSidebar(browser, { functions }, async ({ card, page }) => {
    const company = card.getByRole("combobox", { name: "Company" });
    const answered = page.waitForResponse(
      (response) => response.request().postData()?.includes("onSuggestCompany") === true,
    );
    await company.fill("alp");
    await (await answered).finished();
    expect(await company.inputValue()).toBe("alp");
    expect(await company.isEditable()).toBe(true);
    expect(await card.getByRole("heading", { name: "Every widget" }).isVisible()).toBe(true);
  });
});

const form = (value: string): Card => ({
  name: "form",
  header: { title: `Form ${value}` },
  sections: [
    {
      widgets: [
        { textInput: { name: "note", label: "Note", value } },
        { textInput: { name: "other", label: "Other" } },
      ],
    },
  ],
  fixedFooter: {
    primaryButton: { text: "Persist", onClick: { action: { function: "onUpdate", persistValues: true } } },
    secondaryButton: { text: "Forget", onClick: { action: { function: "onUpdate" } } },
  },
});

const onUpdate = () => ({
  renderActions: { action: { navigations: [{ updateCard: form("from the add-on") }] } },
});

describe("a card that is updated", () => {
  test("keeps what was typed when the action persists values", async () => {
    await withSidebar(
      browser,
      { functions: { onGmailMessage: () => [form("")], onUpdate } },
      async ({ card }) => {
        await card.getByLabel("Note").fill("mine");
        await card.getByRole("button", { name: "Persist" }).click();
        await card.getByRole("heading", { name: "Form from the add-on" }).waitFor();
        expect(await card.getByLabel("Note").inputValue()).toBe("mine");
      },
    );
  });

  test("takes the add-on's values otherwise", async () => {
    await withSidebar(
      browser,
      { functions: { onGmailMessage: () => [form("")], onUpdate } },
      async ({ card }) => {
        await card.getByLabel("Note").fill("mine");
        await card.getByRole("button", { name: "Forget" }).click();
        await card.getByRole("heading", { name: "Form from the add-on" }).waitFor();
        expect(await card.getByLabel("Note").inputValue()).toBe("from the add-on");
      },
    );
  });

  test("that was left for another one has kept what was typed", async () => {
    const functions = {
      onGmailMessage: () => [form("")],
      onUpdate: () => push({ header: { title: "Next" }, sections: [] }),
    };
    await withSidebar(browser, { functions }, async ({ card, panel }) => {
      await card.getByLabel("Note").fill("mine");
      await card.getByRole("button", { name: "Persist" }).click();
      await card.getByRole("heading", { name: "Next" }).waitFor();
      await panel.getByRole("button", { name: "Back" }).click();
      expect(await card.getByLabel("Note").inputValue()).toBe("mine");
    });
  });
});

describe("required fields", () => {
  const demanding: Card = {
    ...form(""),
    fixedFooter: {
      primaryButton: { text: "Send", onClick: { action: { function: "onEcho", requiredWidgets: ["note"] } } },
    },
  };

  test("that are empty stop the action and are marked", async () => {
    await withSidebar(
      browser,
      { functions: { onGmailMessage: () => [demanding] } },
      async ({ card, panel, host }) => {
        await card.getByRole("button", { name: "Send" }).click();
        expect(await card.getByLabel("Note").getAttribute("aria-invalid")).toBe("true");
        expect(host.calls.map(({ functionName }) => functionName)).not.toContain("onEcho");
        await card.getByLabel("Note").fill("x");
        await card.getByRole("button", { name: "Send" }).click();
        await panel.getByRole("status").getByText("Done").waitFor();
      },
    );
  });
});

test("a change action runs when the field changes and leaves the card in hand", async () => {
  const card: Card = {
    sections: [
      {
        widgets: [
          {
            selectionInput: {
              name: "stage",
              label: "Stage",
              type: "DROPDOWN",
              items: [
                { text: "A", value: "a", selected: true },
                { text: "B", value: "b", selected: false },
              ],
              onChangeAction: { function: "onEcho" },
            },
          },
        ],
      },
    ],
  };
  await withSidebar(
    browser,
    { functions: { onGmailMessage: () => [card] } },
    async ({ card: shown, panel, host }) => {
      await shown.getByLabel("Stage").selectOption("B");
      await panel.getByRole("status").getByText("Done").waitFor();
      expect(host.calls.at(-1)?.event.commonEventObject.formInputs).toEqual({
        stage: { stringInputs: { value: ["b"] } },
      });
      expect(await shown.getByLabel("Stage").inputValue()).toBe("b");
    },
  );
});
