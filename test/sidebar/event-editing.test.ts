import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import type { ScriptResult } from "../../dev/apps-script/card-json.ts";
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
    event({ id: "mine", title: "Interview", start: at(1, 9), end: at(1, 10) }),
    event({
      id: "theirs",
      title: "Tasting",
      start: at(2, 9),
      end: at(2, 10),
      organizer: { email: "maria.keller@alpenblick.test", self: false },
      attendees: [
        {
          email: "anna@northwind.test",
          self: true,
          optional: false,
          organizer: false,
          resource: false,
          responseStatus: "needsAction",
          additionalGuests: 0,
          comment: "",
        },
      ],
    }),
  ],
};
const calendar = { at: "#/calendar/2026-03-04", world, timeZone: "UTC" };

async function clickSlot(page: Page, day: number, hour: number): Promise<void> {
  const column = page.locator(".day-column").nth(day);
  await column.waitFor();
  await column.click({ position: { x: 40, y: hour * 48 + 5 } });
}

describe("a new event", () => {
  test("begins with a click on a free slot, is shown to the add-on unsaved, and is saved", async () => {
    await withSidebar(browser, calendar, async ({ page, host, card, complaints }) => {
      await clickSlot(page, 5, 14);
      const form = page.getByRole("form", { name: "New event" });
      await form.waitFor();
      await card.getByRole("heading", { name: "Maria Keller" }).waitFor();
      const unsaved = host.calls.at(-1);
      expect(unsaved?.functionName).toBe("onCalendarEvent");
      const id = unsaved?.event.calendar?.id ?? "";
      expect(id).toMatch(/^[0-9a-v]{26}$/);
      expect(host.events.some((one) => one.id === id)).toBe(false);

      await form.getByLabel("Title").fill("Coffee with Maria");
      await form.getByLabel("Add guests").fill("maria.keller@alpenblick.test");
      await form.getByText("Add Google Meet").click();
      await form.getByLabel("Location").fill("Bar Centrale");
      await form.getByRole("button", { name: "Save" }).click();
      await page.getByText("Event saved").waitFor();
      const popup = page.getByRole("dialog", { name: "Coffee with Maria" });
      await popup.getByRole("link", { name: "Join with Google Meet" }).waitFor();
      expect(host.events.find((one) => one.id === id)).toMatchObject({
        title: "Coffee with Maria",
        start: at(4, 14),
        end: at(4, 15),
        location: "Bar Centrale",
        attendees: [
          { email: "anna@northwind.test", responseStatus: "accepted" },
          { email: "maria.keller@alpenblick.test", responseStatus: "needsAction" },
        ],
      });
      expect(host.calls.at(-1)?.event.calendar).toMatchObject({ id });
      expect(complaints).toEqual([]);
    });
  });

  test("of the day's last hour ends at midnight", async () => {
    await withSidebar(browser, calendar, async ({ page, host }) => {
      await clickSlot(page, 5, 23);
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Event saved").waitFor();
      expect(host.events.at(-1)).toMatchObject({ start: at(4, 23), end: at(5, 0) });
    });
  });

  test("is nothing once it is closed", async () => {
    await withSidebar(browser, calendar, async ({ page, host, card }) => {
      await clickSlot(page, 5, 14);
      await page.getByRole("button", { name: "Close event" }).click();
      await card.getByRole("heading", { name: "Good morning, Anna" }).waitFor();
      expect(await page.locator(".event.unsaved").count()).toBe(0);
      expect(host.events).toHaveLength(2);
    });
  });

  test.each([
    [{ Start: "15:00", End: "14:00" }, "The event ends before it starts."],
    [{ End: "" }, "The time is incomplete."],
    [{ "Add guests": "somebody" }, "“somebody” is no e-mail address."],
  ])("that cannot be, %j, is not saved, and the form says why", async (fields, sentence) => {
    await withSidebar(browser, calendar, async ({ page, host }) => {
      await clickSlot(page, 5, 14);
      for (const [label, value] of Object.entries(fields))
        await page.getByLabel(label, { exact: true }).fill(value);
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("alert").getByText(sentence).waitFor();
      expect(host.events).toHaveLength(2);
    });
  });
});

