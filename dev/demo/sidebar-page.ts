/** The demo's page in a real browser, driven as a visitor would: for end-to-end tests and for the pictures of the docs. */
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";

export interface SidebarPageOptions {
  readonly user: string;
  readonly locale?: string;
  readonly timeZone?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
}

export class SidebarPage {
  readonly page: Page;
  /** The add-on's panel. */
  readonly panel: Locator;
  /** Errors of the page so far: there should be none. */
  readonly complaints: string[] = [];
  readonly #context: BrowserContext;
  readonly #url: string;
  readonly #user: string;

  static async open(browser: Browser, url: string, options: SidebarPageOptions): Promise<SidebarPage> {
    const context = await browser.newContext({
      viewport: options.viewport ?? { width: 1440, height: 900 },
      locale: options.locale ?? "en-GB",
      timezoneId: options.timeZone ?? "Europe/Berlin",
    });
    return new SidebarPage(context, await context.newPage(), url, options.user);
  }

  private constructor(context: BrowserContext, page: Page, url: string, user: string) {
    this.#context = context;
    this.#url = url;
    this.#user = user;
    this.page = page;
    this.panel = page.getByRole("complementary", { name: "Rapport" });
    page.setDefaultTimeout(15_000);
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") this.complaints.push(message.text());
    });
  }

  /** `#/mail`, `#/mail/THREAD/MESSAGE`, `#/calendar`, `#/event/ID`. */
  async goTo(hash: string): Promise<void> {
    // A new document each time: a mere change of the hash would keep the panel's stack.
    await this.page.goto("about:blank");
    await this.page.goto(`${this.#url}/?user=${encodeURIComponent(this.#user)}${hash}`);
    await this.idle();
  }

  async openMail(mail: { readonly threadId: string; readonly messageId: string }): Promise<void> {
    await this.goTo(`#/mail/${mail.threadId}/${mail.messageId}`);
  }

  async openEvent(eventId: string): Promise<void> {
    await this.goTo(`#/event/${encodeURIComponent(eventId)}`);
  }

  /** A button of the card by its words; waits for what it brings. */
  async press(name: string | RegExp): Promise<void> {
    await this.panel.getByRole("button", { name }).first().click();
    await this.idle();
  }

  /** Fills a field in and leaves it, as who goes on does: its suggestions would lie over what is pressed next. */
  async fill(label: string | RegExp, text: string): Promise<void> {
    const field = this.panel.getByLabel(label).first();
    await field.fill(text);
    await field.blur();
  }

  /** The card as a reader sees it. */
  async text(): Promise<string> {
    return await this.panel.innerText();
  }

  /** No callback is under way and a card is shown. */
  async idle(): Promise<void> {
    await this.panel.locator(".card, .failure").first().waitFor();
    await this.panel.getByRole("progressbar").waitFor({ state: "hidden" });
  }

  async close(): Promise<void> {
    await this.#context.close();
  }
}
