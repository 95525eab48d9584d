/** Signing in and connecting through the local Google's consent page, as a rep does it on the Integrations page. */
import type { DemoWorld } from "./demo-world.ts";

export async function connectGoogle(
  { browser, stack }: DemoWorld,
  person: string,
  what: "Gmail" | "Calendar" | "sending",
): Promise<void> {
  const context = await browser.newContext({ baseURL: stack.url });
  try {
    const page = await context.newPage();
    const consent = async () => {
      await page.getByRole("radio", { name: person }).check();
      await page.getByRole("button", { name: "Continue" }).click();
      await page.waitForURL(new RegExp(`^${stack.url}/`));
    };
    await page.goto("/settings/integrations");
    await page.getByRole("link", { name: "Sign in with Google" }).click();
    await consent();
    await page.getByRole("link", { name: what === "sending" ? "Allow sending" : `Connect ${what}` }).click();
    await consent();
  } finally {
    await context.close();
  }
}
