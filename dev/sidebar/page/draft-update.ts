/** Puts into an open draft what the add-on's UpdateDraftActionResponse says. */
import type { UpdateDraft } from "../../apps-script/card-json.ts";
import { draftNodes, textNodes } from "./draft-html.ts";

export interface OpenDraft {
  readonly to: HTMLInputElement;
  readonly cc: HTMLInputElement;
  readonly bcc: HTMLInputElement;
  readonly subject: HTMLInputElement;
  readonly body: HTMLElement;
  /** Undefined while the body was never in use: then its start. */
  readonly cursor: Range | undefined;
}

/** Recipients and subject are replaced, the body is inserted into, as Google's reference says. */
export function applyUpdate(update: UpdateDraft, draft: OpenDraft): void {
  const { updateBody, updateSubject, updateToRecipients, updateCcRecipients, updateBccRecipients } = update;
  if (updateSubject !== undefined) draft.subject.value = updateSubject.subject;
  if (updateToRecipients !== undefined) draft.to.value = updateToRecipients.toRecipients.join(", ");
  if (updateCcRecipients !== undefined) draft.cc.value = updateCcRecipients.ccRecipients.join(", ");
  if (updateBccRecipients !== undefined) draft.bcc.value = updateBccRecipients.bccRecipients.join(", ");
  if (updateBody === undefined) return;
  const place = placeFor(updateBody.type, draft);
  for (const { content, contentType } of updateBody.insertContents) {
    const nodes = contentType === "TEXT" ? textNodes(content) : draftNodes(content);
    const last = nodes.lastChild;
    place.insertNode(nodes);
    if (last !== null) place.setStartAfter(last);
    place.collapse(true);
  }
}

function placeFor(type: string, { body, cursor }: OpenDraft): Range {
  if (type === "IN_PLACE_INSERT" && cursor !== undefined && body.contains(cursor.commonAncestorContainer)) {
    cursor.deleteContents();
    return cursor;
  }
  const range = document.createRange();
  range.selectNodeContents(body);
  range.collapse(type !== "INSERT_AT_END");
  return range;
}
