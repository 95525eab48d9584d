import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import type { ScriptResult, UpdateDraft } from "../../dev/apps-script/card-json.ts";
import { launchBrowser } from "../support/browser.ts";
import { withSidebar } from "./open-sidebar.ts";
import type { OpenSidebar, SidebarOptions } from "./open-sidebar.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
});

const composing = (page: Page) => page.getByRole("dialog", { name: "Compose", exact: true });
const body = (page: Page) => page.getByRole("textbox", { name: "Message body" });

async function reply(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Reply", exact: true }).click();
  await composing(page).waitFor();
}

describe("a new mail", () => {
  test("is saved as a draft while it is written, and sent", async () => {
    await withSidebar(browser, {}, async ({ page, host, complaints }) => {
      await page.getByRole("button", { name: "Compose" }).click();
      await page.getByLabel("To recipients").fill("Maria Keller <maria.keller@alpenblick.test>");
      await page.getByRole("button", { name: "Add Cc recipients", exact: true }).click();
      await page.getByLabel("Cc recipients", { exact: true }).fill("jonas@alpenblick.test");
      await page.getByLabel("Subject").fill("Numbers");
      await body(page).pressSequentially("Hello Maria");
      await composing(page).getByText("Draft saved").waitFor();
      expect([...host.drafts.open.values()]).toMatchObject([
        {
          to: "Maria Keller <maria.keller@alpenblick.test>",
          cc: "jonas@alpenblick.test",
          subject: "Numbers",
        },
      ]);
      await page.getByRole("button", { name: "Send" }).click();
      await page.getByText("Message sent").waitFor();
      expect(await composing(page).count()).toBe(0);
      expect(host.drafts.open.size).toBe(0);
      expect(host.drafts.sent).toHaveLength(1);
      expect(host.drafts.sent[0]?.html).toContain("Hello Maria");
      expect(complaints).toEqual([]);
    });
  });

  test("without a recipient is not sent, and that is said", async () => {
    await withSidebar(browser, {}, async ({ page, host }) => {
      await page.getByRole("button", { name: "Compose" }).click();
      await body(page).pressSequentially("To nobody");
      await page.getByRole("button", { name: "Send" }).click();
      await composing(page).getByText("Please specify at least one recipient.").waitFor();
      expect(host.drafts.sent).toEqual([]);
    });
  });

  test("that Google refuses stays open with Google's words", async () => {
    await withSidebar(browser, {}, async ({ page, host }) => {
      host.drafts.refusal = "Google answered 400 to /drafts/send: Recipient address required";
      await page.getByRole("button", { name: "Compose" }).click();
      await page.getByLabel("To recipients").fill("x@x.test");
      await page.getByRole("button", { name: "Send" }).click();
      await composing(page).getByText("Recipient address required").waitFor();
      host.drafts.refusal = undefined;
      await page.getByRole("button", { name: "Send" }).click();
      await page.getByText("Message sent").waitFor();
      expect(host.drafts.sent).toHaveLength(1);
    });
  });

  test("is gone when it is discarded, and stays as a draft when it is closed", async () => {
    await withSidebar(browser, {}, async ({ page, host }) => {
      await page.getByRole("button", { name: "Compose" }).click();
      await body(page).pressSequentially("Later");
      await page.getByRole("button", { name: "Save and close" }).click();
      await page.getByRole("button", { name: "Compose" }).click();
      expect(host.drafts.open.size).toBe(1);
      await body(page).pressSequentially("Never");
      await composing(page).getByText("Draft saved").waitFor();
      await page.getByRole("button", { name: "Discard draft" }).click();
      await composing(page).waitFor({ state: "detached" });
      await page.getByRole("button", { name: "Compose" }).click();
      await composing(page).waitFor();
      expect(host.drafts.open.size).toBe(1);
    });
  });

  test("is written from the alias chosen", async () => {
    await withSidebar(browser, {}, async ({ page, host }) => {
      host.drafts.senders = [
        { email: "anna@northwind.test", name: "Anna Berger", signature: "<b>Anna</b><script>x</script>" },
        { email: "sales@northwind.test", name: "Northwind Sales", signature: "" },
      ];
      await page.getByRole("button", { name: "Compose" }).click();
      expect(await body(page).innerHTML()).toContain("<b>Anna</b>");
      expect(await body(page).innerHTML()).not.toContain("script");
      await page.getByLabel("From", { exact: true }).selectOption("sales@northwind.test");
      await page.getByLabel("To recipients").fill("x@x.test");
      await page.getByRole("button", { name: "Send" }).click();
      await page.getByText("Message sent").waitFor();
      expect(host.drafts.sent[0]?.from).toBe("sales@northwind.test");
    });
  });
});

