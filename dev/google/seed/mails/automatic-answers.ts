/** Answers given by machines: people who are away, and an address that does not exist. */
import type { MachineMail } from "../machine-mail.ts";
import { correspondents } from "../people.ts";

export const automaticAnswers: readonly MachineMail[] = [
  {
    from: correspondents.petra,
    to: ["adaAlias"],
    when: [40, "10:16"],
    subject: "Automatische Antwort: Angebot 2026-117",
    headers: { "Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All" },
    answers: { subject: "Angebot 2026-117", index: 2, by: "adaAlias" },
    text: "Sehr geehrte Damen und Herren,\n\nich bin heute außer Haus und ab morgen wieder für Sie da. In dringenden Fällen wenden Sie sich bitte an Herrn Obermaier, Durchwahl -415.\n\nPetra Vogel",
  },
  {
    from: correspondents.maria,
    to: ["ada"],
    when: [28, "15:21"],
    subject: "Automatic reply: Great Lakes Dairy / Northwind: master services agreement",
    headers: { "Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All" },
    answers: { subject: "Great Lakes Dairy / Northwind: master services agreement", index: 1, by: "ada" },
    text: "I am in court today and will reply tomorrow. For urgent contract matters please call the legal desk at (608) 555-0160.",
  },
  {
    from: correspondents.helene,
    to: ["ada"],
    when: [47, "11:19"],
    subject: "Réponse automatique : Sondes d'humidité pour les caves d'affinage",
    headers: { "Auto-Submitted": "auto-replied" },
    answers: { subject: "Sondes d'humidité pour les caves d'affinage", index: 4, by: "ada" },
    text: "Bonjour,\n\nje suis en congé jusqu'à la fin de la semaine. Pour toute urgence, merci de contacter le quai au +33 1 99 00 27 30.\n\nHélène Marchetti",
  },
  {
    from: { name: "Mail Delivery Subsystem", email: "mailer-daemon@googlemail.com" },
    to: ["ada"],
    when: [12, "09:21"],
    subject: "Delivery Status Notification (Failure)",
    answers: { subject: "Sensor case: your second phone number", index: 0, by: "ada" },
    undeliverable: correspondents.jonah.email,
    labels: ["CATEGORY_UPDATES"],
    text: `** Address not found **

Your message wasn't delivered to ${correspondents.jonah.email} because the address couldn't be found, or is unable to receive mail.

The response from the remote server was:
550-5.1.1 The email account that you tried to reach does not exist.`,
  },
];
