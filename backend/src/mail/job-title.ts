/** Recognises what somebody is by profession or rank in a piece of a signature. */
import { foldText } from "../crm/search-text.ts";

export function isJobTitle(text: string): boolean {
  const folded = foldText(text);
  if (text.length > 80 || folded.split(" ").length > 10) return false;
  // Labels ("Managing Director: …" in a legal footer), numbers, links and sentences are no titles.
  if (
    /[:：@\d]|www\.|\.\s+\p{Lu}\p{Ll}+ \p{Ll}|[.!?]$/u.test(
      text.replace(/\b(?:Dipl|Dr|Ing|Prof|Sr|Jr|Asst|Dept|i\. ?[AV]|ppa)\./giu, ""),
    )
  ) {
    return false;
  }
  return DEPARTMENT.test(folded) || ROLE.test(folded) || JAPANESE_ROLE.test(text);
}

// Folded: lower-case, without accents.
const ROLE = new RegExp(
  [
    // English
    "\\b(?:c[efotmirp]o|chro|ciso|cdo|chief [\\w ]{2,40} officer|(?:co-?)?founder|co-?owner|owner|(?:managing |general |senior |junior )?partner|(?:vice[ -])?president|[sea]?vp)\\b",
    "\\b(?:director|head of|team ?lead|lead|manager|supervisor|coordinator|specialist|consultant|adviso[r]|adviser|analyst|engineer|developer|architect|designer|scientist|researcher|professor|lecturer)\\b",
    "\\b(?:assistant|secretary|administrator|accountant|controller|buyer|representative|attorney|lawyer|counsel|solicitor|recruiter|editor|journalist|producer|technician|officer|executive|associate|intern|trainee|principal|strategist|marketer|product owner|scrum master|planner|agent|broker|programmer|evangelist)(?:in)?\\b|manager(?:in)?\\b",
    // German; endings vary with gender and case
    "geschaftsfuhr|\\binhaber|\\bvorstand|prokurist|\\bleit(?:er|ung)|(?:leiter|leitung)(?:in)?\\b|\\bberater|berater(?:in)?\\b|referent(?:in)?\\b|sachbearbeite|assistent|assistenz|sekretariat|entwickler|ingenieur|techniker|projektmanage|mitarbeiter|kundenbetreu|rechtsanwalt|rechtsanwaltin|steuerberat|werkstudent|key account|einkaufer|verkaufer|meister\\b|architektin|beauftragte|gesellschafter",
    // French
    "\\b(?:directeur|directrice|responsable|chef de|chargee? d(?:e|u|es)|gerante?|presidente?|ingenieure?|consultante?|conseillere?|conseiller|assistante?|commerciale?|acheteu(?:r|se)|avocate?|associee?|(?:co-?)?fondat(?:eur|rice)|p?dg|technicien(?:ne)?|coordinat(?:eur|rice)|attachee?|comptable)\\b",
    // Spanish, Italian, Dutch
    "\\b(?:directora?|gerente|jef[ea] de|direttore|direttrice|responsabile|amministratore|directeur|manager|adviseur|medewerker|ingeniero|ingegnere|abogad[oa])\\b",
    // The Nordic languages
    "(?:chef|sjef|direktor|konsulent|saljare)\\b",
  ].join("|"),
  "u",
);
const DEPARTMENT =
  /^(?:sales|marketing|vertrieb|einkauf|verkauf|personal(?:abteilung)?|buchhaltung|kundenservice|customer (?:success|service|support)|business development|procurement|purchasing|human resources|hr|service commercial|direction commerciale|legal|finance|operations)$/u;
const JAPANESE_ROLE =
  /(?:取締役|社長|会長|専務|常務|執行役員|本部長|事業部長|部長|次長|課長|係長|室長|店長|所長|主任|主査|主事|マネー?ジャー|マネジャー|ディレクター|エンジニア|リーダー|コンサルタント|代表|営業部|営業担当|開発部|総務部|人事部|経理部|企画部|デザイナー|弁護士|担当)/u;
