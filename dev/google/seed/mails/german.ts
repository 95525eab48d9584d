/** Eine Brauerei in München und ein Pharma-Logistiker in Frankfurt, dessen Mails noch in windows-1252 kommen. */
import type { Conversation } from "../conversation.ts";

export const german: readonly Conversation[] = [
  {
    subject: "Anfrage: Temperaturüberwachung Lagerkeller",
    mails: [
      {
        from: "petra",
        to: ["adaAlias"],
        when: [61, "08:05"],
        body: `Sehr geehrte Frau Lindqvist,

wir sind eine Münchner Brauerei mit 190.000 hl im Jahr und möchten unsere Lagerkeller (vier Gewölbe, 12 Messpunkte) sowie drei Auslieferfahrzeuge lückenlos überwachen. Die Messwerte müssen in unser SAP gelangen, unser Braumeister will sie aber auch auf dem Handy sehen.

Bitte teilen Sie mir mit, ob Ihr System für Kellerräume mit 95 % Luftfeuchte zugelassen ist, und senden Sie mir ein unverbindliches Angebot.`,
      },
      {
        from: "adaAlias",
        when: [61, "11:32"],
        body: `Sehr geehrte Frau Vogel,

vielen Dank für Ihre Anfrage. Unsere Fühler NW-T4 sind nach IP68 geprüft, 95 % Luftfeuchte sind kein Problem. Für SAP gibt es eine fertige Schnittstelle (OData), und die App für den Braumeister ist im Preis enthalten.

Damit das Angebot passt, zwei Rückfragen:

- Wie dick sind die Gewölbewände? Davon hängt ab, wie viele Gateways wir brauchen.
- Sollen die Fahrzeuge auch die Türöffnungen melden?

Sehr gern komme ich vorbei und messe den Funk aus. Wäre nächste Woche Mittwoch möglich?`,
      },
      {
        from: "petra",
        when: [60, "09:48"],
        body: `Sehr geehrte Frau Lindqvist,

die Wände sind zwischen 80 und 120 cm, Ziegel. Türöffnungen bitte ja. Mittwoch um 13 Uhr passt, bitte melden Sie sich an der Pforte Sudhausgasse. Festes Schuhwerk nicht vergessen.`,
      },
      {
        from: "adaAlias",
        when: [60, "10:02"],
        sign: false,
        body: `Sehr gern, ich bin am Mittwoch um 13 Uhr da. Feste Schuhe sind notiert!`,
      },
    ],
  },
  {
    subject: "Angebot 2026-117",
    mails: [
      {
        from: "adaAlias",
        to: ["petra"],
        when: [49, "14:20"],
        attach: ["lindenthalAngebot"],
        body: `Sehr geehrte Frau Vogel,

herzlichen Dank noch einmal für die Führung (und das Kellerbier). Wie besprochen finden Sie anbei unser Angebot:

- 12 Messpunkte in vier Gewölben, dazu 5 Gateways wegen der dicken Wände
- 3 Fahrzeuge mit Türkontakt
- SAP-Anbindung und Schulung

Zusammen 405 Euro im Monat bei 24 Monaten Laufzeit. Das Angebot gilt sechs Wochen.`,
      },
      {
        from: "petra",
        when: [41, "07:55"],
        body: `Sehr geehrte Frau Lindqvist,

danke für das Angebot. Herr Lindenthal sen. findet fünf Gateways übertrieben und fragt, ob es drei nicht auch tun. Außerdem liegt uns ein Mitbewerber mit 352 Euro vor.

Können Sie uns beim Preis entgegenkommen?`,
      },
      {
        from: "adaAlias",
        cc: ["clara"],
        when: [40, "10:15"],
        body: `Sehr geehrte Frau Vogel,

mit drei Gateways verlieren wir im Gewölbe 4 nachts die Verbindung, das zeigte die Messung deutlich. Ich möchte Ihnen nichts verkaufen, das dann nicht funktioniert.

Was ich tun kann: bei 36 Monaten Laufzeit sind es 368 Euro, die Kalibrierung im zweiten Jahr übernehmen wir. Wäre das ein Weg?`,
      },
      {
        from: "petra",
        when: [26, "16:31"],
        body: `Sehr geehrte Frau Lindqvist,

36 Monate sind für uns denkbar. Unsere Gesellschafterversammlung ist in vier Wochen, vorher kann ich nichts unterschreiben. Bitte schicken Sie mir bis dahin eine Referenz aus einer anderen Brauerei, das würde helfen.`,
      },
      {
        from: "adaAlias",
        when: [25, "09:09"],
        body: `Sehr geehrte Frau Vogel,

eine Brauerei in Bamberg ist gern bereit, mit Ihnen zu telefonieren: Herr Schlüter, Technischer Leiter. Seine Nummer schicke ich Ihnen, sobald er Ihren Terminvorschlag hat. Wann passt es Ihnen?`,
      },
      {
        from: "petra",
        when: [4, "08:40"],
        labels: ["UNREAD", "IMPORTANT"],
        body: `Guten Morgen Frau Lindqvist,

das Gespräch mit Herrn Schlüter war sehr überzeugend. Die Versammlung ist nächste Woche Donnerstag. Bitte legen Sie mir bis Mittwoch das Angebot mit 36 Monaten und 368 Euro noch einmal in der Endfassung vor, mit Lieferzeit.`,
      },
      {
        from: "adaAlias",
        when: { minutesAgo: 40 },
        draft: true,
        body: `Sehr geehrte Frau Vogel,

anbei die Endfassung mit 36 Monaten und 368 Euro. Die Lieferzeit beträgt drei Wochen ab`,
      },
    ],
  },
  {
    subject: "GDP-Audit: Temperaturprotokolle für Tor 3",
    mails: [
      {
        from: "kraemer",
        to: ["ada"],
        charset: "windows-1252",
        when: [82, "07:32"],
        body: `Sehr geehrte Frau Lindqvist,

am Tor 3 zeigt Ihr System seit dem Umbau täglich gegen 6:20 Uhr einen Ausreißer auf über 8 °C. Im nächsten Monat haben wir das GDP-Audit des Regierungspräsidiums – bis dahin muss das geklärt sein. Eine Abweichung ohne „root cause“ kostet uns im Zweifel die Großhandelserlaubnis nach § 52a AMG.

Das Protokoll lasse ich Ihnen getrennt zukommen.`,
      },
      {
        from: "ada",
        cc: ["ben"],
        when: [82, "08:50"],
        body: `Sehr geehrter Herr Dr. Krämer,

das nehmen wir sofort auf. Ben sieht sich die Rohdaten heute noch an. Eine Frage vorab: Hängt der Fühler T3-01 seit dem Umbau vielleicht im Luftstrom des Torheizers?`,
      },
      {
        from: "kraemer",
        cc: ["ben"],
        charset: "windows-1252",
        when: [81, "17:14"],
        body: `Sehr geehrte Frau Lindqvist,

in der Tat: Der Torheizer wurde um 1,5 m versetzt, der Fühler hängt jetzt genau davor. Das hätte uns selbst auffallen müssen. Mein Betriebsleiter versetzt ihn morgen früh auf die Position gemäß Mapping-Studie.

Bitte bestätigen Sie mir den Sachverhalt schriftlich für die Auditakte.`,
      },
      {
        from: "ada",
        cc: ["ben"],
        when: [80, "10:20"],
        attach: ["gdpProtokoll"],
        body: `Sehr geehrter Herr Dr. Krämer,

gern. Anbei das Protokoll mit Bens Kommentar: Der Ausreißer fällt auf die Minute mit dem Anlaufen des Torheizers zusammen, alle Produktfühler blieben zwischen 4,7 und 5,2 °C. Seit dem Versetzen heute um 6:02 Uhr ist nichts mehr aufgetreten.

Für das Audit wünschen wir gutes Gelingen. Auf Wunsch ist Ben an dem Tag telefonisch erreichbar.`,
      },
      {
        from: "kraemer",
        charset: "windows-1252",
        when: [55, "12:03"],
        quote: false,
        body: `Audit bestanden, keine Abweichung. Der Inspektor hat Ihre Auswertung ausdrücklich gelobt. Besten Dank – auch an Herrn Okafor.`,
      },
    ],
  },
  {
    subject: "Verlängerung Wartungsvertrag",
    mails: [
      {
        from: "ada",
        to: ["kraemer"],
        bcc: ["clara"],
        when: [16, "09:30"],
        body: `Sehr geehrter Herr Dr. Krämer,

Ihr Wartungsvertrag läuft in acht Wochen aus. Ich schlage vor, ihn um drei Jahre zu verlängern; der Preis bleibt bei 1.140 Euro im Quartal, neu ist die jährliche Kalibrierung vor Ort.

Möchten Sie die beiden neuen Kühlzellen gleich mit aufnehmen?`,
      },
      {
        from: "kraemer",
        charset: "windows-1252",
        when: [9, "18:20"],
        body: `Sehr geehrte Frau Lindqvist,

grundsätzlich ja. Die Kühlzellen bitte mit aufnehmen (je 6 Fühler). Ich hätte allerdings gern eine Klausel, dass der Preis während der Laufzeit höchstens um den Verbraucherpreisindex steigt. Können wir das in unserem Termin besprechen?`,
      },
    ],
  },
];
