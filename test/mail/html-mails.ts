/** HTML as mail programs really write it, each with what its reader would call the text. */

export interface HtmlMail {
  readonly program: string;
  readonly html: string;
  /** What is left after history and signature are cut. */
  readonly own: string;
}

export const HTML_MAILS: readonly HtmlMail[] = [
  {
    program: "Gmail's web page",
    html: `<div dir="ltr"><div>Hi Anna,</div><div><br></div><div>Thursday works. The offer is <a href="https://northwind.example/o/117">here</a>.</div><div><br></div><span class="gmail_signature_prefix">-- </span><br><div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature"><div dir="ltr">Jane Doe<br>CEO</div></div></div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On Mon, Nov 23, 2026 at 10:00 AM Anna Berg &lt;<a href="mailto:anna@acme.example">anna@acme.example</a>&gt; wrote:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex"><div dir="ltr">Could we talk?</div></blockquote></div>`,
    own: "Hi Anna,\n\nThursday works. The offer is here <https://northwind.example/o/117>.",
  },
  {
    program: "Gmail in a language whose words nobody listed",
    html: `<div dir="ltr">ตกลง</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">ในวันที่ จ. 23 พ.ย. 2026 Anna ได้เขียนว่า:<br></div><blockquote class="gmail_quote">เก่า</blockquote></div>`,
    own: "ตกลง",
  },
  {
    program: "Gmail, answered between the lines",
    html: `<div dir="ltr"><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, Nov 23, 2026 Anna &lt;a@acme.example&gt; wrote:<br></div><blockquote class="gmail_quote">Hello<br>How many pieces?</blockquote><div>Ten.</div><blockquote class="gmail_quote">When?</blockquote><div>On Monday.</div></div></div>`,
    own: "> Hello\n> How many pieces?\nTen.\n\n> When?\nOn Monday.",
  },
  {
    program: "Gmail, forwarded",
    html: `<div dir="ltr">FYI<br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>From: <b class="gmail_sendername" dir="auto">Max</b> <span dir="auto">&lt;<a href="mailto:max@x.example">max@x.example</a>&gt;</span><br>Date: Mon, Nov 23, 2026 at 9:00 AM<br>Subject: Offer<br>To: Jane &lt;<a href="mailto:jane@us.example">jane@us.example</a>&gt;<br></div><br><br><div dir="ltr">The offer.</div></div></div>`,
    own: "FYI\n\n---------- Forwarded message ---------\nFrom: Max <max@x.example>\nDate: Mon, Nov 23, 2026 at 9:00 AM\nSubject: Offer\nTo: Jane <jane@us.example>\n\nThe offer.",
  },
  {
    program: "Outlook on a desk, in German",
    html: `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset="utf-8"><!--[if !mso]><style>v\\:* {behavior:url(#default#VML);}</style><![endif]--><style><!-- p.MsoNormal {margin:0cm;} --></style><!--[if gte mso 9]><xml><o:shapedefaults v:ext="edit"/></xml><![endif]--></head><body lang="DE"><div class="WordSection1"><p class="MsoNormal">Hallo Frau Reyes,<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p><p class="MsoNormal">das passt so. Wir nehmen:<o:p></o:p></p><ul style="margin-top:0cm" type="disc"><li class="MsoListParagraph">40 Fühler<o:p></o:p></li><li class="MsoListParagraph">2 Gateways<o:p></o:p></li></ul><p class="MsoNormal">Mit freundlichen Grüßen<br>Claudia Weber</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>Von:</b> Nora Reyes &lt;rep@northwind.example&gt;<br><b>Gesendet:</b> Mittwoch, 4. November 2026 16:02<br><b>An:</b> Weber, Claudia<br><b>Betreff:</b> Angebot 118</p></div></div><p class="MsoNormal">Guten Tag, anbei das Angebot.</p></div></body></html>`,
    own: "Hallo Frau Reyes,\n\ndas passt so. Wir nehmen:\n- 40 Fühler\n- 2 Gateways",
  },
  {
    program: "Outlook on the web",
    html: `<html><body dir="ltr"><div class="elementToProof">Fine with me.</div><div class="elementToProof"><br></div><div id="Signature"><div>Claudia Weber</div><div>Einkauf</div></div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>Lähettäjä:</b> Rep<br><b>Lähetetty:</b> maanantai<br><b>Aihe:</b> Tarjous</font><div>&nbsp;</div></div><div>old</div></body></html>`,
    own: "Fine with me.",
  },
  {
    program: "Outlook on the web, forwarded without a word",
    html: `<div class="elementToProof"><br></div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg" dir="ltr"><b>From:</b> Max &lt;max@x.example&gt;<br><b>Sent:</b> Monday<br><b>To:</b> Jane<br><b>Subject:</b> Offer<div>&nbsp;</div></div><div>The offer.</div><div id="x_divRplyFwdMsg"><b>From:</b> Jane<br><b>Sent:</b> Sunday<br><b>To:</b> Max<br><b>Subject:</b> Ask</div><div>the question</div>`,
    own: "From: Max <max@x.example>\nSent: Monday\nTo: Jane\nSubject: Offer\n\nThe offer.",
  },
  {
    program: "Outlook on a phone",
    html: `<html><body><div dir="auto">Yes, go ahead.</div><div dir="auto" id="ms-outlook-mobile-signature">Get <a href="https://aka.ms/o0ukef">Outlook for iOS</a></div><div id="mail-editor-reference-message-container" dir="auto"><br><hr><div><b>From:</b> Rep<br><b>Sent:</b> Monday<br></div>old</div></body></html>`,
    own: "Yes, go ahead.",
  },
  {
    program: "Apple Mail, in French",
    html: `<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body style="overflow-wrap: break-word;">Bonjour Nora,<div><br></div><div>c’est parfait.</div><div><br id="lineBreakAtBeginningOfMessage"><div><br><blockquote type="cite"><div>Le 23 nov. 2026 à 10:00, Nora Reyes &lt;rep@northwind.example&gt; a écrit :</div><br class="Apple-interchange-newline"><div><div>Ancien texte</div></div></blockquote></div><br></div></body></html>`,
    own: "Bonjour Nora,\n\nc’est parfait.",
  },
  {
    program: "Apple Mail, in Japanese",
    html: `<html><body>お世話になっております。<div>見積書を拝見しました。</div><br><blockquote type="cite">2026/11/23 10:00、Rep &lt;rep@us.example&gt;のメール:<br><br>旧</blockquote></body></html>`,
    own: "お世話になっております。\n見積書を拝見しました。",
  },
  {
    program: "Thunderbird",
    html: `<html><head></head><body><p>Dear Jane,</p><p>two points:<br></p><ol><li>price</li><li>date</li></ol><p></p><div class="moz-cite-prefix">Am 23.11.26 um 10:00 schrieb Rep:<br></div><blockquote type="cite" cite="mid:1@x.example"><pre class="moz-quote-pre" wrap="">old\n  text</pre></blockquote><pre class="moz-signature" cols="72">-- \nMax</pre></body></html>`,
    own: "Dear Jane,\n\ntwo points:\n\n1. price\n2. date",
  },
  {
    program: "Yahoo",
    html: `<html><body><div class="ydp1yahoo-style-wrap"><div dir="ltr">Sounds good!</div><div><br></div></div><div id="yahoo_quoted_12" class="yahoo_quoted"><div><div>On Monday, November 23, 2026, Rep &lt;rep@us.example&gt; wrote:</div><div>old</div></div></div></body></html>`,
    own: "Sounds good!",
  },
  {
    program: "WEB.DE",
    html: `<div style="font-family: Verdana;"><div>Passt, danke.</div><div>&nbsp;<div name="quote" style="margin:10px 5px 5px 10px; border-left:2px solid #C3D9E5;"><div><b>Gesendet:</b>&nbsp;Montag<br><b>Von:</b>&nbsp;Rep<br></div>alt</div></div></div>`,
    own: "Passt, danke.",
  },
  {
    program: "Proton Mail",
    html: `<div>Agreed.</div><div class="protonmail_quote">On Monday, November 23rd, 2026 at 10:00, Rep &lt;rep@us.example&gt; wrote:<br><br><blockquote class="protonmail_quote" type="cite"><p>old</p></blockquote><br></div>`,
    own: "Agreed.",
  },
  {
    program: "a newsletter tool",
    html: `<!doctype html><html><head><title>Weekly</title><style>td{padding:0}</style></head><body><div style="display:none;max-height:0;overflow:hidden">Preview text &#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;</div><table role="presentation" width="100%"><tr><td><img src="https://x.example/logo.png" alt="Cold Chain Weekly" width="200"></td><td style="font-size:0"><table role="presentation"><tr><td><h1>Ammonia is back</h1><p>Tom&rsquo;s tip: ask&nbsp;first.</p></td></tr></table></td></tr></table><p><a href="https://click.x.example/?${"t".repeat(200)}">Read more</a></p><img src="https://x.example/open.gif" width="1" height="1"><script>track()</script></body></html>`,
    own: "Ammonia is back\n\nTom’s tip: ask first.\n\nRead more",
  },
  {
    program: "an order confirmation",
    html: `<p>Your order:</p><table border="1"><thead><tr><th>Item</th><th>Pieces</th><th>Price</th></tr></thead><tbody><tr><td><p>NW-T4</p></td><td><p>24</p></td><td><p>1,900 EUR</p></td></tr><tr><td>NW-G1</td><td></td><td>300 EUR</td></tr></tbody></table>`,
    own: "Your order:\n\nItem | Pieces | Price\nNW-T4 | 24 | 1,900 EUR\nNW-G1 | 300 EUR",
  },
];
