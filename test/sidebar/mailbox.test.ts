import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Browser } from "playwright-core";
import { launchBrowser } from "../support/browser.ts";
import { withSidebar } from "./open-sidebar.ts";
import { message } from "./sample-world.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
});

describe("the list", () => {
  test("shows who wrote what and when, and what is unread", async () => {
    await withSidebar(browser, { at: "" }, async ({ page, complaints }) => {
      const rows = page.getByRole("list", { name: "Conversations" }).getByRole("button");
      await rows.first().waitFor();
      expect(await rows.count()).toBe(11);
      expect(await rows.first().innerText()).toMatch(
        /me, Maria\s*2\s*Rollout in Q3: numbers for 40 seats - Hi Anna/,
      );
      expect(await page.locator(".thread.unread").count()).toBe(2);
      expect(page.url()).toContain("#/mail");
      expect(complaints).toEqual([]);
    });
  });

  test("goes on page by page and back", async () => {
    await withSidebar(browser, { at: "#/mail", world: { pageSize: 4 } }, async ({ page }) => {
      const first = page.locator(".thread-subject").first();
      await page.getByText("1–4 of about 11").waitFor();
      expect(await page.getByRole("button", { name: "Newer" }).isDisabled()).toBe(true);
      await page.getByRole("button", { name: "Older" }).click();
      await page.getByText("5–8 of about 11").waitFor();
      expect(await first.innerText()).toBe("Pipeline review on Monday");
      await page.getByRole("button", { name: "Older" }).click();
      await page.getByText("9–11 of 11").waitFor();
      expect(await page.getByRole("button", { name: "Older" }).isDisabled()).toBe(true);
      await page.getByRole("button", { name: "Newer" }).click();
      await page.getByText("5–8 of about 11").waitFor();
    });
  });

  test("is what a search finds, and the search has an address", async () => {
    await withSidebar(browser, { at: "#/mail" }, async ({ page }) => {
      await page.getByRole("searchbox", { name: "Search mail" }).fill("rollout seats");
      await page.keyboard.press("Enter");
      await page.getByText("Results for “rollout seats”").waitFor();
      expect(await page.locator(".thread").count()).toBe(1);
      expect(page.url()).toContain("#/search/rollout%20seats");
    });
  });

  test("says when there is nothing", async () => {
    await withSidebar(browser, { at: "#/folder/sent" }, async ({ page }) => {
      await page.getByText("Nothing in this folder.").waitFor();
    });
  });

  test("says when it cannot be had, and tries again", async () => {
    await withSidebar(browser, { at: "#/folder/spam" }, async ({ page }) => {
      await page.getByText("Nothing in this folder.").waitFor();
      await page.route("**/threads?*", (route) =>
        route.fulfill({ status: 502, json: { detail: "Google answered 503" } }),
      );
      await page.getByRole("button", { name: "Inbox" }).click();
      await page.getByRole("alert").getByText("Google answered 503").waitFor();
      await page.unroute("**/threads?*");
      await page.getByRole("button", { name: "Try again" }).click();
      await page.getByText("Security questionnaire").waitFor();
    });
  });
});

