import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Browser } from "playwright-core";
import type { ActionResponse, Button, Card, Navigation } from "../../dev/apps-script/card-json.ts";
import { launchBrowser } from "../support/browser.ts";
import { withSidebar } from "./open-sidebar.ts";
import type { OpenSidebar, SidebarOptions } from "./open-sidebar.ts";
import { ScriptFailure } from "./sample-host.ts";
import { addon, push } from "./sample-world.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
});

const button = (text: string, functionName: string): Button => ({
  text,
  onClick: { action: { function: functionName } },
});

const card = (title: string, ...buttons: readonly Button[]): Card => ({
  name: title,
  header: { title },
  sections: [{ widgets: [{ buttonList: { buttons } }] }],
});

function respond(navigations: readonly Navigation[], more: Partial<ActionResponse> = {}): ActionResponse {
  return { renderActions: { action: { navigations } }, ...more };
}

/** Three cards deep, with every way back. */
const walk: SidebarOptions = {
  functions: {
    onHomepage: () => [card("Home", button("Deeper", "onOne"))],
    onGmailMessage: () => [card("Root", button("Deeper", "onOne"))],
    onOne: () => push(card("One", button("Deeper", "onTwo"))),
    onTwo: () =>
      push(
        card(
          "Two",
          button("Pop", "onPop"),
          button("To root", "onRoot"),
          button("To One", "onNamed"),
          button("Update", "onUpdate"),
        ),
      ),
    onPop: () => respond([{ pop: true }]),
    onRoot: () => respond([{ popToRoot: true }]),
    onNamed: () => respond([{ popToCard: "One" }]),
    onUpdate: () => respond([{ updateCard: card("Two, updated") }]),
  },
};

async function press(sidebar: OpenSidebar, name: string): Promise<void> {
  await sidebar.card.getByRole("button", { name, exact: true }).click();
}

async function back(sidebar: OpenSidebar): Promise<void> {
  await sidebar.panel.getByRole("button", { name: "Back" }).click();
}

async function isFocused({ page }: OpenSidebar): Promise<unknown> {
  return await page.evaluate('document.activeElement.matches(".panel .card")');
}

async function seeCard({ panel }: OpenSidebar, title: string): Promise<void> {
  await panel.locator(".panel-body").getByRole("heading", { name: title, exact: true }).waitFor();
}

async function goDeep(sidebar: OpenSidebar): Promise<void> {
  await press(sidebar, "Deeper");
  await seeCard(sidebar, "One");
  await press(sidebar, "Deeper");
  await seeCard(sidebar, "Two");
}

describe("within a stack", () => {
  test.each([
    ["Pop", "One"],
    ["To root", "Root"],
    ["To One", "One"],
    ["Update", "Two, updated"],
  ])("“%s” leads to %s", async (name, title) => {
    await withSidebar(browser, walk, async (sidebar) => {
      await goDeep(sidebar);
      await press(sidebar, name);
      await seeCard(sidebar, title);
    });
  });

  test("the back arrow goes down card by card and moves the focus to each", async () => {
    await withSidebar(browser, walk, async (sidebar) => {
      await goDeep(sidebar);
      expect(await isFocused(sidebar)).toBe(true);
      await back(sidebar);
      await seeCard(sidebar, "One");
      expect(await isFocused(sidebar)).toBe(true);
      await back(sidebar);
      await seeCard(sidebar, "Root");
    });
  });
});

