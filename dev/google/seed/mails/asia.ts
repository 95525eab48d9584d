/** A cold store in Sapporo (ISO-2022-JP), vaccines in Pune, and fruit in Haifa, written from right to left. */
import type { Conversation } from "../conversation.ts";

export const asia: readonly Conversation[] = [
  {
    subject: "温度センサーのお見積り依頼",
    mails: [
      {
        from: "yumiko",
        to: ["ada"],
        charset: "iso-2022-jp",
        when: [52, "02:15"],
        body: `Northwind Cold Chain
Lindqvist 様

突然のご連絡失礼いたします。北海冷蔵の田中と申します。
ノルウェーのFjordline社様より貴社をご紹介いただきました。

弊社は札幌と小樽に冷凍倉庫を5棟所有しており、マイナス25度帯の
温度管理の自動化を検討しております。
センサー48台、ゲートウェイ2台のお見積りをお願いできますでしょうか。

何卒よろしくお願い申し上げます。`,
      },
      {
        from: "ada",
        when: [52, "09:30"],
        cc: ["ben"],
        body: `田中様

お問い合わせいただき、誠にありがとうございます。Fjordline社のHaugen様からもお話を伺っております。

お見積りの前に、二点確認させてください。
倉庫の壁の材質と、インターネット回線の有無をお知らせいただけますでしょうか。

If English is easier for technical details, please feel free; our engineer Ben is in copy.`,
      },
      {
        from: "yumiko",
        charset: "iso-2022-jp",
        when: [50, "01:40"],
        body: `Lindqvist 様

お返事ありがとうございます。日本語でのご丁寧なメール、大変驚きました。

壁は鉄板断熱パネル(200mm)です。
回線は札幌にはありますが、小樽にはございません。

北海道は冬に停電が多いため、停電時の動作についてもご教示ください。`,
      },
      {
        from: "ada",
        when: [49, "08:45"],
        attach: ["hokkaiMitsumori"],
        body: `田中様

ご回答ありがとうございます。お見積書を添付いたしました。

- センサーは電池式のため、停電の影響を受けません(電池寿命は約5年)。
- ゲートウェイは内蔵電池で8時間動作し、その間のデータも失われません。
- 小樽にはLTE対応のゲートウェイをご用意いたします。

ご不明な点がございましたら、いつでもご連絡ください。`,
      },
      {
        from: "yumiko",
        charset: "iso-2022-jp",
        when: [31, "03:05"],
        body: `Lindqvist 様

お世話になっております。北海冷蔵の田中です。
社内で検討いたしました結果、まず小樽の1棟で3か月間試験導入したいとの結論に至りました。

つきましては、オンラインでの打ち合わせをお願いしたく存じます。
日本時間の17時以降でご都合の良い日をお知らせください。`,
      },
      {
        from: "ada",
        when: [31, "08:20"],
        body: `田中様

試験導入をご検討いただき、ありがとうございます。来週の火曜日、日本時間17時はいかがでしょうか。招待状をお送りいたします。`,
      },
      {
        from: "yumiko",
        charset: "iso-2022-jp",
        when: [7, "01:10"],
        labels: ["IMPORTANT"],
        quote: false,
        body: `Lindqvist 様

先日はお打ち合わせのお時間をいただき、ありがとうございました。
試験導入の稟議が承認されましたので、契約書の案をお送りいただけますでしょうか。
取り急ぎ、ご報告まで。`,
      },
    ],
  },
  {
    subject: "RFP-2026-09: cold chain monitoring for vaccine depots",
    mails: [
      {
        from: "priya",
        to: ["ada"],
        when: [64, "06:30"],
        attach: ["sahyadriTender"],
        body: `Dear Ada,

We are inviting five vendors to respond to our RFP for monitoring 31 vaccine depots across Maharashtra and Karnataka. The compliance matrix is attached; please return it with your technical bid within three weeks.

Kindly note clause 4.7: readings and audit trail must be stored in India. This is not negotiable for us, the state health departments insist.`,
      },
      {
        from: "ada",
        when: [63, "08:40"],
        cc: ["ben"],
        body: `Dear Priya,

thank you for including us. Two questions so that our bid fits:

- Clause 4.7: our Mumbai region would hold all readings and the audit trail. Would you also require support staff to be in India?
- Clause 5.1: we calibrate to ISO 17025 in Berlin. Is an NABL laboratory in Pune acceptable for the yearly recalibration?`,
      },
      {
        from: "priya",
        when: [62, "12:05"],
        body: `Dear Ada,

Mumbai region is perfectly fine. Support may be anywhere as long as somebody answers between 6 am and 10 pm IST. NABL recalibration is preferred, in fact, it saves us customs paperwork.`,
      },
      {
        from: "ada",
        cc: ["ben", "clara"],
        when: [51, "09:50"],
        attach: ["sahyadriTender", "sahyadriCertificate"],
        body: `Dear Priya,

please find our technical bid, the matrix with all 46 clauses answered and a sample calibration certificate. We comply with 45; for clause 6.3 (SMS in Marathi) we offer a date, eight weeks after award, rather than a promise we cannot keep today.`,
      },
      {
        from: "priya",
        when: [38, "07:10"],
        labels: ["STARRED"],
        body: `Dear Ada,

Congratulations, you are shortlisted with one other vendor. The committee appreciated the honest answer on 6.3.

Next step is a demonstration at our Pune depot or on video, with real probes in a vaccine refrigerator, including a simulated power cut. What is possible for you?`,
      },
      {
        from: "ben",
        to: ["priya"],
        cc: ["ada"],
        when: [37, "10:15"],
        body: `Dear Priya,

video works well: I have a vaccine refrigerator in the London lab and will pull the plug on camera. You will see the alert arrive on your phone. 45 minutes are enough, with time for questions. Ada sends the invitation.`,
      },
      {
        from: "priya",
        to: ["ada", "ben"],
        when: [18, "11:48"],
        body: `Dear both,

The committee enjoyed the power cut very much, our pharmacist wants to try it at home. Commercial evaluation is under way. Could you confirm whether your price includes SIM cards for all 31 depots for the full three years?`,
      },
      {
        from: "ada",
        when: [17, "08:35"],
        cc: ["ben"],
        body: `Dear Priya,

yes, SIM cards for all 31 depots are included for 36 months, with two Indian carriers so that a depot stays online when one of them does not.`,
      },
    ],
  },
  {
    subject: "ניטור טמפרטורה למשאיות קירור",
    mails: [
      {
        from: "noa",
        to: ["ada"],
        when: [29, "10:20"],
        attach: ["galilRoutes"],
        body: `שלום עדה,

אנחנו מובילים תותים ועשבי תיבול מהגליל לנמל חיפה, 16 משאיות בלילה. אני מחפשת מערכת שמתריעה כשהטמפרטורה עולה מעל 4°C, לפני שהסחורה מתקלקלת.

צירפתי מפה של המסלולים. האם המערכת שלכם (NW-T4) עובדת גם בלי קליטה סלולרית? בין צפת לכרמיאל אין קליטה בכלל.

אפשר לענות באנגלית.`,
      },
      {
        from: "ada",
        when: [28, "09:15"],
        body: `Hi Noa,

thank you for writing, and for the map. Without coverage the unit keeps measuring, stores everything and sends it as soon as it has a network again. What it cannot do in the dead zone is call you, so for the stretch from Safed to Karmiel we set the alert limit lower before the truck enters it: the driver still has time to act.

16 trucks would be EUR 10.90 per truck and month. Shall we try two trucks for four weeks?`,
      },
      {
        from: "noa",
        when: [27, "16:44"],
        body: `היי עדה,

רעיון מצוין עם הגבול הנמוך. שתי משאיות לניסיון זה בסדר מבחינתי, אבל אני צריכה אישור מהמנכ״ל. אחזור אלייך בשבוע הבא.

תודה,
נועה`,
        sign: false,
      },
      {
        from: "ada",
        when: [10, "11:05"],
        quote: false,
        body: `Hi Noa,

I hope the strawberries travel well. Did you have a chance to speak to your CEO about the trial with two trucks? I have two kits here with your name on them.`,
      },
    ],
  },
];
