import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import type { Card, Widget } from "../../dev/apps-script/card-json.ts";
import { launchBrowser } from "../support/browser.ts";
import { withSidebar } from "./open-sidebar.ts";
import { anna, message, sampleWorld } from "./sample-world.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
});

/** Each would set the title to “pwned” or call leak.test if any of it came to life. */
const payloads: readonly string[] = [
  `<img src="https://leak.test/pixel.gif">`,
  `<div style="background:url(https://leak.test/background)">x</div>`,
  `<script>document.title="pwned"</script>`,
  `<img src=x onerror="document.title='pwned'">`,
  `"><img src=x onerror=document.title='pwned'>`,
  `' autofocus onfocus='document.title="pwned"' x='`,
  `<svg onload="document.title='pwned'">`,
  `<svg><script>document.title='pwned'</script></svg>`,
  `<a href="javascript:document.title='pwned'">click</a>`,
  `<a href="&#106;avascript:document.title='pwned'">click</a>`,
  `<a href="java\tscript:document.title='pwned'">click</a>`,
  `<a href=" javascript:document.title='pwned'">click</a>`,
  `<a href="data:text/html,<script>document.title='pwned'</script>">click</a>`,
  `<a href="vbscript:pwned">click</a>`,
  `<a href="https://ok.test/" onclick="document.title='pwned'">click</a>`,
  `<a href='https://ok.test/' style='position:fixed;inset:0'>click</a>`,
  `<font color="red;background:url(https://leak.test/x)">x</font>`,
  `<font color="expression(document.title='pwned')">x</font>`,
  `<b onmouseover="document.title='pwned'">x</b>`,
  `<b/onclick=document.title='pwned'>x</b>`,
  `<iframe srcdoc="<script>parent.document.title='pwned'</script>"></iframe>`,
  `<style>*{display:none}</style>`,
  `<form action="https://leak.test/"><input name=q></form>`,
  `<base href="https://leak.test/">`,
  `<meta http-equiv="refresh" content="0;url=https://leak.test/">`,
  `<link rel=stylesheet href="https://leak.test/x.css">`,
  `<object data="https://leak.test/"></object><embed src="https://leak.test/">`,
  `</p></article></aside><script>document.title='pwned'</script>`,
  `<!--<b>--><script>document.title='pwned'</script>`,
  `&lt;script&gt;document.title='pwned'&lt;/script&gt;`,
  `<<b>script>document.title='pwned'</b></script>`,
  `<math><mtext><img src=x onerror=document.title='pwned'></mtext></math>`,
  `\${document.title='pwned'} {{constructor.constructor('document.title="pwned"')()}}`,
  `__proto__`,
  `constructor`,
  `\u202Egnp.exe\u202C \u0000 \uFFFE`,
];

/** The text in every place of a card that takes one. */
function widgetsOf(text: string): readonly Widget[] {
  return [
    { textParagraph: { text } },
    {
      decoratedText: {
        topLabel: text,
        text,
        bottomLabel: text,
        startIcon: { knownIcon: text, altText: text },
        endIcon: { iconUrl: text },
        button: { text, altText: text, color: text, onClick: { openLink: { url: text } } },
      },
    },
    {
      decoratedText: {
        text,
        startIcon: { materialIcon: { name: text } },
        switchControl: { name: text, value: text },
      },
    },
    {
      buttonList: {
        buttons: [{ icon: { iconUrl: text, altText: text }, onClick: { openLink: { url: text } } }],
      },
    },
    { image: { imageUrl: text, altText: text } },
    {
      grid: {
        title: text,
        borderStyle: { type: "STROKE", strokeColor: text },
        items: [{ id: text, title: text, subtitle: text, image: { imageUri: text, altText: text } }],
      },
    },
    {
      textInput: {
        name: text,
        label: text,
        hintText: text,
        value: text,
        initialSuggestions: { items: [{ text }] },
      },
    },
    {
      selectionInput: {
        name: text,
        label: text,
        type: "DROPDOWN",
        items: [{ text, value: text, selected: true }],
      },
    },
    {
      selectionInput: {
        name: text,
        label: text,
        type: "CHECK_BOX",
        items: [{ text, value: text, selected: true, bottomText: text }],
      },
    },
    {
      selectionInput: {
        name: text,
        label: text,
        type: "MULTI_SELECT",
        items: [{ text, value: text, selected: true }],
      },
    },
    { dateTimePicker: { name: text, label: text, type: "DATE_ONLY", valueMsEpoch: "0" } },
  ];
}

