/** Puts the pictures that a mail brings along into its HTML, where they are meant by `cid:…`. */
import type { gmail_v1 } from "@googleapis/gmail";
import { findInlinePart } from "./mail-conversion.ts";

/** Enough for a signature full of logos; a mail of a thousand pictures shows the first ones. */
const maxInlinePictures = 20;
const maxPictureBytes = 2_000_000;

export async function withInlinePictures(
  message: gmail_v1.Schema$Message,
  html: string,
  readAttachment: (id: string) => Promise<Buffer>,
): Promise<string> {
  const ids = [
    ...new Set([...html.matchAll(/\bsrc\s*=\s*["']?cid:([^"'\s>]+)/gi)].map(([, id]) => id ?? "")),
  ];
  const pictures = new Map<string, string>();
  for (const id of ids.slice(0, maxInlinePictures)) {
    const part = findInlinePart(message, id);
    const attachmentId = part?.body?.attachmentId ?? undefined;
    const type = /^image\/(?:png|jpeg|gif|webp)$/.exec(part?.mimeType ?? "")?.[0];
    if (attachmentId === undefined || type === undefined || (part?.body?.size ?? 0) > maxPictureBytes)
      continue;
    const bytes = await readAttachment(attachmentId);
    pictures.set(id, `data:${type};base64,${bytes.toString("base64")}`);
  }
  return html.replace(/(\bsrc\s*=\s*["']?)cid:([^"'\s>]+)/gi, (whole, start: string, id: string) => {
    const picture = pictures.get(id);
    return picture === undefined ? whole : start + picture;
  });
}
