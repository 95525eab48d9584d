/** Booking from the sidebar, through the real bundle into the local Google's calendar and the CRM. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { connectGoogle } from "../../dev/demo/connect-google.ts";
import type { SidebarPage } from "../../dev/demo/sidebar-page.ts";
import { ada, ben, startDemoWorld } from "./demo-world.ts";
import type { DemoWorld } from "./demo-world.ts";
import { back, linksOn, noticeOf, overflowOf, toggle, valueOf } from "./panel-probe.ts";

let world: DemoWorld;
let page: SidebarPage;
const tom = "tabernathy@greatlakesdairy.example";

beforeAll(async () => {
  world = await startDemoWorld(6110);
  await connectGoogle(world.stack, ada, ["calendar"]);
  page = await world.open();
});
afterAll(async () => {
  await world.close();
});

async function toForm(): Promise<void> {
  await page.goTo("#/calendar");
  await page.press("Schedule with a contact");
  await page.press(/Tom Abernathy/);
}

function booked(title: string) {
  return [...world.calendar().events()].filter(
    ({ summary, status }) => summary === title && status !== "cancelled",
  );
}

/** `Tue 24 Nov`, as the card writes it. */
function dayName(day: string): string {
  const options = { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat("en-GB", options).format(new Date(day)).replace(",", "");
}

describe("a meeting", () => {
  test("is booked from the calendar's home card at a free time, with a Meet link", async () => {
    await toForm();
    expect(await valueOf(page, "Title")).toBe("Meeting with Tom Abernathy");
    expect(await valueOf(page, "Guests")).toBe(tom);
    expect(await valueOf(page, "Time zone")).toBe("Europe/Berlin");
    await page.fill("Place", "Room 7");
    await toggle(page, "Add a Google Meet link");
    await page.press("Find free times");
    expect(await page.text()).toContain(`Google does not tell when these are free: ${tom}`);
    expect(await overflowOf(page)).toBe(0);
    await page.press(/^\d\d:\d\d$/);
    expect(await valueOf(page, "Place")).toBe("Room 7");
    await page.press("Book");
    expect(await noticeOf(page)).toBe("Booked");
    const text = await page.text();
    expect(text).toMatch(/Meeting with Tom Abernathy[\s\S]*30 min[\s\S]*Room 7[\s\S]*meet\.google\.com\//);
    expect(await linksOn(page)).not.toContain(null);
    const [event, ...others] = booked("Meeting with Tom Abernathy");
    expect(others).toEqual([]);
    expect(event).toMatchObject({ location: "Room 7", attendees: [{ email: tom }] });
  });

  test("stands on the lead's card at once, and leads there from its own", async () => {
    await page.press("Tom Abernathy");
    expect(await page.text()).toMatch(/VP Supply Chain/);
    expect(await page.text()).toContain("Next meeting");
  });

  test("from a mail has its subject, and every contact on it", async () => {
    const mail = world.deliver({
      from: { name: "Tom Abernathy", email: tom },
      to: [{ email: ada }],
      cc: [{ email: "ingrid.haugen@fjordline.example" }, { email: "stranger@else.example" }],
      subject: "AW: Re: Loading dock",
      text: "When can we talk?",
    });
    await page.openMail(mail);
    await page.press("Schedule");
    expect(await valueOf(page, "Title")).toBe("Loading dock");
    expect(await valueOf(page, "Guests")).toBe(`${tom}, ingrid.haugen@fjordline.example`);
  });

  test("again with those of an event", async () => {
    const [event] = booked("Meeting with Tom Abernathy");
    await page.openEvent(event?.id ?? "");
    await page.panel.getByRole("button", { name: "More options" }).click();
    await page.page.getByRole("menuitem", { name: "Schedule another" }).click();
    await page.idle();
    expect(await valueOf(page, "Guests")).toBe(tom);
  });
});

describe("free times", () => {
  test("leave out when a colleague is busy", async () => {
    await toForm();
    const day = await valueOf(page, "Day");
    world.calendar(ben).insert({
      summary: "Fair",
      start: { dateTime: `${day}T00:00:00Z` },
      end: { dateTime: `${day}T23:00:00Z` },
    });
    await page.press("Find free times");
    expect(await page.text()).toContain(dayName(day));
    await page.fill("Guests", `${tom}, ${ben}`);
    await page.press("Find free times");
    expect(await page.text()).not.toContain(dayName(day));
    expect(await page.text()).not.toContain(`free: ${tom}, ${ben}`);
  });

  test("are shown on the meeting's own clock", async () => {
    await page.fill("Time zone", "America/New_York");
    await page.press("Find free times");
    const times = await page.panel.getByRole("button", { name: /^\d\d:\d\d$/ }).allInnerTexts();
    // From nine to five in Berlin.
    expect(times.length).toBeGreaterThan(0);
    for (const time of times) expect(time >= "03:00" && time < "11:00").toBe(true);
  });

  test("go on in the next week", async () => {
    const first = await page.panel.getByText(/^\w{3} \d+ \w{3}$/).allInnerTexts();
    await page.press("Later days");
    const next = await page.panel.getByText(/^\w{3} \d+ \w{3}$/).allInnerTexts();
    expect(next.length).toBeGreaterThan(0);
    expect(next.filter((day) => first.includes(day))).toEqual([]);
  });

  test("are copied into a mail as text", async () => {
    await page.press("As text for a mail");
    expect(await page.panel.getByLabel("For your mail").inputValue()).toMatch(/^\w{3},? \d+ \w+/);
    await back(page);
    expect(await valueOf(page, "Guests")).toBe(`${tom}, ${ben}`);
  });
});

describe("what is wrong stands at its field, and what was typed stays", () => {
  test("what is missing", async () => {
    await toForm();
    await page.fill("Title", "");
    await page.fill("Guests", "");
    await page.press("Book");
    const text = await page.text();
    expect(text).toMatch(
      /Give it a title\.[\s\S]*Invite somebody\.[\s\S]*Choose a time, or let Rapport find one\./,
    );
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ["an unknown zone", { "Time zone": "Europe/Nowhere" }, /Time zone is not a time zone/],
    ["an address without a domain", { Guests: `${tom}, ann@` }, /ann@ has no domain/],
    ["nobody of the CRM", { Guests: "somebody@else.example" }, /None of them is a lead or client/],
    ["a day in the past", { Day: "2020-01-02" }, /Time [^\n]*past/],
    [
      "an hour that the clock skips",
      { Day: "2027-03-28", Time: "02:30" },
      /Time does not exist in Europe\/Berlin/,
    ],
  ])("%s", async (_, fields, message) => {
    const before = booked("Not to be").length;
    await toForm();
    await page.fill("Title", "Not to be");
    await page.fill("Time", "10:00");
    for (const [label, value] of Object.entries(fields)) await page.fill(label, value);
    await page.press("Book");
    expect(await page.text()).toMatch(message);
    expect(await valueOf(page, "Title")).toBe("Not to be");
    for (const [label, value] of Object.entries(fields)) expect(await valueOf(page, label)).toBe(value);
    expect(booked("Not to be")).toHaveLength(before);
  });
});

describe("in German", () => {
  let german: SidebarPage;
  beforeEach(async () => {
    german = await world.open({ locale: "de-DE" });
  });

  test("all the same", async () => {
    await german.goTo("#/calendar");
    await german.press("Termin mit einem Kontakt");
    await german.press(/Tom Abernathy/);
    await german.press("Freie Zeiten suchen");
    expect(await german.text()).toMatch(/Freie Zeiten[\s\S]*(Mo|Di|Mi|Do|Fr)\.?, \d+\. /);
    expect(await overflowOf(german)).toBe(0);
    await german.press(/^\d\d:\d\d$/);
    await german.fill("Titel", "Besuch bei Tom");
    await german.press("Eintragen");
    expect(await noticeOf(german)).toBe("Eingetragen");
    expect(booked("Besuch bei Tom")).toHaveLength(1);
  });
});
