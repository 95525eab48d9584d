/** "Why is this (not) logged?": one sentence, and what can be done about it. */
import type { MessageContext, Person, Why } from "../../../contract/context.ts";
import type { Language } from "../request.ts";
import { markup, oneLine } from "../text.ts";
import type { WidgetSpec } from "./card-spec.ts";
import { button, buttons, click, connectButton, line, paragraph, quiet, row } from "./widgets.ts";
import type { Parts } from "./widgets.ts";

/** An address as long as a line of the sidebar says who it is. */
const ADDRESS = 80;

export interface WhyWidgets {
  readonly shown: Parts<WidgetSpec>;
  /** Seldom wanted: a tap away. */
  readonly folded: Parts<WidgetSpec>;
}

export function whyWidgets(context: MessageContext, language: Language): WhyWidgets {
  const { why } = context;
  const { texts } = language;
  const text = whyText(context, language);
  // Without a mailbox there is nothing that a rule would keep out or bring in.
  const actions = isConnected(context) ? ruleButtons(why, language) : [];
  const isForConnecting = why.decision === "would_log" && !isConnected(context);
  const sentence = row(markup`${text}`, {
    top: why.decision === "logged" ? texts.whyLogged : texts.whyNotLogged,
    wrap: true,
    button: isForConnecting ? connectButton(texts) : undefined,
  });
  const choices = [
    // Whom the buttons are about, unless the sentence says it.
    actions.length > 0 &&
      why.address !== null &&
      !text.includes(why.address) &&
      paragraph(quiet(line(texts.rulesAbout(why.address)))),
    actions,
  ];
  return why.actions.includes("remove_rule")
    ? { shown: [sentence, choices], folded: [] }
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
  const byRule = rule && texts.ruleText(patternText(rule.pattern), rule.effect, rule.scope);
  if (reason === "contact_on_it") {
    if (decision !== "would_log") return `${texts.isOnIt(address)} ${byRule ?? ""}`.trim();
    return isConnected(context) ? texts.notReadYet(address) : texts.notConnectedYet;
  }
  if (reason === "always_rule") return byRule ?? texts.isOnIt(address);
  if (reason === "never_rule") return byRule ?? texts.ruleText(address, "never", "workspace");
  if (reason === "backfill_none") return texts.beforeContact(address);
  const isAlone = (reason === "internal" || reason === "no_address") && people.every(isSelf);
  return isAlone ? texts.nobody : texts.why[reason];
}

function ruleButtons({ actions, address: pattern, rule }: Why, { texts }: Language): Parts<WidgetSpec> {
  return buttons(
    rule !== null &&
      actions.includes("remove_rule") &&
      button(texts.ruleRemoval[rule.scope], click("onRemoveRule", { ruleId: rule.id })),
    pattern !== null && [
      actions.includes("always") && button(texts.always, click("onAddRule", { effect: "always", pattern })),
      actions.includes("never") && button(texts.neverAsk, click("onAskNever", { pattern })),
    ],
  );
}

function isConnected({ connection }: MessageContext): boolean {
  return connection.status !== "none" && connection.features.includes("mail");
}

function isSelf({ kind }: Person): boolean {
  return kind === "self";
}