describe("between the two stacks", () => {
  test("back from the contextual root leads home, where the contextual card peeks out and leads back", async () => {
    await withSidebar(browser, walk, async (sidebar) => {
      await goDeep(sidebar);
      await press(sidebar, "To root");
      await seeCard(sidebar, "Root");
      await back(sidebar);
      await seeCard(sidebar, "Home");
      expect(await sidebar.panel.getByRole("button", { name: "Back" }).isVisible()).toBe(false);
      await sidebar.panel.locator(".panel-peek").getByRole("button", { name: "Root" }).click();
      await seeCard(sidebar, "Root");
    });
  });

  test("popping to the root stays in the stack one is in", async () => {
    await withSidebar(browser, { ...walk, at: "#/mail" }, async (sidebar) => {
      await seeCard(sidebar, "Home");
      await goDeep(sidebar);
      await press(sidebar, "To root");
      await seeCard(sidebar, "Home");
    });
  });

  test("the home stack is as it was left after a mail was looked at", async () => {
    await withSidebar(browser, { ...walk, at: "#/mail" }, async (sidebar) => {
      await seeCard(sidebar, "Home");
      await press(sidebar, "Deeper");
      await seeCard(sidebar, "One");
      await sidebar.page.getByRole("button", { name: /Rollout in Q3/ }).click();
      await seeCard(sidebar, "Root");
      await sidebar.page.getByRole("button", { name: "Back to list" }).click();
      await seeCard(sidebar, "One");
      expect(sidebar.host.calls.filter(({ functionName }) => functionName === "onHomepage")).toHaveLength(1);
    });
  });

  test("a card of display style PEEK waits at the bottom of the home page", async () => {
    const functions = {
      ...walk.functions,
      onGmailMessage: () => [
        { ...card("Root"), displayStyle: "PEEK", peekCardHeader: { title: "Look here" } } as const,
      ],
    };
    await withSidebar(browser, { functions }, async (sidebar) => {
      await seeCard(sidebar, "Home");
      await sidebar.panel.getByRole("button", { name: "Look here" }).click();
      await seeCard(sidebar, "Root");
    });
  });

  test("no contextual card leaves the home page", async () => {
    await withSidebar(
      browser,
      { functions: { ...walk.functions, onGmailMessage: () => [] } },
      async (sidebar) => {
        await seeCard(sidebar, "Home");
        expect(await sidebar.panel.locator(".panel-peek").getByRole("button").count()).toBe(0);
      },
    );
  });

  test("an add-on without a home page has no way back from its contextual root", async () => {
    const world = {
      addon: { ...addon, gmail: { homepage: null, contextual: "onGmailMessage", compose: null } },
    };
    await withSidebar(browser, { ...walk, world }, async (sidebar) => {
      await seeCard(sidebar, "Root");
      expect(await sidebar.panel.getByRole("button", { name: "Back" }).isVisible()).toBe(false);
      await sidebar.page.getByRole("button", { name: "Back to list" }).click();
      await sidebar.card.waitFor({ state: "detached" });
    });
  });
});

test("several cards of a trigger are a list of headers", async () => {
  await withSidebar(
    browser,
    { functions: { onGmailMessage: () => [card("First"), card("Second")] } },
    async (sidebar) => {
      await sidebar.card.getByRole("button", { name: "Second" }).click();
      await seeCard(sidebar, "Second");
      await back(sidebar);
      await sidebar.card.getByRole("button", { name: "First" }).waitFor();
    },
  );
});

describe("the menu", () => {
  test("holds card actions, Refresh on a root, and universal actions", async () => {
    await withSidebar(browser, {}, async ({ page, panel, card: shown }) => {
      await shown.getByRole("heading", { name: "Maria Keller" }).waitFor();
      await panel.getByRole("button", { name: "More options" }).click();
      expect(await page.getByRole("menuitem").allInnerTexts()).toEqual([
        "Edit contact",
        "Refresh",
        "Open CRM",
        "Settings",
      ]);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await shown.getByRole("heading", { name: "Every widget" }).waitFor();
      await panel.getByRole("button", { name: "More options" }).click();
      expect(await page.getByRole("menuitem").allInnerTexts()).toEqual(["Open CRM", "Settings"]);
      await page.keyboard.press("Escape");
      expect(await page.getByRole("menu").count()).toBe(0);
    });
  });

  test("refreshes the root by its trigger", async () => {
    let runs = 0;
    const onGmailMessage = () => [card(`Run ${(runs += 1)}`)];
    await withSidebar(browser, { functions: { onGmailMessage } }, async (sidebar) => {
      await seeCard(sidebar, "Run 1");
      await sidebar.panel.getByRole("button", { name: "More options" }).click();
      await sidebar.page.getByRole("menuitem", { name: "Refresh" }).click();
      await seeCard(sidebar, "Run 2");
    });
  });
});

