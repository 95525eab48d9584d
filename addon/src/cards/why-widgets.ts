/** "Why is this (not) logged?": one sentence, and what can be done about it. */
import type { MessageContext, Person, Why } from "../../../contract/context.ts";
import type { Language } from "../request.ts";
import { markup, oneLine } from "../text.ts";
import { settingsUrl } from "../web-pages.ts";
import type { ButtonSpec, WidgetSpec } from "./card-spec.ts";
import { button, buttons, click, line, paragraph, row } from "./widgets.ts";

/** An address as long as a line of the sidebar says who it is. */
const ADDRESS = 80;

export interface WhyWidgets {
  readonly shown: readonly WidgetSpec[];
  /** Seldom wanted: a tap away. */
  readonly folded: readonly WidgetSpec[];
}

export function whyWidgets(context: MessageContext, language: Language): WhyWidgets {
  const { why } = context;
  const { texts } = language;
  const text = whyText(context, language);
  // Without a mailbox there is nothing that a rule would keep out or bring in.
  const actions = isConnected(context) ? ruleButtons(why, language) : [];
  // Whom the buttons are about, unless the sentence says it.
  const about =
    actions.length === 0 || why.address === null || text.includes(why.address) ? null : why.address;
  const isForConnecting = why.decision === "would_log" && !isConnected(context);
  const sentence = row(markup`${text}`, {
    top: why.decision === "logged" ? texts.whyLogged : texts.whyNotLogged,
    wrap: true,
    ...(isForConnecting ? { onClick: { url: settingsUrl() } } : {}),
  });
  const choices = [
    ...(about === null
      ? []
      : [paragraph(markup`<font color="#5f6368">${line(texts.rulesAbout(about))}</font>`)]),
    ...(actions.length === 0 ? [] : [buttons(...actions)]),
  ];
  return why.actions.includes("remove_rule")
    ? { shown: [sentence, ...choices], folded: [] }
    : { shown: [sentence], folded: choices };
}

/** `@acme.example` for a domain. */
export function patternText(pattern: string): string {
  return oneLine(pattern.includes("@") ? pattern : `@${pattern}`, ADDRESS);
}

function whyText(context: MessageContext, { texts }: Language): string {
  const { why, people } = context;
  const { decision, reason, rule } = why;
  const address = oneLine(why.matchedAddress ?? "", ADDRESS);
  const ruleText =
    rule === null ? undefined : texts.ruleText(patternText(rule.pattern), rule.effect, rule.scope);
  switch (reason) {
    case "contact_on_it":
      if (decision !== "would_log") return [texts.isOnIt(address), ruleText].filter(isText).join(" ");
      return isConnected(context) ? texts.notReadYet(address) : texts.notConnectedYet;
    case "always_rule":
      return ruleText ?? texts.isOnIt(address);
    case "never_rule":
      return ruleText ?? texts.ruleText(address, "never", "workspace");
    case "backfill_none":
      return texts.beforeContact(address);
    case "internal":
    case "no_address":
      return people.every(isSelf) ? texts.nobody : texts.why[reason];
    case "logged_by_hand":
    case "thread":
    case "no_contact":
    case "draft":
    case "in_trash":
    case "in_spam":
    case "chat":
    case "deleted":
    case "undone":
    case "to_be_read":
    case "unreadable":
      return texts.why[reason];
  }
}

function ruleButtons({ actions, address, rule }: Why, { texts }: Language): readonly ButtonSpec[] {
  return [
    ...(actions.includes("remove_rule") && rule !== null
      ? [button(texts.removeRule[rule.scope], click("onRemoveRule", { ruleId: rule.id }))]
      : []),
    ...(actions.includes("always") && address !== null
      ? [button(texts.always, click("onAddRule", { effect: "always", pattern: address }))]
      : []),
    ...(actions.includes("never") && address !== null
      ? [button(texts.neverAsk, click("onAskNever", { pattern: address }))]
      : []),
  ];
}

function isConnected({ connection }: MessageContext): boolean {
  return connection.status !== "none" && connection.features.includes("mail");
}

function isSelf({ kind }: Person): boolean {
  return kind === "self";
}

function isText(text: string | undefined): text is string {
  return text !== undefined;
}
