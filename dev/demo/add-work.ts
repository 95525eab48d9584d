/** What a team at work has in its CRM besides contacts: templates, and follow-ups of today and overdue. */
import type { TaskCreate } from "../../contract/tasks.ts";
import type { Template, TemplateCreate } from "../../contract/templates.ts";
import { callApi } from "./call-api.ts";
import { contactWith } from "./look-into.ts";
import type { DemoStack } from "./demo-stack.ts";
import type { Scenario } from "./scenario.ts";

export async function addWork(stack: DemoStack, { me, people }: Scenario): Promise<void> {
  const { items } = await callApi<{ items: readonly Template[] }>(stack, me, { path: "/templates" });
  // On kept data everything is there already.
  if (items.length > 0) return;
  for (const body of templates) await callApi(stack, me, { method: "POST", path: "/templates", body });
  for (const [index, text] of followUps.entries()) {
    const person = people[index];
    const contact = person === undefined ? undefined : await contactWith(stack, me, person.email);
    const body: TaskCreate = {
      text,
      dueAt: dueAt(index),
      ...(contact === undefined ? {} : { contactId: contact.id }),
    };
    await callApi(stack, me, { method: "POST", path: "/tasks", body });
  }
}

const templates: readonly TemplateCreate[] = [
  {
    name: "After the first call",
    subject: "Thank you for your time, {{first_name|and hello}}",
    text: `Hello {{first_name|there}},

thank you for the good call. As agreed I will send you the numbers for {{company|your sites}} by the end of the week.

If anything comes up before then, just answer this mail.

Best regards
{{my_first_name}}`,
  },
  {
    name: "Gentle reminder",
    subject: "Any news, {{first_name|there}}?",
    text: `Hello {{first_name|there}},

I wanted to ask whether you had the time to look at our offer for {{company}}. Is there anything that I can make easier for you, perhaps a short call with your team?

Best regards
{{my_first_name}}`,
  },
  {
    name: "Angebot nachfassen",
    subject: "Unser Angebot für {{company|Sie}}",
    text: `Guten Tag {{name}},

haben Sie unser Angebot schon ansehen können? Gern gehe ich die offenen Punkte mit Ihnen durch, am liebsten in einem kurzen Gespräch noch in dieser Woche.

Mit freundlichen Grüßen
{{my_name}}`,
  },
];

const followUps: readonly string[] = [
  "Send the price list for two more sites",
  "Ask whether legal has seen the contract",
  "Book the test drive of the sensors",
];

/** Work is only ever given for the future: what is due in a second is overdue by the time anybody looks. */
function dueAt(index: number): string {
  const hours = [0, 1, 26][index] ?? 0;
  return new Date(Date.now() + hours * 3_600_000 + 1_500).toISOString();
}
