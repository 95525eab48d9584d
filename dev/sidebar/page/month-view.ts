/** The small month beside the calendar. */
import { addDays, format, isoDay, parseDay, startOfWeek } from "./dates.ts";
import { el } from "./dom.ts";

const weeksShown = 6;

export function monthView(day: string | undefined, choose: (day: string) => void): HTMLElement {
  const chosen = parseDay(day);
  const first = startOfWeek(new Date(chosen.getFullYear(), chosen.getMonth(), 1));
  const today = isoDay(new Date());
  const days = Array.from({ length: weeksShown * 7 }, (_, index) => addDays(first, index));
  const names = days.slice(0, 7).map((date) =>
    el("span", {
      class: "month-weekday",
      text: format(date, { weekday: "narrow" }),
      attributes: { "aria-hidden": "true" },
    }),
  );
  const cells = days.map((date) => {
    const iso = isoDay(date);
    const classes = [
      "month-day",
      date.getMonth() === chosen.getMonth() ? "" : "outside",
      iso === today ? "today" : "",
      iso === isoDay(chosen) ? "chosen" : "",
    ];
    return el("button", {
      class: classes.filter(Boolean).join(" "),
      text: String(date.getDate()),
      attributes: { type: "button", "aria-label": format(date, { dateStyle: "full" }) },
      on: {
        click: () => {
          choose(iso);
        },
      },
    });
  });
  return el(
    "div",
    { class: "month" },
    el("h2", { class: "month-name", text: format(chosen, { month: "long", year: "numeric" }) }),
    el("div", { class: "month-days" }, ...names, ...cells),
  );
}
