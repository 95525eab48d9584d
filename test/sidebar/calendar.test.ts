import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser } from "playwright-core";
import { launchBrowser } from "../support/browser.ts";
import { withSidebar } from "./open-sidebar.ts";
import { event } from "./sample-world.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
});

const monday = Date.UTC(2026, 2, 2);
const at = (day: number, hour: number) => ({ at: monday + (day * 24 + hour) * 3_600_000 });

const world = {
  events: [
    event({ id: "early", title: "Breakfast", start: at(0, 8), end: at(0, 9) }),
    event({ id: "overlap", title: "Interview", start: at(0, 8.5), end: at(0, 10) }),
    event({ id: "night", title: "Night train", start: at(1, 22), end: at(2, 6) }),
    event({ id: "fair", title: "Trade fair", start: { date: "2026-03-05" }, end: { date: "2026-03-07" } }),
    event({ id: "next", title: "Next week", start: at(8, 9), end: at(8, 10) }),
  ],
};

test("a week shows timed events at their time, side by side where they overlap", async () => {
  await withSidebar(
    browser,
    { at: "#/calendar/2026-03-04", world, timeZone: "UTC" },
    async ({ page, complaints }) => {
      const box = async (id: string) => await page.locator(`[data-event-id=${id}]`).first().boundingBox();
      await page.getByRole("heading", { name: "March 2026" }).first().waitFor();
      const [early, overlap] = [await box("early"), await box("overlap")];
      expect((overlap?.y ?? 0) - (early?.y ?? 0)).toBeCloseTo(24, 0);
      expect(overlap?.x).toBeGreaterThan((early?.x ?? 0) + (early?.width ?? 0));
      expect(await page.locator("[data-event-id=night]").count()).toBe(2);
      expect(await page.locator(".all-day-cell [data-event-id=fair]").count()).toBe(2);
      expect(await page.locator("[data-event-id=next]").count()).toBe(0);
      await page.getByRole("button", { name: "Next week" }).first().click();
      await page.locator("[data-event-id=next]").waitFor();
      expect(page.url()).toContain("#/calendar/2026-03-08");
      expect(complaints).toEqual([]);
    },
  );
});

test.each([
  ["en-US", "SUN", "Mar – Apr 2026", "8 AM"],
  ["en-GB", "MON", "Mar – Apr 2026", "08:00"],
  ["de-DE", "MO", "März – Apr. 2026", "08:00"],
])("in %s a week begins on %s, in %s, and work at %s", async (locale, weekday, months, hour) => {
  await withSidebar(browser, { at: "#/calendar/2026-04-01", world, locale }, async ({ page }) => {
    await page.locator(".hour-label", { hasText: hour }).first().waitFor();
    expect(await page.locator(".day-name").first().innerText()).toBe(weekday);
    expect(await page.locator(".calendar-title").innerText()).toMatch(
      new RegExp(months.replace(" – ", "\\s?–\\s?")),
    );
  });
});

test("an all-day event stays on its day in every zone", async () => {
  for (const timeZone of ["Pacific/Auckland", "America/Los_Angeles"]) {
    await withSidebar(browser, { at: "#/event/fair", world, timeZone }, async ({ page }) => {
      await page.getByRole("dialog").getByText("Thursday, March 5 – Friday, March 6").waitFor();
    });
  }
});

test("an event opens beside the add-on, which gets its attendees but not its title", async () => {
  await withSidebar(browser, { at: "#/calendar" }, async ({ page, card, host }) => {
    await card.waitFor();
    await page.locator("[data-event-id=e-rollout]").click();
    const popup = page.getByRole("dialog", { name: "Rollout call with Alpenblick" });
    await popup.waitFor();
    expect(await popup.getByText("3 guests").isVisible()).toBe(true);
    expect(await popup.getByText("2 yes, 1 awaiting").isVisible()).toBe(true);
    expect(await popup.getByRole("link", { name: "Join with Google Meet" }).getAttribute("href")).toBe(
      "https://meet.example.test/abc-defg-hij",
    );
    await card.getByRole("heading", { name: "Maria Keller" }).waitFor();
    const call = host.calls.at(-1);
    expect(call?.functionName).toBe("onCalendarEvent");
    expect(call?.event.commonEventObject.hostApp).toBe("CALENDAR");
    expect(call?.event.calendar?.attendees?.map(({ email }) => email)).toContain(
      "maria.keller@alpenblick.test",
    );
    expect(JSON.stringify(call?.event)).not.toContain("Rollout call");
  });
});

test("closing the event brings the home page back", async () => {
  await withSidebar(browser, { at: "#/event/e-rollout" }, async ({ page, card }) => {
    await card.getByRole("heading", { name: "Maria Keller" }).waitFor();
    await page.getByRole("dialog").press("Escape");
    await card.getByRole("heading", { name: "Good morning, Anna" }).waitFor();
    expect(page.url()).toContain("#/calendar/");
  });
});

test.each([
  ["early", "Monday, March 2 · 8 – 9 AM"],
  ["night", "Tuesday, March 3, 10:00 PM – Wednesday, March 4, 6:00 AM"],
  ["away", "Thursday, March 5 – Friday, March 6"],
])("the open event %s says when it is", async (id, text) => {
  const away = event({ id: "away", title: "Out of office", start: at(3, 0), end: at(5, 0) });
  const events = [...world.events, away];
  await withSidebar(
    browser,
    { at: `#/event/${id}`, world: { events }, timeZone: "UTC" },
    async ({ page }) => {
      const shown = await page.locator(".event-popup-when").innerText();
      expect(shown.replace(/\s+/g, " ")).toBe(text);
      expect(await page.locator(".all-day-cell [data-event-id=away]").count()).toBe(2);
    },
  );
});

test("an unknown event says so", async () => {
  await withSidebar(browser, { at: "#/event/none" }, async ({ page }) => {
    await page.getByRole("alert").getByText("There is nothing under this id.").waitFor();
  });
});