const hostileCard: Card = {
  header: {
    title: payloads.join(" "),
    subtitle: payloads.join(" "),
    imageUrl: payloads[1] ?? "",
    imageAltText: payloads.join(""),
  },
  cardActions: payloads.map((text) => ({ actionLabel: text, onClick: { openLink: { url: text } } })),
  sections: payloads.map((text) => ({ header: text, widgets: widgetsOf(text) })),
};

/** Everything in the panel that could act, load or lead somewhere. */
const inventory = `[...document.querySelectorAll(".panel *")].flatMap((element) => [
  ...(/^(script|iframe|object|embed|link|style|meta|base|math)$/i.test(element.tagName) ? ["element " + element.tagName] : []),
  ...[...element.attributes].filter(({ name }) => name.startsWith("on")).map(({ name }) => "handler " + name),
  ...(element.hasAttribute("href") && !/^https:/.test(element.getAttribute("href")) ? ["link " + element.getAttribute("href")] : []),
  ...(element.hasAttribute("src") && !/^(https|data):/.test(element.getAttribute("src")) ? ["source " + element.getAttribute("src")] : []),
  ...(/url\\(|fixed|expression/.test(element.getAttribute("style") ?? "") ? ["style " + element.getAttribute("style")] : []),
])`;

/** Requests that really go out; those the page's policy stops never come here. */
async function watchLeaks(page: Page): Promise<readonly string[]> {
  const leaks: string[] = [];
  await page.context().route(/leak\.test/, async (route) => {
    leaks.push(route.request().url());
    await route.abort();
  });
  return leaks;
}

describe("hostile strings on a card", () => {
  test("are text: nothing runs, loads, links or styles", async () => {
    await withSidebar(
      browser,
      { functions: { onGmailMessage: () => [hostileCard] } },
      async ({ page, card, complaints }) => {
        const leaks = await watchLeaks(page);
        await card.getByText("vbscript").first().waitFor({ state: "attached" });
        expect(await page.evaluate(inventory)).toEqual([]);
        for (const button of await card.locator(".button").all()) await button.click({ timeout: 5_000 });
        await page.getByRole("button", { name: "More options" }).click();
        expect(await page.getByRole("menuitem").count()).toBeGreaterThan(payloads.length);
        expect(await page.title()).toBe("Mail – anna@northwind.test");
        expect(leaks).toEqual([]);
        expect(page.context().pages()).toHaveLength(1);
        expect(complaints).toEqual([]);
      },
    );
  });

  test("stay readable as they were written", async () => {
    const text = `<script>alert("x")</script> & <img src=x> <unknown>tag</unknown> 5 < 6 > 4`;
    const card: Card = { sections: [{ widgets: [{ textParagraph: { text } }] }] };
    await withSidebar(browser, { functions: { onGmailMessage: () => [card] } }, async ({ card: shown }) => {
      expect(await shown.locator(".text-paragraph").innerText()).toBe(text);
    });
  });

  test.each([
    ["<b>open", "open", "<b>open</b>"],
    ["a</b>b", "a</b>b", null],
    ["<b><i>x</b>y</i>", "xy</i>", "<b><i>x</i></b>y&lt;/i&gt;"],
    ["<B>x</B>", "x", "<b>x</b>"],
    ["a<br/>b", "a\nb", "a<br>b"],
    ["&#60;b&#62; &#x1F600; &bogus; &#0;", "<b> 😀 &bogus; &#0;", null],
    ["<a href='https://x.test/?a=1&amp;b=2'>x</a>", "x", null],
  ])("%j is shown as %j", async (text, shownText, html) => {
    const card: Card = { sections: [{ widgets: [{ textParagraph: { text } }] }] };
    await withSidebar(browser, { functions: { onGmailMessage: () => [card] } }, async ({ card: shown }) => {
      const paragraph = shown.locator(".text-paragraph");
      expect((await paragraph.innerText()).trim()).toBe(shownText);
      if (html !== null) expect(await paragraph.innerHTML()).toBe(html);
    });
  });
});

