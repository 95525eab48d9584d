/** Opens an add-on's link: a new tab, or a window over the page that can be waited for. */
import type { OpenLink } from "../../apps-script/card-json.ts";
import { safeUrl } from "./safe-url.ts";

const overlayFeatures = "popup,width=600,height=700";

/** How often a window is looked at to see whether it was closed; nothing tells its opener. */
const closePollMs = 400;

/** An address that is not safe is not opened. */
export function openLink(link: OpenLink, onReload: () => void): void {
  const url = safeUrl(link.url);
  if (url === undefined) return;
  const reloads = link.onClose === "RELOAD" || link.onClose === "RELOAD_ADD_ON";
  if (!reloads) {
    window.open(
      url,
      "_blank",
      link.openAs === "OVERLAY" ? `noopener,noreferrer,${overlayFeatures}` : "noopener,noreferrer",
    );
    return;
  }
  // With noopener there is no handle to wait on, so the opened page loses its way back here first.
  const opened = window.open(
    "about:blank",
    "_blank",
    link.openAs === "OVERLAY" ? overlayFeatures : undefined,
  );
  if (opened === null) return;
  opened.opener = null;
  opened.location.href = url;
  const timer = window.setInterval(() => {
    if (!opened.closed) return;
    window.clearInterval(timer);
    onReload();
  }, closePollMs);
}
