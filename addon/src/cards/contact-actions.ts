/** What to do with a contact, in one row of buttons. */
import type { Language } from "../request.ts";
import type { SectionSpec } from "./card-spec.ts";
import { button, buttons, click, section } from "./widgets.ts";

export interface ContactActions {
  readonly contactId: string;
  /** An open mail that can be answered. */
  readonly mail?: {
    /** Its activity, when it is logged. */
    readonly activityId: string | undefined;
    /** More people than the contact are on it. */
    readonly hasOthers: boolean;
  };
}

export function contactActions(
  { contactId, mail }: ContactActions,
  { texts }: Language,
): readonly SectionSpec[] {
  const about = { contactId, activityId: mail?.activityId };
  return section([
    buttons(
      mail
        ? button(texts.reply, click("onOpenCompose", { ...about, reply: "sender" }))
        : button(texts.newMail, click("onOpenCompose", about)),
      mail?.hasOthers && button(texts.replyAll, click("onOpenCompose", { ...about, reply: "all" })),
      // A mail has more people on it than the one: all its contacts are invited.
      button(texts.scheduleMeeting, click("onOpenSchedule", mail ? {} : { contactId })),
      button(texts.addFollowUp, click("onOpenFollowUp", { ...about, from: mail ? "root" : "contact" })),
    ),
  ]);
}
