/** Opens the sidebar page in Chromium over a sample world and notices everything the browser complains of. */
import type { Browser, Locator, Page } from "playwright-core";
import { createSampleHost } from "./sample-host.ts";
import type { SampleFunction, SampleHost, SampleWorld } from "./sample-host.ts";
import { sampleFunctions, sampleWorld } from "./sample-world.ts";
import { startSidebarServer } from "./sidebar-server.ts";

export interface OpenSidebar {
  readonly page: Page;
  readonly host: SampleHost;
  readonly url: string;
  /** The side panel. */
  readonly panel: Locator;
  /** The card that is shown in it. */
  readonly card: Locator;
  /** Errors and refused requests so far, without the add-on's logo, whose host does not exist. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

export interface SidebarOptions {
  /** Address behind the origin: query and hash. */
  readonly at?: string;
  /** Entry points that replace the sample add-on's. */
  readonly functions?: Readonly<Record<string, SampleFunction>>;
  readonly world?: Partial<SampleWorld>;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly locale?: string;
  readonly timeZone?: string;
}

export async function openSidebar(browser: Browser, options: SidebarOptions = {}): Promise<OpenSidebar> {
  const functions = { ...sampleFunctions, ...options.functions };
  const host = createSampleHost(sampleWorld({ ...options.world, functions }));
  const server = await startSidebarServer(host);
  const context = await browser.newContext({
    viewport: options.viewport ?? { width: 1280, height: 900 },
    locale: options.locale ?? "en-US",
    timezoneId: options.timeZone ?? "Europe/Berlin",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.location().url.includes("crm.example.test"))
      complaints.push(message.text());
  });
  await page.goto(`${server.url}/${options.at ?? "#/mail/t-rollout"}`);
  const panel = page.getByRole("complementary", { name: "Rapport" });
  return {
    page,
    host,
    url: server.url,
    panel,
    card: panel.locator(".card"),
    complaints,
    close: async () => {
      await context.close();
      await server.close();
    },
  };
}

/** Opens, uses and closes, also when the use fails. */
export async function withSidebar(
  browser: Browser,
  options: SidebarOptions,
  use: (sidebar: OpenSidebar) => Promise<void>,
): Promise<void> {
  const sidebar = await openSidebar(browser, options);
  try {
    await use(sidebar);
  } finally {
    await sidebar.close();
  }
}