describe("a reply", () => {
  test("goes to whoever wrote, into the conversation, which shows it without a reload", async () => {
    await withSidebar(browser, {}, async ({ page, host, card }) => {
      await card.waitFor();
      const opened = host.calls.length;
      await reply(page);
      expect(await page.getByLabel("To recipients").inputValue()).toBe(
        "Maria Keller <maria.keller@alpenblick.test>",
      );
      expect(await page.getByLabel("Subject").inputValue()).toBe("Re: Rollout in Q3: numbers for 40 seats");
      await body(page).pressSequentially("Thursday suits me.");
      expect(await body(page).innerText()).toMatch(/Thursday suits me\.[\s\S]*wrote:\s+Hi Anna/);
      await page.getByRole("button", { name: "Send" }).click();
      await page.locator(".conversation").getByText("Thursday suits me.").waitFor();
      expect(host.drafts.sent[0]).toMatchObject({ replyTo: "m-offer", threadId: "t-rollout" });
      // The add-on stays with the message it was opened for.
      expect(host.calls).toHaveLength(opened);
      await page.getByRole("button", { name: "Sent" }).click();
      await page.locator(".thread").getByText("Rollout in Q3").waitFor();
    });
  });

  test("is offered once the mail is as tall as it will be: no button moves from under the pointer", async () => {
    await withSidebar(browser, {}, async ({ page }) => {
      const loaded = Promise.withResolvers<undefined>();
      await page.route("**/messages/*/body", async (route) => {
        await loaded.promise;
        await route.continue();
      });
      await page.reload({ waitUntil: "commit" });
      await page.locator(".mail-frame").waitFor({ state: "attached" });
      const button = page.getByRole("button", { name: "Reply", exact: true });
      expect(await button.count()).toBe(0);
      loaded.resolve(undefined);
      await button.waitFor();
    });
  });

  test("to all copies the others on it", async () => {
    await withSidebar(browser, {}, async ({ page }) => {
      await page.getByRole("button", { name: "Reply all" }).click();
      await composing(page).waitFor();
      expect(await page.getByLabel("Cc recipients", { exact: true }).inputValue()).toBe(
        "Jonas Wirth <jonas@alpenblick.test>",
      );
    });
  });

  test("and a mail that somebody else sends meanwhile both appear, and what is open stays", async () => {
    await withSidebar(browser, {}, async ({ page, host }) => {
      await reply(page);
      await body(page).pressSequentially("Half a sent");
      const [rollout] = host.threads;
      const newest = rollout?.messages.at(-1);
      if (rollout === undefined || newest === undefined) throw new Error("no conversation");
      host.threads[0] = {
        ...rollout,
        messages: [...rollout.messages, { ...newest, id: "m-new", hasHtml: false, text: "One more thing" }],
      };
      host.touch();
      await page.getByText("One more thing").waitFor();
      await body(page).pressSequentially("ence");
      expect(await body(page).innerText()).toContain("Half a sentence");
    });
  });
});

