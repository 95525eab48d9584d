import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Browser } from "playwright-core";
import type { Card } from "../../dev/apps-script/card-json.ts";
import { launchBrowser } from "../support/browser.ts";
import { openSidebar, withSidebar } from "./open-sidebar.ts";
import type { OpenSidebar } from "./open-sidebar.ts";
import { everyWidget } from "./sample-world.ts";

let browser: Browser;
let sidebar: OpenSidebar;

beforeAll(async () => {
  browser = await launchBrowser();
  sidebar = await openSidebar(browser, { functions: { onGmailMessage: () => [everyWidget] } });
  await sidebar.card.getByRole("heading", { name: "Every widget" }).waitFor();
});

afterAll(async () => {
  await sidebar.close();
  await browser.close();
});

/** By how much the card is wider than the panel. */
const overflow = `(() => { const body = document.querySelector(".panel-body"); return body.scrollWidth - body.clientWidth; })()`;

describe("a card", () => {
  test("shows its header with picture, title and subtitle", async () => {
    const header = sidebar.card.locator(".card-header");
    expect(await header.getByRole("img", { name: "Blue dot" }).isVisible()).toBe(true);
    expect(await header.innerText()).toMatch(/^Every widget\s+one of each kind$/);
  });

  test("turns Google's tags into formatting and entities into characters", async () => {
    const paragraph = sidebar.card.locator(".text-paragraph");
    expect(await paragraph.innerText()).toBe(
      "Plain, bold, italic, underlined, struck, red,\na link & an entity.",
    );
    expect(await paragraph.locator("b").innerText()).toBe("bold");
    expect(await paragraph.locator("span").getAttribute("style")).toBe("color: rgb(217, 48, 37);");
    const link = paragraph.getByRole("link", { name: "a link" });
    expect(await link.getAttribute("href")).toBe("https://example.test/page");
    expect(await link.getAttribute("target")).toBe("_blank");
    expect(await link.getAttribute("rel")).toContain("noopener");
  });

  test("cuts a text off unless it wraps, the label above always, the label below never", async () => {
    const height = async (selector: string): Promise<number> =>
      Math.round((await sidebar.card.locator(selector).first().boundingBox())?.height ?? 0);
    expect(await height(".decorated-main:not(.wraps)")).toBe(20);
    expect(await height(".decorated-main.wraps")).toBeGreaterThan(20);
    expect(await height(".top-label")).toBe(16);
    expect(await height(".bottom-label")).toBeGreaterThan(16);
  });

  test("draws a dot for an icon nobody knows", async () => {
    const path = sidebar.card
      .locator(".decorated-text", { hasText: "because the add-on says so" })
      .locator("path");
    expect(await path.getAttribute("d")).toBe("M12 8a4 4 0 1 0 0 8a4 4 0 1 0 0-8z");
  });

  test("lays out right-to-left text from the right", async () => {
    const texts = `[...document.querySelectorAll(".decorated-main:dir(rtl)")].map((element) => element.textContent)`;
    expect(await sidebar.page.evaluate(texts)).toEqual(["نص من اليمين إلى اليسار"]);
  });

  test("shows each kind of button", async () => {
    const list = sidebar.card.locator(".button-list");
    expect(await list.getByRole("button").count()).toBe(6);
    expect(await list.getByRole("button", { name: "Disabled" }).isDisabled()).toBe(true);
    expect(await list.getByRole("button", { name: "Favourite" }).locator("svg").count()).toBe(1);
    expect(await list.getByRole("button", { name: "Colour" }).getAttribute("style")).toContain(
      "rgb(24, 128, 56)",
    );
  });

  test("hides the rest of a collapsible section behind “Show more”", async () => {
    const grid = sidebar.card.locator(".grid");
    expect(await grid.isVisible()).toBe(false);
    await sidebar.card.getByRole("button", { name: "Show more" }).click();
    expect(await grid.isVisible()).toBe(true);
    expect(await grid.getByRole("listitem").count()).toBe(2);
    await sidebar.card.getByRole("button", { name: "Show less" }).click();
    expect(await grid.isVisible()).toBe(false);
  });

  test("tells which grid item was clicked", async () => {
    await sidebar.card.getByRole("button", { name: "Show more" }).click();
    await sidebar.card.locator(".grid").getByRole("button", { name: "Two" }).click();
    await sidebar.panel.getByRole("status").getByText("Done").waitFor();
    expect(sidebar.host.calls.at(-1)?.event.commonEventObject.parameters).toEqual({
      grid_item_identifier: "two",
    });
  });

  test("keeps the footer in sight however long the card is", async () => {
    expect(await sidebar.card.locator(".card-footer").getByRole("button", { name: "Save" }).isVisible()).toBe(
      true,
    );
    const [footer, panel] = await Promise.all([
      sidebar.card.locator(".card-footer").boundingBox(),
      sidebar.panel.boundingBox(),
    ]);
    expect((footer?.y ?? 0) + (footer?.height ?? 0)).toBeCloseTo((panel?.y ?? 0) + (panel?.height ?? 0), 0);
  });

  test("names every control for a screen reader", async () => {
    for (const label of ["Name", "City", "Company", "Note", "Due", "At", "Time"]) {
      expect(await sidebar.card.getByLabel(label, { exact: true }).count()).toBe(1);
    }
    expect(await sidebar.card.getByRole("combobox", { name: "Stage" }).count()).toBe(1);
    expect(await sidebar.card.getByRole("group", { name: "Kind" }).getByRole("radio").count()).toBe(2);
    expect(await sidebar.card.getByRole("switch", { name: "With a switch" }).isChecked()).toBe(true);
    expect(
      await sidebar.card
        .getByRole("group", { name: "Flags" })
        .getByRole("switch", { name: "Newsletter" })
        .count(),
    ).toBe(1);
  });

  test("fits the panel without scrolling sideways", async () => {
    expect(await sidebar.page.evaluate(overflow)).toBe(0);
  });

  test("breaks no rule of the page's policy", () => {
    expect(sidebar.complaints).toEqual([]);
  });
});

test("a card of long words and empty strings stays inside the panel", async () => {
  const long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft".repeat(4);
  const card: Card = {
    header: { title: long, subtitle: long },
    sections: [
      {
        header: long,
        widgets: [
          { textParagraph: { text: long } },
          { textParagraph: { text: "" } },
          {
            decoratedText: {
              topLabel: long,
              text: long,
              bottomLabel: long,
              startIcon: { knownIcon: "PERSON" },
              button: { text: long, onClick: {} },
            },
          },
          { decoratedText: { text: long, wrapText: true } },
          { buttonList: { buttons: [{ text: long, onClick: {} }] } },
          { textInput: { name: "n", label: long, value: long, hintText: long } },
          {
            selectionInput: {
              name: "s",
              label: long,
              type: "DROPDOWN",
              items: [{ text: long, value: "x", selected: true }],
            },
          },
          {
            selectionInput: {
              name: "c",
              label: long,
              type: "CHECK_BOX",
              items: [{ text: long, value: "x", selected: true }],
            },
          },
          {
            selectionInput: {
              name: "m",
              label: long,
              type: "MULTI_SELECT",
              items: [{ text: long, value: "x", selected: true }],
            },
          },
        ],
      },
    ],
  };
  await withSidebar(
    browser,
    { functions: { onGmailMessage: () => [card] } },
    async ({ card: shown, page }) => {
      await shown.waitFor();
      expect(await page.evaluate(overflow)).toBe(0);
    },
  );
});