describe("an event of one's own", () => {
  test("is moved by dragging, to the quarter of an hour and the day", async () => {
    await withSidebar(browser, calendar, async ({ page, host }) => {
      const box = await page.locator("[data-event-id=mine]").boundingBox();
      const column = await page.locator(".day-column").first().boundingBox();
      if (box === null || column === null) throw new Error("nothing to drag");
      const [x, y] = [box.x + 20, box.y + 10];
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x + 2 * column.width, y + 48 * 1.5, { steps: 4 });
      await page.mouse.up();
      await page.getByText("Event moved").waitFor();
      expect(host.events.find(({ id }) => id === "mine")).toMatchObject({
        start: at(3, 10.5),
        end: at(3, 11.5),
      });
      expect(await page.getByRole("dialog").count()).toBe(0);
    });
  });

  test("is changed in its form and deleted", async () => {
    await withSidebar(browser, { ...calendar, at: "#/event/mine" }, async ({ page, host }) => {
      await page.getByRole("button", { name: "Edit event" }).click();
      await page.getByLabel("Title").fill("Second interview");
      await page.getByLabel("Start").fill("11:15");
      await page.getByLabel("End", { exact: true }).fill("12:00");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("dialog", { name: "Second interview" }).waitFor();
      expect(host.events.find(({ id }) => id === "mine")).toMatchObject({
        start: at(1, 11.25),
        end: at(1, 12),
      });
      await page.getByRole("button", { name: "Delete event" }).click();
      await page.getByText("Event deleted").waitFor();
      expect(host.events.map(({ id }) => id)).toEqual(["theirs"]);
      await page.locator("[data-event-id=mine]").waitFor({ state: "detached" });
    });
  });

  const night = {
    ...calendar,
    world: { events: [event({ id: "mine", title: "Release", start: at(1, 22), end: at(2, 1) })] },
    at: "#/event/mine",
  };

  test("keeps its times, also over midnight, when only its title is changed", async () => {
    await withSidebar(browser, night, async ({ page, host }) => {
      await page.getByRole("button", { name: "Edit event" }).click();
      await page.getByLabel("Title").fill("Release 2");
      const sent = page.waitForRequest((request) => request.method() === "PATCH");
      await page.getByRole("button", { name: "Save" }).click();
      expect(Object.keys((await sent).postDataJSON() as object)).not.toContain("start");
      await page.getByRole("dialog", { name: "Release 2" }).waitFor();
      expect(host.events).toMatchObject([{ start: at(1, 22), end: at(2, 1) }]);
    });
  });

  test.each([
    [{ Start: "23:00" }, at(1, 23), at(2, 1)],
    [{ Day: "2026-03-05" }, at(3, 22), at(4, 1)],
    [{ End: "23:30" }, at(1, 22), at(1, 23.5)],
  ])("over midnight, given %j, ends on the day that is meant", async (fields, start, end) => {
    await withSidebar(browser, night, async ({ page, host }) => {
      await page.getByRole("button", { name: "Edit event" }).click();
      for (const [label, value] of Object.entries(fields))
        await page.getByLabel(label, { exact: true }).fill(value);
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Event saved").waitFor();
      expect(host.events).toMatchObject([{ start, end }]);
    });
  });

  test("for days keeps their number when its last hour is changed", async () => {
    const trip = event({ id: "mine", title: "Trip", start: at(1, 9), end: at(3, 17) });
    await withSidebar(browser, { ...night, world: { events: [trip] } }, async ({ page, host }) => {
      await page.getByRole("button", { name: "Edit event" }).click();
      await page.getByLabel("End", { exact: true }).fill("08:00");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Event saved").waitFor();
      expect(host.events).toMatchObject([{ start: at(1, 9), end: at(3, 8) }]);
    });
  });

  test("that was changed elsewhere meanwhile is not overwritten", async () => {
    await withSidebar(browser, { ...calendar, at: "#/event/mine" }, async ({ page, host }) => {
      await page.getByRole("button", { name: "Edit event" }).click();
      const index = host.events.findIndex(({ id }) => id === "mine");
      const mine = host.events[index];
      if (mine === undefined) throw new Error("no event");
      host.events[index] = { ...mine, title: "Theirs now", etag: '"7"' };
      await page.getByLabel("Title").fill("Mine");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("alert").getByText("changed or deleted elsewhere").waitFor();
      expect(host.events[index].title).toBe("Theirs now");
    });
  });

  test("that somebody else moves is seen moved, and one deleted is gone, without a reload", async () => {
    await withSidebar(browser, calendar, async ({ page, host }) => {
      await page.locator("[data-event-id=mine]").waitFor();
      const before = await page.locator("[data-event-id=mine]").boundingBox();
      const index = host.events.findIndex(({ id }) => id === "mine");
      const mine = host.events[index];
      if (mine === undefined) throw new Error("no event");
      host.events[index] = { ...mine, start: at(1, 12), end: at(1, 13), etag: '"2"' };
      host.touch();
      await page.getByText("12 – 1 PM").waitFor();
      const after = await page.locator("[data-event-id=mine]").boundingBox();
      expect((after?.y ?? 0) - (before?.y ?? 0)).toBeCloseTo(3 * 48, 0);
      host.events.splice(index, 1);
      host.touch();
      await page.locator("[data-event-id=mine]").waitFor({ state: "detached" });
    });
  });
});