describe("a response", () => {
  test("shows its notification", async () => {
    await withSidebar(
      browser,
      { functions: { onGmailMessage: () => [card("Root", button("Log", "onLog"))] } },
      async (sidebar) => {
        await press(sidebar, "Log");
        const note = sidebar.panel.getByRole("status").getByText("Logged for Maria Keller");
        await note.waitFor();
        await sidebar.panel.getByRole("button", { name: "Dismiss" }).click();
        expect(await note.count()).toBe(0);
      },
    );
  });

  test("that changed the state has the contextual card fetched again", async () => {
    let runs = 0;
    const functions = {
      onGmailMessage: () => [card(`Run ${(runs += 1)}`, button("Form", "onForm"))],
      onForm: () => push(card("Form", button("Save", "onSave"))),
      onSave: () => respond([{ popToRoot: true }], { stateChanged: true }),
    };
    await withSidebar(browser, { functions }, async (sidebar) => {
      await press(sidebar, "Form");
      await press(sidebar, "Save");
      await seeCard(sidebar, "Run 2");
    });
  });

  test("that changed the state and redraws the root itself costs no second run there, but one at home", async () => {
    let homes = 0;
    const functions = {
      onHomepage: () => [card(`Home ${(homes += 1)}`)],
      onGmailMessage: () => [card("Root", button("Log", "onSave"))],
      onSave: () => respond([{ updateCard: card("Root, logged") }], { stateChanged: true }),
    };
    await withSidebar(browser, { functions, at: "#/mail" }, async (sidebar) => {
      await seeCard(sidebar, "Home 1");
      await sidebar.page.getByRole("button", { name: /Rollout in Q3/ }).click();
      await press(sidebar, "Log");
      await seeCard(sidebar, "Root, logged");
      await back(sidebar);
      await seeCard(sidebar, "Home 2");
      expect(sidebar.host.calls.filter(({ functionName }) => functionName === "onGmailMessage")).toHaveLength(
        1,
      );
    });
  });

  test("opens a link in a tab that knows nothing of the page", async () => {
    const url = "http://localhost:1/contacts/1";
    const functions = {
      onGmailMessage: () => [card("Root", { text: "Open", onClick: { openLink: { url } } })],
    };
    await withSidebar(browser, { functions }, async (sidebar) => {
      const [tab] = await Promise.all([
        sidebar.page.waitForEvent("popup"),
        sidebar.page.context().waitForEvent("request", (request) => request.url() === url),
        press(sidebar, "Open"),
      ]);
      expect(await tab.evaluate("window.opener === null && document.referrer === ''")).toBe(true);
    });
  });

  test("that links to an overlay with reload runs the trigger again once it is closed", async () => {
    let runs = 0;
    const functions = {
      onGmailMessage: () => [card(`Run ${(runs += 1)}`, button("Connect", "onConnect"))],
      onConnect: (): ActionResponse => ({
        renderActions: {
          action: { link: { url: "http://localhost:1/", openAs: "OVERLAY", onClose: "RELOAD" } },
        },
      }),
    };
    await withSidebar(browser, { functions }, async (sidebar) => {
      const [overlay] = await Promise.all([sidebar.page.waitForEvent("popup"), press(sidebar, "Connect")]);
      await overlay.close();
      await seeCard(sidebar, "Run 2");
    });
  });

  test("of the wrong kind is an error, as at Google", async () => {
    const functions = {
      onGmailMessage: () => [card("Root", button("Wrong", "onWrong"))],
      onWrong: () => [card("A card")],
    };
    await withSidebar(browser, { functions }, async (sidebar) => {
      await press(sidebar, "Wrong");
      await sidebar.card.getByText("Something went wrong when executing the add-on.").waitFor();
      await back(sidebar);
      await seeCard(sidebar, "Root");
    });
  });
});

