/** A plain-text mail: links made clickable, quoted history folded behind three dots as Gmail does. */
import { el, icon } from "./dom.ts";
import { safeUrl } from "./safe-url.ts";

export function mailText(text: string): HTMLElement {
  const [own, quoted] = splitQuote(text);
  const element = el("div", { class: "mail-text", dir: "auto" }, linked(own));
  if (quoted === "") return element;
  const history = el(
    "div",
    { class: "mail-quote", dir: "auto", attributes: { hidden: true } },
    linked(quoted),
  );
  const toggle = el(
    "button",
    {
      class: "quote-toggle",
      title: "Show trimmed content",
      attributes: { type: "button", "aria-expanded": "false", "aria-label": "Show trimmed content" },
      on: {
        click: () => {
          history.hidden = !history.hidden;
          toggle.setAttribute("aria-expanded", String(!history.hidden));
        },
      },
    },
    icon("more_horiz"),
  );
  element.append(toggle, history);
  return element;
}

/** The history is what follows the last line of one's own, from the “… wrote:” line on. */
function splitQuote(text: string): readonly [string, string] {
  const lines = text.replace(/\r\n?/g, "\n").trimEnd().split("\n");
  let start = lines.length;
  while (start > 0 && /^(?:>|\s*$)/.test(lines[start - 1] ?? "")) start -= 1;
  if (!lines.slice(start).some((line) => line.startsWith(">"))) return [lines.join("\n"), ""];
  // “On …, X wrote:” may be broken over two lines.
  for (const back of [1, 2]) {
    const intro = lines.slice(Math.max(0, start - back), start).join(" ");
    if (/^(?:On|Am|Le|El|Il)\s.+:\s*$/.test(intro)) {
      start -= back;
      break;
    }
  }
  return start === 0
    ? [lines.join("\n"), ""]
    : [lines.slice(0, start).join("\n").trimEnd(), lines.slice(start).join("\n").trim()];
}

function linked(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (const part of text.split(/(https:\/\/[^\s<>"')\]]+)/)) {
    const url = part.startsWith("https://") ? safeUrl(part) : undefined;
    fragment.append(
      url === undefined
        ? part
        : el("a", { text: part, attributes: { href: url, target: "_blank", rel: "noopener noreferrer" } }),
    );
  }
  return fragment;
}
