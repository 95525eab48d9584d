/** What the panel's document holds, asked for in the page itself. */
import type { SidebarPage } from "../../dev/demo/sidebar-page.ts";

/** Addresses that the card leads to. */
export async function linksOn({ panel }: SidebarPage): Promise<readonly (string | null)[]> {
  const links = await panel.getByRole("link").all();
  return await Promise.all(links.map(async (link) => await link.getAttribute("href")));
}

/** Pixels by which something is wider than the panel; 0 when the layout holds. */
export async function overflowOf({ page }: SidebarPage): Promise<unknown> {
  return await page.evaluate(
    `(() => { const body = document.querySelector(".panel-body"); return body.scrollWidth - body.clientWidth; })()`,
  );
}

/** Everything in the panel that could act, load or lead somewhere it should not. */
export async function dangersOn({ page }: SidebarPage): Promise<unknown> {
  return await page.evaluate(`[...document.querySelectorAll(".panel *")].flatMap((element) => [
    ...(/^(script|iframe|object|embed|link|style|meta|base|math|form|audio|video)$/i.test(element.tagName) ? ["element " + element.tagName] : []),
    ...[...element.attributes].filter(({ name }) => name.startsWith("on")).map(({ name }) => "handler " + name),
    ...(element.hasAttribute("href") && !/^(https|mailto|tel):/.test(element.getAttribute("href")) ? ["link " + element.getAttribute("href")] : []),
    ...(element.hasAttribute("src") && !/^(https|data):/.test(element.getAttribute("src")) && !element.src.startsWith(location.origin + "/") ? ["source " + element.getAttribute("src")] : []),
  ])`);
}

/** The notification at the bottom of the panel. */
export async function noticeOf({ panel }: SidebarPage): Promise<string> {
  return await panel.getByRole("status").innerText();
}

/** Ticks or unticks; the box itself is drawn, its label is what one clicks. */
export async function toggle({ panel }: SidebarPage, label: string): Promise<void> {
  await panel.locator("label", { hasText: label }).click();
}

/** What stands in a field. */
export async function valueOf({ panel }: SidebarPage, label: string): Promise<string> {
  return await panel.getByLabel(label, { exact: true }).inputValue();
}

export async function back(sidebar: SidebarPage): Promise<void> {
  await sidebar.panel.getByRole("button", { name: "Back", exact: true }).click();
  await sidebar.idle();
}

/** An entry of the panel's own menu, where the card's actions and the add-on's stand. */
export async function menu(sidebar: SidebarPage, item: string): Promise<void> {
  await sidebar.panel.getByRole("button", { name: "More options" }).click();
  await sidebar.page.getByRole("menuitem", { name: item }).click();
  await sidebar.idle();
}
