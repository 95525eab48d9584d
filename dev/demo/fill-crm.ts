/** Makes the scenario's people contacts, through the API as a rep would; what is there already stays as it is. */
import type { ContactCreate } from "../../contract/contacts.ts";
import type { DemoStack } from "./demo-stack.ts";
import type { DemoPerson, Scenario } from "./scenario.ts";

/** Gives how many contacts were new. */
export async function fillCrm(stack: DemoStack, scenario: Scenario): Promise<number> {
  const owners = await ownerIds(stack, scenario);
  let created = 0;
  for (const person of scenario.people) {
    const response = await fetch(`${stack.backend.url}/api/v1/contacts`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${stack.identityToken(person.ownerEmail ?? scenario.me)}`,
        "Content-Type": "application/json",
      },
      body: JSON.stringify(contactOf(person, owners)),
    });
    if (response.status === 201) created += 1;
    // 409: an earlier demo on the same data made it.
    else if (response.status !== 409) throw new Error(`contact ${person.email}: ${await response.text()}`);
  }
  return created;
}

/** Everybody signs in once, so that contacts can be owned and colleagues are known. */
async function ownerIds(stack: DemoStack, scenario: Scenario): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  for (const { email } of scenario.accounts) {
    const response = await fetch(`${stack.backend.url}/api/v1/me`, {
      headers: { Authorization: `Bearer ${stack.identityToken(email)}` },
    });
    if (!response.ok) throw new Error(`sign-in of ${email}: ${await response.text()}`);
    const { user } = (await response.json()) as { user: { id: string } };
    ids.set(email, user.id);
  }
  return ids;
}

function contactOf(person: DemoPerson, owners: ReadonlyMap<string, string>): ContactCreate {
  const ownerId = owners.get(person.ownerEmail ?? "");
  return {
    kind: person.kind,
    name: person.name,
    emails: [person.email],
    ...(person.company === undefined ? {} : { company: person.company }),
    ...(person.title === undefined ? {} : { title: person.title }),
    ...(person.phone === undefined ? {} : { phone: person.phone }),
    ...(person.stage === undefined ? {} : { stage: person.stage }),
    ...(ownerId === undefined ? {} : { ownerId }),
  };
}