describe("a hostile mail", () => {
  const at = Date.now() - 60_000;

  test("as HTML runs nothing, asks nobody and does not leave its frame", async () => {
    const world = {
      threads: [
        {
          id: "t",
          subject: "Hostile",
          labels: [],
          messages: [message({ id: "m", threadId: "t", at, hasHtml: true })],
        },
      ],
      html: {
        m: `<p id="start">before</p><a id="js" href="javascript:top.document.title='pwned'">js</a><a id="top" target="_top" href="https://leak.test/">top</a>${payloads.join("\n")}`,
      },
    };
    await withSidebar(browser, { at: "#/mail/t", world }, async ({ page, url }) => {
      const leaks = await watchLeaks(page);
      const frame = page.frameLocator("iframe.mail-frame");
      await frame.locator("#start").waitFor({ state: "attached" });
      for (const link of ["#js", "#top"]) await frame.locator(link).dispatchEvent("click");
      expect(await page.title()).toBe("Mail – anna@northwind.test");
      expect(page.url().startsWith(url)).toBe(true);
      expect(leaks).toEqual([]);
      expect(await page.locator("iframe.mail-frame").getAttribute("sandbox")).not.toMatch(
        /scripts|forms|top-navigation/,
      );
    });
  });

  test("with drawings that never end leaves the page alive", async () => {
    const drawing = "<SVG><animate attributeName=x dur=1s begin=0s repeatCount=indefinite>";
    const world = {
      threads: [
        {
          id: "t",
          subject: "Animated",
          labels: [],
          messages: [message({ id: "m", threadId: "t", at, hasHtml: true })],
        },
      ],
      html: {
        m: `<p id="start">before</p>${drawing.repeat(40)}<math><mi>x</mi></math><p id="end">after</p>`,
      },
    };
    await withSidebar(browser, { at: "#/mail/t", world }, async ({ page }) => {
      const frame = page.frameLocator("iframe.mail-frame");
      await frame.locator("#end").waitFor();
      // Two pictures drawn: a renderer that hangs in the first never comes to the second.
      await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
      expect(await frame.locator("svg, math").count()).toBe(0);
    });
  });

  test("as text shows its markup", async () => {
    const text = payloads.join("\n");
    const world = {
      threads: [
        {
          id: "t",
          subject: text,
          labels: payloads,
          messages: [
            message({
              id: "m",
              threadId: "t",
              at,
              text,
              from: { name: text, email: text },
              to: [{ name: text, email: text }],
            }),
          ],
        },
      ],
    };
    await withSidebar(browser, { at: "#/mail/t", world }, async ({ page, complaints }) => {
      expect(await page.locator(".mail-text").innerText()).toContain(
        `<script>document.title="pwned"</script>`,
      );
      expect(await page.locator("main [onclick], main [onerror], main script, main img").count()).toBe(0);
      await page.getByRole("button", { name: "Back to list" }).click();
      await page.locator(".thread-subject").getByText("vbscript").waitFor();
      expect(await page.title()).toBe("Mail – anna@northwind.test");
      expect(complaints).toEqual([]);
    });
  });
});

test("a hostile calendar event is text", async () => {
  const base = sampleWorld().events[0];
  if (base === undefined) throw new Error("the sample world has events");
  const text = payloads.join(" ");
  const video = {
    entryPoints: [{ entryPointType: "video", uri: "javascript:document.title='pwned'", label: text }],
  };
  const world = {
    events: [
      {
        ...base,
        id: "e",
        title: text,
        description: text,
        location: text,
        conference: video,
        organizer: { email: anna.email, displayName: text, self: true },
      },
    ],
  };
  await withSidebar(browser, { at: "#/event/e", world }, async ({ page, complaints }) => {
    const popup = page.getByRole("dialog");
    await popup.waitFor();
    expect(await popup.locator("script, img, iframe, a:not([href^='https:'])").count()).toBe(0);
    expect(await popup.getByText("Join with").count()).toBe(0);
    expect(await page.title()).toBe("Calendar – Anna Berger");
    expect(complaints).toEqual([]);
  });
});