describe("the add-on in the compose window", () => {
  const update = (updateDraftAction: UpdateDraft): ScriptResult => ({
    renderActions: { hostAppAction: { gmailAction: { updateDraftAction } } },
  });
  const card = {
    header: { title: "Templates" },
    sections: [
      {
        widgets: [
          { buttonList: { buttons: [{ text: "Insert", onClick: { action: { function: "onInsert" } } }] } },
        ],
      },
    ],
  };
  const withTemplates = (updateDraftAction: UpdateDraft): SidebarOptions => ({
    functions: { onCompose: () => [card], onInsert: () => update(updateDraftAction) },
  });

  async function openAddon({ page }: OpenSidebar) {
    await page.getByRole("button", { name: "Rapport: Insert from CRM" }).click();
    const popup = page.getByRole("dialog", { name: "Rapport: Insert from CRM" });
    await popup.getByRole("heading", { name: "Templates" }).waitFor();
    return popup;
  }

  test("is told the recipients, and inserts where the cursor is", async () => {
    const options = withTemplates({
      updateBody: {
        type: "IN_PLACE_INSERT",
        insertContents: [
          { content: "<b>our offer</b><img src=x onerror=alert(1)>", contentType: "MUTABLE_HTML" },
          { content: " & <more>\nlines", contentType: "TEXT" },
        ],
      },
      updateSubject: { subject: "Our offer" },
      updateCcRecipients: { ccRecipients: ["jonas@alpenblick.test"] },
    });
    await withSidebar(browser, options, async (sidebar) => {
      const { page, host } = sidebar;
      await reply(page);
      await body(page).pressSequentially("Here is , Maria");
      for (const _letter of ", Maria") await page.keyboard.press("ArrowLeft");
      const popup = await openAddon(sidebar);
      expect(host.calls.at(-1)?.event).toMatchObject({
        commonEventObject: { hostApp: "GMAIL" },
        gmail: { toRecipients: ["maria.keller@alpenblick.test"], ccRecipients: [], bccRecipients: [] },
      });
      expect(host.calls.at(-1)?.event.gmail).not.toHaveProperty("messageId");
      await popup.getByRole("button", { name: "Insert" }).click();
      await popup.waitFor({ state: "detached" });
      expect(await body(page).innerText()).toMatch(/^Here is our offer & <more>\nlines, Maria/);
      expect(await body(page).innerHTML()).not.toContain("img");
      expect(await page.getByLabel("Subject").inputValue()).toBe("Our offer");
      expect(await page.getByLabel("Cc recipients", { exact: true }).inputValue()).toBe(
        "jonas@alpenblick.test",
      );
      await composing(page).getByText("Draft saved").waitFor();
    });
  });

  test("inserts at the start when the body was not touched", async () => {
    const insertContents = [{ content: "Dear Maria", contentType: "TEXT" }] as const;
    const options = withTemplates({ updateBody: { type: "IN_PLACE_INSERT", insertContents } });
    await withSidebar(browser, options, async (sidebar) => {
      await sidebar.page.getByRole("button", { name: "Compose" }).click();
      const popup = await openAddon(sidebar);
      await popup.getByRole("button", { name: "Insert" }).click();
      expect((await body(sidebar.page).innerText()).trim()).toBe("Dear Maria");
    });
  });

  test("goes away with Escape and leaves the draft as it was", async () => {
    await withSidebar(browser, withTemplates({}), async (sidebar) => {
      await reply(sidebar.page);
      const before = await body(sidebar.page).innerHTML();
      const popup = await openAddon(sidebar);
      await popup.press("Escape");
      await popup.waitFor({ state: "detached" });
      expect(await body(sidebar.page).innerHTML()).toBe(before);
    });
  });
});

test("a draft that the add-on has made opens in the compose window", async () => {
  const made: ScriptResult = {
    renderActions: {
      hostAppAction: {
        gmailAction: { openCreatedDraftAction: { draftId: "d9", draftThreadId: "t-rollout" } },
      },
    },
  };
  const options = { functions: { onGmailMessage: () => [button("Write", "onWrite")], onWrite: () => made } };
  await withSidebar(browser, options, async ({ page, host, panel }) => {
    host.drafts.open.set("d9", {
      id: "d9",
      threadId: "t-rollout",
      from: "anna@northwind.test",
      to: "maria.keller@alpenblick.test",
      cc: "",
      bcc: "",
      subject: "From the add-on",
      html: "<div>Hello</div>",
      replyTo: "m-offer",
    });
    await panel.getByRole("button", { name: "Write" }).click();
    await composing(page).getByRole("heading", { name: "From the add-on" }).waitFor();
    expect(await body(page).innerText()).toBe("Hello");
  });
});

function button(text: string, functionName: string) {
  return {
    header: { title: text },
    sections: [
      { widgets: [{ buttonList: { buttons: [{ text, onClick: { action: { function: functionName } } }] } }] },
    ],
  };
}