test("a guest answers, and cannot move the event", async () => {
  await withSidebar(browser, { ...calendar, at: "#/event/theirs" }, async ({ page, host }) => {
    expect(await page.getByRole("button", { name: "Edit event" }).count()).toBe(0);
    await page.getByRole("button", { name: "Yes", exact: true }).click();
    await page.getByText("Answer sent").waitFor();
    expect(host.events.find(({ id }) => id === "theirs")?.attendees[0]?.responseStatus).toBe("accepted");
    await page.getByRole("button", { name: "Yes", exact: true, pressed: true }).waitFor();
  });
});

test("guests that the add-on adds are in the form until they are saved", async () => {
  const added: ScriptResult = {
    renderActions: {
      hostAppAction: {
        calendarAction: { addAttendeesAction: { addAttendeeEmails: ["jonas@alpenblick.test"] } },
      },
    },
  };
  const card = {
    header: { title: "Event" },
    sections: [
      {
        widgets: [{ buttonList: { buttons: [{ text: "Add", onClick: { action: { function: "onAdd" } } }] } }],
      },
    ],
  };
  const functions = { onCalendarEvent: () => [card], onAdd: () => added };
  await withSidebar(
    browser,
    { ...calendar, at: "#/event/mine", functions },
    async ({ page, host, panel }) => {
      await panel.getByRole("button", { name: "Add" }).click();
      const form = page.getByRole("form", { name: "Edit event" });
      await form.getByText("jonas@alpenblick.test").waitFor();
      expect(host.events.find(({ id }) => id === "mine")?.attendees).toEqual([]);
      await form.getByRole("button", { name: "Save" }).click();
      await page.getByText("Event saved").waitFor();
      expect(host.events.find(({ id }) => id === "mine")?.attendees.map(({ email }) => email)).toEqual([
        "anna@northwind.test",
        "jonas@alpenblick.test",
      ]);
    },
  );
});

test("an open event that somebody else moves to another week stays open, with its new time", async () => {
  await withSidebar(browser, { ...calendar, at: "#/event/mine" }, async ({ page, host, complaints }) => {
    await page.getByRole("dialog", { name: "Interview" }).waitFor();
    const index = host.events.findIndex(({ id }) => id === "mine");
    const mine = host.events[index];
    if (mine === undefined) throw new Error("no event");
    host.events[index] = { ...mine, start: at(9, 9), end: at(9, 10), etag: '"2"' };
    host.touch();
    await page.getByText("Wednesday, March 11").waitFor();
    host.events.splice(index, 1);
    host.touch();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
  });
});
