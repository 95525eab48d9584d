/** From Takeout's label names, which are in the language of the account, to Gmail's label ids. */
import type { Mailbox } from "../gmail/mailbox.ts";
import type { MailFacts } from "./mail-facts.ts";

/** A mail without Takeout's labels is sent when it is from the owner, and stands in the inbox otherwise. */
export function labelIdsFor(mailbox: Mailbox, { takeoutLabels, from, recipients }: MailFacts): string[] {
  if (takeoutLabels === undefined) {
    const owner = mailbox.email.toLowerCase();
    if (!from.some(({ address }) => address === owner)) return ["INBOX"];
    return recipients.some(({ address }) => address === owner) ? ["SENT", "INBOX"] : ["SENT"];
  }
  const ids = takeoutLabels.map((name) => {
    const known = knownLabels.get(normalize(name));
    return known ?? mailbox.labels.create(name).id;
  });
  return [...new Set(ids)].filter((id) => id !== noLabel);
}

export function isSentByLabel({ takeoutLabels }: MailFacts): boolean {
  return takeoutLabels?.some((name) => knownLabels.get(normalize(name)) === "SENT") === true;
}

/** Takeout's own marks that are no labels in Gmail. */
const noLabel = "";

/** English, German, French, Spanish, Italian, Dutch, Portuguese, Japanese. */
const names: Readonly<Record<string, readonly string[]>> = {
  INBOX: [
    "inbox",
    "posteingang",
    "boîte de réception",
    "recibidos",
    "bandeja de entrada",
    "posta in arrivo",
    "postvak in",
    "caixa de entrada",
    "受信トレイ",
  ],
  SENT: [
    "sent",
    "gesendet",
    "messages envoyés",
    "envoyés",
    "enviados",
    "inviati",
    "posta inviata",
    "verzonden",
    "送信済み",
    "送信済みメール",
  ],
  DRAFT: [
    "draft",
    "drafts",
    "entwurf",
    "entwürfe",
    "brouillon",
    "brouillons",
    "borrador",
    "borradores",
    "bozze",
    "concepten",
    "rascunhos",
    "下書き",
  ],
  UNREAD: [
    "unread",
    "ungelesen",
    "non lu",
    "non lus",
    "no leído",
    "no leídos",
    "da leggere",
    "ongelezen",
    "não lidas",
    "não lido",
    "未読",
  ],
  STARRED: [
    "starred",
    "markiert",
    "messages suivis",
    "suivis",
    "destacados",
    "speciali",
    "met ster",
    "com estrela",
    "スター付き",
  ],
  IMPORTANT: ["important", "wichtig", "importante", "importanti", "importantes", "belangrijk", "重要"],
  TRASH: [
    "trash",
    "bin",
    "papierkorb",
    "corbeille",
    "papelera",
    "cestino",
    "prullenbak",
    "lixeira",
    "lixo",
    "ゴミ箱",
  ],
  SPAM: ["spam", "迷惑メール"],
  CHAT: ["chat", "chats"],
  CATEGORY_PERSONAL: [
    "category personal",
    "category primary",
    "kategorie persönlich",
    "kategorie allgemein",
    "catégorie personnel",
    "categoría personal",
    "カテゴリ 個人",
  ],
  CATEGORY_SOCIAL: [
    "category social",
    "kategorie soziale netzwerke",
    "kategorie sozial",
    "catégorie réseaux sociaux",
    "categoría social",
    "カテゴリ ソーシャル",
  ],
  CATEGORY_PROMOTIONS: [
    "category promotions",
    "category promotional",
    "kategorie werbung",
    "catégorie promotions",
    "categoría promociones",
    "カテゴリ プロモーション",
  ],
  CATEGORY_UPDATES: [
    "category updates",
    "category update",
    "kategorie benachrichtigungen",
    "kategorie aktualisierungen",
    "catégorie notifications",
    "categoría notificaciones",
    "カテゴリ 新着",
  ],
  CATEGORY_FORUMS: [
    "category forums",
    "category forum",
    "kategorie foren",
    "catégorie forums",
    "categoría foros",
    "カテゴリ フォーラム",
  ],
  [noLabel]: [
    "opened",
    "archived",
    "geöffnet",
    "archiviert",
    "ouvert",
    "archivé",
    "archivés",
    "abierto",
    "archivado",
    "aperti",
    "archiviati",
    "geopend",
    "gearchiveerd",
    "aberto",
    "arquivado",
    "開封済み",
    "アーカイブ済み",
  ],
};

const knownLabels: ReadonlyMap<string, string> = new Map(
  Object.entries(names).flatMap(([id, spellings]) => spellings.map((name) => [normalize(name), id] as const)),
);

/** `Kategorie: "Allgemein"` and `Category Updates` differ in punctuation only. */
function normalize(name: string): string {
  return name
    .normalize("NFC")
    .toLowerCase()
    .replace(/[:"„“«»\s]+/g, " ")
    .trim();
}
