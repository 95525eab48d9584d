/** Ids as types: a contact's id cannot be passed where a user's is meant. */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type WorkspaceId = Branded<"WorkspaceId">;
export type UserId = Branded<"UserId">;
export type ContactId = Branded<"ContactId">;
export type ActivityId = Branded<"ActivityId">;
export type RuleId = Branded<"RuleId">;
export type TemplateId = Branded<"TemplateId">;
export type TaskId = Branded<"TaskId">;
export type EmailId = Branded<"EmailId">;

/** Lower-cased, IDN in ASCII, trimmed: what addresses are compared by. Made by `parseEmailAddress` only. */
export type EmailAddress = Branded<"EmailAddress">;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Undefined for what cannot be an id of ours: to a caller the same as an id that does not exist. */
export function parseContactId(text: string): ContactId | undefined {
  return UUID.test(text) ? (text.toLowerCase() as ContactId) : undefined;
}

export function parseActivityId(text: string): ActivityId | undefined {
  return UUID.test(text) ? (text.toLowerCase() as ActivityId) : undefined;
}

export function parseUserId(text: string): UserId | undefined {
  return UUID.test(text) ? (text.toLowerCase() as UserId) : undefined;
}

export function parseRuleId(text: string): RuleId | undefined {
  return UUID.test(text) ? (text.toLowerCase() as RuleId) : undefined;
}

export function parseTemplateId(text: string): TemplateId | undefined {
  return UUID.test(text) ? (text.toLowerCase() as TemplateId) : undefined;
}

export function parseEmailId(text: string): EmailId | undefined {
  return UUID.test(text) ? (text.toLowerCase() as EmailId) : undefined;
}

export function parseTaskId(text: string): TaskId | undefined {
  return UUID.test(text) ? (text.toLowerCase() as TaskId) : undefined;
}

export function parseWorkspaceId(text: string): WorkspaceId | undefined {
  return UUID.test(text) ? (text.toLowerCase() as WorkspaceId) : undefined;
}