describe("a conversation", () => {
  test("opens its newest message beside the add-on, which is told of it", async () => {
    await withSidebar(browser, { at: "#/mail" }, async ({ page, card, host }) => {
      await page.getByRole("button", { name: /Rollout in Q3: numbers/ }).click();
      await card.getByRole("heading", { name: "Maria Keller" }).waitFor();
      expect(await page.frameLocator("iframe.mail-frame").getByText("budget for 40 seats").isVisible()).toBe(
        true,
      );
      expect(await page.getByText("Security questionnaire.pdf").isVisible()).toBe(true);
      const { event, functionName, user } = host.calls.at(-1) ?? {};
      expect({ functionName, user, gmail: event?.gmail }).toEqual({
        functionName: "onGmailMessage",
        user: "anna@northwind.test",
        gmail: { messageId: "m-offer", threadId: "t-rollout" },
      });
    });
  });

  test("gives the frame the height of the mail", async () => {
    await withSidebar(browser, {}, async ({ page }) => {
      await page.frameLocator("iframe.mail-frame").getByText("Maria Keller").waitFor();
      const height = (await page.locator("iframe.mail-frame").boundingBox())?.height ?? 0;
      expect(height).toBeGreaterThan(300);
      expect(
        await page.evaluate(`document.querySelector("iframe").contentDocument.body.scrollHeight`),
      ).toBeLessThanOrEqual(height);
    });
  });

  test("unfolding another message runs the add-on for that one", async () => {
    await withSidebar(browser, {}, async ({ page, card, host }) => {
      await card.waitFor();
      const ran = page.waitForResponse("**/execute");
      await page.getByRole("button", { name: /Anna Berger.*as promised/ }).click();
      await ran;
      expect(host.calls.at(-1)?.event.gmail?.messageId).toBe("m-first");
      expect(await page.getByText("Would Thursday suit you for a short call?").isVisible()).toBe(true);
    });
  });

  test("can be linked with one of its messages, as another user, in another language", async () => {
    await withSidebar(
      browser,
      {
        at: "?user=tom@northwind.test#/mail/t-rollout/m-first",
        locale: "de-DE",
        timeZone: "America/New_York",
      },
      async ({ page, card, host }) => {
        await card.waitFor();
        const call = host.calls.at(-1);
        expect(call?.user).toBe("tom@northwind.test");
        expect(call?.event.gmail?.messageId).toBe("m-first");
        expect(call?.event.commonEventObject).toMatchObject({
          userLocale: "de-DE",
          timeZone: { id: "America/New_York" },
        });
        expect(await page.getByRole("button", { name: "Signed in as Tom Reyes" }).isVisible()).toBe(true);
      },
    );
  });

  test("folds the quoted history of a text", async () => {
    const text =
      "Fine with me.\n\nOn Mon, Mar 2, 2026 at 9:00 AM Maria <m@x.test> wrote:\n> Shall we?\n> See https://x.test/plan\n";
    const world = {
      threads: [
        {
          id: "t",
          subject: "",
          labels: [],
          messages: [message({ id: "m", threadId: "t", at: Date.now(), text })],
        },
      ],
    };
    await withSidebar(browser, { at: "#/mail/t", world }, async ({ page }) => {
      await page.getByRole("heading", { name: "(no subject)" }).waitFor();
      expect(await page.locator(".mail-text").innerText()).toBe("Fine with me.");
      await page.getByRole("button", { name: "Show trimmed content" }).click();
      expect(await page.getByRole("link", { name: "https://x.test/plan" }).getAttribute("target")).toBe(
        "_blank",
      );
      expect(await page.getByText("> Shall we?").isVisible()).toBe(true);
    });
  });

  test("that does not exist says so and leads back", async () => {
    await withSidebar(browser, { at: "#/mail/none" }, async ({ page }) => {
      await page.getByRole("alert").getByText("There is nothing under this id.").waitFor();
      await page.getByRole("button", { name: "Back to the inbox" }).click();
      await page.getByText("Security questionnaire").first().waitFor();
    });
  });
});

describe("the frame around it", () => {
  test("turns the visitor into a colleague at the same mail", async () => {
    await withSidebar(browser, {}, async ({ page, card, host }) => {
      await card.waitFor();
      await page.getByRole("button", { name: "Signed in as Anna Berger" }).click();
      await page.getByRole("menuitem", { name: "Tom Reyes" }).click();
      await page.getByRole("button", { name: "Signed in as Tom Reyes" }).waitFor();
      await card.waitFor();
      expect(page.url()).toContain("#/mail/t-rollout");
      expect(host.calls.at(-1)?.user).toBe("tom@northwind.test");
    });
  });

  test("closes the panel and opens it again", async () => {
    await withSidebar(browser, {}, async ({ page, panel }) => {
      await panel.getByRole("button", { name: "Close" }).click();
      expect(await panel.isVisible()).toBe(false);
      await page.getByRole("button", { name: "Rapport" }).click();
      expect(await panel.isVisible()).toBe(true);
    });
  });

  test("keeps the panel out of the way in a narrow window until it is asked for", async () => {
    await withSidebar(browser, { viewport: { width: 640, height: 800 } }, async ({ page, panel }) => {
      await page.getByRole("heading", { name: /Rollout in Q3/ }).waitFor();
      expect(await panel.isVisible()).toBe(false);
      await page.getByRole("button", { name: "Rapport" }).click();
      await panel.getByRole("heading", { name: "Maria Keller" }).waitFor();
      expect(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")).toBe(true);
    });
  });
});
