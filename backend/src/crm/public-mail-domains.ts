/** Domains where anybody can have an address: they say nothing about the company a person works for. */
const DOMAINS = `
gmail.com googlemail.com
outlook.com outlook.de outlook.fr outlook.es outlook.it outlook.jp outlook.at outlook.be outlook.dk outlook.ie outlook.pt
outlook.co.th outlook.com.ar outlook.com.au outlook.com.br outlook.in msn.com passport.com
live.com live.de live.fr live.it live.nl live.be live.at live.ca live.cn live.co.uk live.co.za live.com.au live.com.ar
live.com.mx live.com.pt live.dk live.ie live.in live.jp live.no live.ru live.se
icloud.com me.com mac.com privaterelay.appleid.com
aol.com aol.de aol.fr aol.co.uk aim.com netscape.net ymail.com rocketmail.com myyahoo.com
proton.me protonmail.com protonmail.ch pm.me tutanota.com tutanota.de tuta.io tuta.com tutamail.com hey.com
fastmail.com fastmail.fm hushmail.com zoho.com zohomail.com zohomail.eu mail.com email.com usa.com post.com
web.de t-online.de freenet.de arcor.de online.de posteo.de posteo.net mailbox.org kabelmail.de unitybox.de vodafone.de
vodafonemail.de o2online.de o2mail.de 1und1.de email.de mail.de onlinehome.de
bluewin.ch sunrise.ch hispeed.ch aon.at chello.at a1.net inode.at
orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr bbox.fr numericable.fr club-internet.fr aliceadsl.fr
libero.it virgilio.it tiscali.it alice.it tin.it tim.it iol.it inwind.it
telefonica.net terra.es ono.com sapo.pt
ziggo.nl kpnmail.nl planet.nl xs4all.nl hetnet.nl home.nl upcmail.nl telenet.be skynet.be proximus.be scarlet.be
btinternet.com btopenworld.com virginmedia.com ntlworld.com blueyonder.co.uk sky.com talktalk.net tiscali.co.uk
comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net juno.com optonline.net
frontier.com roadrunner.com windstream.net rogers.com sympatico.ca shaw.ca telus.net videotron.ca bell.net
bigpond.com bigpond.net.au optusnet.com.au xtra.co.nz
telia.com bredband.net spray.se tele2.se online.no broadpark.no sol.dk mail.dk elisanet.fi kolumbus.fi luukku.com
wp.pl onet.pl o2.pl interia.pl gazeta.pl poczta.onet.pl tlen.pl op.pl
seznam.cz email.cz centrum.cz post.cz atlas.sk azet.sk zoznam.sk freemail.hu citromail.hu abv.bg
mail.ru inbox.ru list.ru bk.ru internet.ru yandex.ru yandex.com ya.ru rambler.ru ukr.net i.ua
uol.com.br bol.com.br terra.com.br ig.com.br globo.com r7.com
qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com 139.com 189.cn wo.cn aliyun.com
docomo.ne.jp ezweb.ne.jp au.com softbank.ne.jp i.softbank.jp ymobile.ne.jp nifty.com biglobe.ne.jp so-net.ne.jp
ocn.ne.jp plala.or.jp excite.co.jp infoseek.jp goo.jp
naver.com daum.net hanmail.net nate.com kakao.com
rediffmail.com indiatimes.com sify.com
walla.co.il walla.com netvision.net.il
`;

/** Providers with a domain for nearly every country. */
const FAMILY = /^(?:yahoo|hotmail|gmx)\.(?:(?:com?|net|org)\.)?[a-z]{2,4}$/;

const listed: ReadonlySet<string> = new Set(DOMAINS.split(/\s+/).filter((domain) => domain !== ""));

export function isPublicMailDomain(domain: string): boolean {
  const lower = domain.toLowerCase();
  return listed.has(lower) || FAMILY.test(lower);
}
