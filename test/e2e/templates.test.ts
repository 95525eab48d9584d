/** Templates in Chromium: into the sidebar's form, and into the mail that is being written in Gmail's own window. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { SidebarPage } from "../../dev/demo/sidebar-page.ts";
import { plainTextOf, startMailWorld } from "./mail-world.ts";
import type { MailWorld } from "./mail-world.ts";
import { valueOf } from "./panel-probe.ts";

let world: MailWorld;
let page: SidebarPage;

beforeAll(async () => {
  world = await startMailWorld(6160);
  page = await world.open();
  for (const template of [
    { name: "Offer", subject: "An offer for {{company}}", text: "Hello {{first_name}},\n\nfor {{company}}." },
    { name: "Visit", subject: "A visit", text: "Dear {{name}}, are you still {{title}}?" },
  ])
    await world.call("POST", "/templates", template);
}, 60_000);
afterAll(async () => {
  await world.close();
});

async function write(name: string): Promise<void> {
  await page.goTo("#/mail");
  await page.fill("Name, company, phone or address", name);
  await page.press("Search");
  await page.press(new RegExp(name));
  await page.press("New mail");
}

describe("in the sidebar's form", () => {
  test("a template comes with the contact's values, below what was typed", async () => {
    const { id } = await world.addContact({
      name: "Frida Falk",
      emails: ["frida@mill.example"],
      company: "Mill & Söhne <AB>",
    });
    await write("Frida");
    await page.fill("Text", "PS first.");
    await page.press("Insert");
    expect(await valueOf(page, "Subject")).toBe("An offer for Mill & Söhne <AB>");
    expect(await valueOf(page, "Text")).toBe("PS first.\n\nHello Frida,\n\nfor Mill & Söhne <AB>.");
    await page.press("Send");
    await world.untilSent(id);
    expect(plainTextOf(world.sentAbout("Mill & Söhne")[0])).toContain("for Mill & Söhne <AB>.");
  });

  test("a variable without value is named before sending, and keeps the mail from going", async () => {
    const { id } = await world.addContact({ name: "Gerda Grau", emails: ["gerda@mill.example"] });
    await write("Gerda");
    await page.panel.getByLabel("Template").selectOption("Visit");
    await page.press("Insert");
    expect(await page.text()).toContain("Rapport knows no value for {{title}}.");
    expect(await valueOf(page, "Text")).toBe("Dear Gerda Grau, are you still {{title}}?");
    await page.press("Send");
    expect(await page.text()).toContain("Rapport knows no value for {{title}}.");
    expect(await valueOf(page, "Text")).toBe("Dear Gerda Grau, are you still {{title}}?");
    expect(await world.untilSent(id)).toEqual([]);
    await page.fill("Text", "Dear Gerda Grau, how are you?");
    await page.press("Send");
    expect(await world.untilSent(id)).toHaveLength(1);
  });
});

describe("in Gmail's compose window", () => {
  const popup = () => page.page.getByRole("dialog", { name: "Rapport: Insert from CRM" });
  const body = () => page.page.getByRole("textbox", { name: "Message body" });

  async function compose(to: string): Promise<void> {
    await page.goTo("#/mail");
    await page.page.getByRole("button", { name: "Compose" }).click();
    if (to !== "") await page.page.getByRole("textbox", { name: "To recipients" }).fill(to);
    await page.page.getByRole("button", { name: "Rapport: Insert from CRM" }).click();
    await popup().getByText("Templates").waitFor();
  }

  test("stands who gets the mail; a template is seen, then goes where the cursor is", async () => {
    await world.addContact({ name: "Hanna Holm", emails: ["hanna@mill.example"], company: "Holm" });
    await compose("hanna@mill.example, joe@stranger.example");
    expect(await popup().innerText()).toMatch(
      /Recipients[\s\S]*Lead · New\s+Hanna Holm[\s\S]*Not in Rapport\s+joe@stranger.example/,
    );
    await popup().getByRole("button", { name: /Offer/ }).click();
    await popup().getByText("An offer for Holm").waitFor();
    expect(await popup().innerText()).toMatch(/Hello Hanna,\s+for Holm\./);
    await popup().getByRole("button", { name: "Insert with subject" }).click();
    await popup().waitFor({ state: "detached" });
    expect(await body().innerText()).toMatch(/^Hello Hanna,\s+for Holm\./);
    expect(await page.page.getByLabel("Subject").inputValue()).toBe("An offer for Holm");
  });

  test("stand the templates alone before there is a recipient, and say what they lack", async () => {
    await compose("");
    expect(await popup().innerText()).not.toContain("Recipients");
    await popup().getByRole("button", { name: /Visit/ }).click();
    await popup().getByText("Rapport knows no value for {{name}}, {{title}}.").waitFor();
  });
});
