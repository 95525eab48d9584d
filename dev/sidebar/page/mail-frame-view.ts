/** Shows a mail's HTML in a frame that can run nothing; the server's policy for it says so a second time. */
import { el } from "./dom.ts";

export function mailFrame(url: string, title: string): HTMLElement {
  const frame = el("iframe", {
    class: "mail-frame loading",
    title,
    attributes: {
      src: url,
      sandbox: "allow-same-origin allow-popups allow-popups-to-escape-sandbox",
      referrerpolicy: "no-referrer",
    },
  });
  frame.addEventListener("load", () => {
    frame.classList.remove("loading");
    const root = frame.contentDocument?.documentElement;
    if (root === undefined) return;
    const fit = (): void => {
      frame.style.height = `${root.scrollHeight}px`;
    };
    fit();
    // The frame is as wide as the window lets it; a narrower one is taller.
    new ResizeObserver(() => {
      frame.style.height = "0";
      fit();
    }).observe(frame.parentElement ?? frame);
  });
  return frame;
}
