/**
 * Keeps the numbers of a page current: asks the API how the sync stands, and when that changed draws the page's regions
 * anew. The words are the server's; without this script a reload shows the same.
 */
/* global document, fetch, DOMParser, setTimeout */

const EVERY_MS = 2_000;
/** "3 minutes ago" grows old also when nothing happens. */
const AT_LEAST_EVERY_MS = 60_000;

const live = document.querySelector("[data-live]");
if (live !== null) watch(live.dataset.live);

async function watch(address) {
  let known;
  let drawnAt = Date.now();
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    if (document.hidden) continue;
    try {
      const response = await fetch(address);
      if (response.status === 401) return document.location.reload();
      if (!response.ok) continue;
      const now = JSON.stringify(await response.json(), (key, value) =>
        key === "lagSeconds" ? undefined : value,
      );
      const isNew = now !== known;
      const isOld = Date.now() - drawnAt > AT_LEAST_EVERY_MS;
      if (isNew || isOld) {
        await redraw();
        drawnAt = Date.now();
      }
      known = now;
    } catch {
      // The server is away for a moment; what is shown stays.
    }
  }
}

/** Only what tells how things stand: no form loses what somebody is filling in. */
async function redraw() {
  const response = await fetch(document.location.pathname);
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  // A permission that was lost, calendars that were listed: buttons and forms change with it.
  if (shapeOf(fresh) !== shapeOf(document)) return document.location.assign(document.location.pathname);
  for (const region of document.querySelectorAll("[data-region]")) {
    const next = fresh.querySelector(`[data-region="${region.dataset.region}"]`);
    if (next === null || next.innerHTML === region.innerHTML) continue;
    const open = [...region.querySelectorAll("details")].map((details) => details.open);
    region.replaceChildren(...next.childNodes);
    for (const [at, details] of [...region.querySelectorAll("details")].entries()) {
      details.open = open[at] ?? details.open;
    }
  }
}

function shapeOf(page) {
  const fields = [...page.querySelectorAll("form [name]:not([type=hidden])")].map((field) => field.name);
  return [page.querySelector("[data-live]")?.dataset.status, ...fields].join(" ");
}
