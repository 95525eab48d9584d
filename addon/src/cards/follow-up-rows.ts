/** Open follow-ups, each done with one click. */
import type { Home } from "../../../contract/home.ts";
import type { Language } from "../request.ts";
import type { Row } from "./card-spec.ts";
import { button, click, openContact, row } from "./widgets.ts";

export type FollowUp = Omit<Home["followUps"][number], "contact"> &
  Partial<Pick<Home["followUps"][number], "contact">>;

/** @param below the contact whose card they stand on; unset: the root of the stack. */
export function followUpRows(
  tasks: readonly FollowUp[],
  { texts, formats }: Language,
  below?: string,
): readonly Row[] {
  return tasks.map(({ id, text, dueAt, contact }) =>
    row(text, {
      top: texts.due(formats.relative(dueAt)),
      bottom: contact?.name,
      onClick: contact ? openContact(contact.id) : undefined,
      icon: "CLOCK",
      wrap: true,
      button: button(
        texts.done,
        click("onCompleteTask", {
          taskId: id,
          from: below ? "contact" : "root",
          contactId: below,
        }),
      ),
    }),
  );
}