describe("a failed execution", () => {
  test("shows Google's card with the details folded away, and Refresh recovers", async () => {
    let isBroken = true;
    const onGmailMessage = () => {
      if (isBroken) throw new TypeError("Cannot read properties of undefined");
      return [card("Root")];
    };
    await withSidebar(browser, { functions: { onGmailMessage } }, async (sidebar) => {
      await sidebar.card.getByText("Something went wrong when executing the add-on.").waitFor();
      const details = sidebar.card.getByText("TypeError: Cannot read properties of undefined");
      expect(await details.isVisible()).toBe(false);
      await sidebar.card.getByText("Details").click();
      expect(await details.isVisible()).toBe(true);
      isBroken = false;
      await sidebar.panel.getByRole("button", { name: "More options" }).click();
      await sidebar.page.getByRole("menuitem", { name: "Refresh" }).click();
      await seeCard(sidebar, "Root");
    });
  });

  test("for want of a permission asks for it", async () => {
    let isAuthorized = false;
    const onGmailMessage = () => {
      if (isAuthorized) return [card("Root")];
      throw new ScriptFailure({
        name: "AuthorizationException",
        message: "",
        stack: "",
        authorization: { authorizationUrl: "http://localhost:1/auth", resourceDisplayName: "Northwind CRM" },
      });
    };
    await withSidebar(browser, { functions: { onGmailMessage } }, async (sidebar) => {
      await sidebar.card.getByText("Rapport needs your permission to access Northwind CRM.").waitFor();
      const [consent] = await Promise.all([
        sidebar.page.waitForEvent("popup"),
        press(sidebar, "Authorize access"),
      ]);
      isAuthorized = true;
      await consent.close();
      await seeCard(sidebar, "Root");
    });
  });

  test("says so when the server is gone", async () => {
    await withSidebar(browser, walk, async (sidebar) => {
      await seeCard(sidebar, "Root");
      await sidebar.page.route("**/execute", (route) => route.abort());
      await press(sidebar, "Deeper");
      await sidebar.card.getByText("Something went wrong when executing the add-on.").waitFor();
    });
  });
});

describe("while an action runs", () => {
  function slow(loadIndicator: "SPINNER" | "NONE") {
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const functions = {
      onGmailMessage: () => [
        card("Root", { text: "Slow", onClick: { action: { function: "onSlow", loadIndicator } } }),
      ],
      onSlow: async () => {
        await finished;
        return await push(card("Slow result"));
      },
    };
    return { functions, finish };
  }

  test("a bar moves at the top and the card takes no input", async () => {
    const { functions, finish } = slow("SPINNER");
    await withSidebar(browser, { functions }, async (sidebar) => {
      await press(sidebar, "Slow");
      await sidebar.panel.getByRole("progressbar", { name: "Loading" }).waitFor();
      expect(await sidebar.panel.locator(".panel-body").getAttribute("inert")).toBe("");
      finish();
      await seeCard(sidebar, "Slow result");
      expect(await sidebar.panel.getByRole("progressbar").isVisible()).toBe(false);
    });
  });

  test("nothing moves when the action wants no indicator", async () => {
    const { functions, finish } = slow("NONE");
    await withSidebar(browser, { functions }, async (sidebar) => {
      await seeCard(sidebar, "Root");
      const asked = sidebar.page.waitForRequest("**/execute");
      await press(sidebar, "Slow");
      await asked;
      expect(await sidebar.panel.getByRole("progressbar").isVisible()).toBe(false);
      expect(await sidebar.panel.locator(".panel-body").getAttribute("inert")).toBeNull();
      finish();
      await seeCard(sidebar, "Slow result");
    });
  });

  test("an answer for a mail that was left is dropped", async () => {
    const { functions, finish } = slow("SPINNER");
    await withSidebar(browser, { functions }, async (sidebar) => {
      const answered = sidebar.page.waitForResponse(
        (response) => response.request().postData()?.includes("onSlow") === true,
      );
      await press(sidebar, "Slow");
      await sidebar.page.getByRole("button", { name: "Back to list" }).click();
      await seeCard(sidebar, "Good morning, Anna");
      finish();
      await (await answered).finished();
      await seeCard(sidebar, "Good morning, Anna");
      expect(await sidebar.panel.getByRole("progressbar").isVisible()).toBe(false);
    });
  });
});
