/** Moves an event of the week by the pointer: in quarters of an hour, and from day to day. */
import { startOf } from "./event-time.ts";
import type { CalendarEvent } from "./wire.ts";

/** A hand that only wants to click trembles less than this. */
const slackPx = 4;
const stepMinutes = 15;

/** @param hourPx height of an hour. */
export function draggable(
  button: HTMLElement,
  event: CalendarEvent,
  { hourPx, onMove }: { readonly hourPx: number; readonly onMove: (start: Date) => void },
): void {
  button.classList.add("movable");
  button.addEventListener("pointerdown", (down) => {
    if (down.button !== 0) return;
    const columnWidth = button.parentElement?.offsetWidth ?? 1;
    let start: Date | undefined;
    const move = ({ clientX, clientY }: PointerEvent): void => {
      const [dx, dy] = [clientX - down.clientX, clientY - down.clientY];
      if (start === undefined && Math.hypot(dx, dy) < slackPx) return;
      const days = Math.round(dx / columnWidth);
      const minutes = Math.round((dy / hourPx) * (60 / stepMinutes)) * stepMinutes;
      start = shifted(new Date(startOf(event)), days, minutes);
      button.classList.add("dragging");
      button.style.transform = `translate(${days * columnWidth}px, ${(minutes / 60) * hourPx}px)`;
    };
    const end = ({ type }: PointerEvent): void => {
      button.removeEventListener("pointermove", move);
      button.removeEventListener("pointerup", end);
      button.removeEventListener("pointercancel", end);
      if (start === undefined) return;
      // The browser makes a click of it, which must not open the event.
      button.addEventListener("click", swallow, { capture: true, once: true });
      window.setTimeout(() => {
        button.removeEventListener("click", swallow, { capture: true });
      });
      button.classList.remove("dragging");
      if (type === "pointerup" && start.getTime() !== startOf(event)) onMove(start);
      else button.style.transform = "";
    };
    button.setPointerCapture(down.pointerId);
    button.addEventListener("pointermove", move);
    button.addEventListener("pointerup", end);
    button.addEventListener("pointercancel", end);
  });
}

function swallow(event: Event): void {
  event.stopImmediatePropagation();
  event.preventDefault();
}

/** By the clock on the wall: a day with a clock change moves it by 23 or 25 hours. */
function shifted(start: Date, days: number, minutes: number): Date {
  return new Date(
    start.getFullYear(),
    start.getMonth(),
    start.getDate() + days,
    start.getHours(),
    start.getMinutes() + minutes,
  );
}
