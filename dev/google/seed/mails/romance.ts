/** Les Fromageries du Vercors, cliente depuis un an, et un mayorista de Sevilla que lleva Ben. */
import type { Conversation } from "../conversation.ts";

export const romance: readonly Conversation[] = [
  {
    subject: "Sondes d'humidité pour les caves d'affinage",
    mails: [
      {
        from: "helene",
        to: ["ada"],
        when: [91, "10:12"],
        body: `Bonjour Ada,

les sondes de température donnent toute satisfaction. Nos maîtres affineurs demandent maintenant l'humidité : entre 92 et 97 % selon les caves, avec une alerte dès que l'on sort de la plage pendant plus d'une heure.

Avez-vous une sonde qui supporte l'ammoniac que dégagent les croûtes ? Les trois que nous avons essayées sont mortes en deux mois.`,
      },
      {
        from: "ada",
        when: [90, "14:25"],
        body: `Bonjour Hélène,

l'ammoniac est le grand ennemi, en effet. Notre NW-H2 a un filtre en PTFE que l'on change deux fois par an : chez un affineur du Jura, elles tiennent depuis dix-neuf mois.

Je vous propose d'en essayer trois dans votre cave la plus difficile, sans engagement. Laquelle serait-ce ?`,
      },
      {
        from: "helene",
        when: [90, "17:03"],
        sign: false,
        body: `La cave 7, sans hésiter : le bleu. Vous pouvez les envoyer à l'attention de Bastien, notre chef affineur.`,
      },
      {
        from: "helene",
        when: [48, "09:41"],
        quote: false,
        body: `Bonjour Ada,

quarante jours dans la cave 7 et les trois sondes sont toujours vivantes. Bastien, qui n'aime rien de ce qui a une pile, les appelle « mes petites ».

Pourriez-vous me faire un devis pour les dix-huit caves, à raison de deux sondes par cave ?`,
      },
      {
        from: "ada",
        when: [47, "11:18"],
        attach: ["vercorsDevis"],
        body: `Bonjour Hélène,

quelle bonne nouvelle, saluez Bastien de ma part. Voici le devis pour 36 sondes : 7,20 € par sonde et par mois, filtres compris, et les trois de l'essai vous restent acquises.

Le délai de livraison est de trois semaines.`,
      },
      {
        from: "helene",
        when: [39, "16:55"],
        labels: ["STARRED"],
        body: `Devis accepté, le bon de commande part ce soir de la comptabilité. Une livraison d'ici un mois serait parfaite.

Merci pour votre patience avec nos croûtes.`,
      },
    ],
  },
  {
    subject: "Facture en double ?",
    mails: [
      {
        from: "helene",
        to: ["ada"],
        when: [14, "11:26"],
        body: `Bonjour Ada,

notre comptabilité a reçu deux factures pour les mêmes 36 sondes, n° NW-10902 et NW-10911. Laquelle faut-il payer ?`,
      },
      {
        from: "ada",
        cc: ["clara"],
        when: [14, "12:02"],
        body: `Bonjour Hélène,

toutes mes excuses : seule NW-10902 est juste. L'autre vient d'un essai de notre nouveau logiciel, Clara l'annule aujourd'hui et vous recevrez l'avoir.`,
      },
      {
        from: "helene",
        when: [13, "09:15"],
        sign: false,
        body: `Parfait, merci. C'est presque rassurant que cela arrive aussi aux autres.`,
      },
    ],
  },
  {
    subject: "Consulta sobre cámaras frigoríficas / cold room enquiry",
    mails: [
      {
        from: "rosa",
        to: ["ben"],
        cc: ["ada"],
        when: [33, "12:45"],
        body: `Buenos días, Ben:

Gestionamos 22 cámaras en Mercasevilla y buscamos un sistema de control de temperatura con registro para la inspección sanitaria. Un compañero de Cádiz me habló de ustedes.

I can also write in English, but my English is slower than my Spanish.`,
      },
      {
        from: "ben",
        cc: ["ada"],
        when: [32, "10:30"],
        body: `Buenos días, Rosa:

My Spanish is slower than your English, so let us meet in the middle. 22 rooms are a nice size: one sensor and a door contact per room, two gateways, and the register for the inspection as a PDF every Monday, in Spanish.

Could you send me the layout of the hall? Then I can tell you the number of gateways for certain.`,
      },
      {
        from: "rosa",
        cc: ["ada"],
        when: [24, "13:15"],
        body: `Hello Ben,

the layout is with the port authority, they promise it every Monday. Meanwhile: can the tenants of the rooms see only their own room? We are 14 companies under one roof and we are not all friends.`,
      },
      {
        from: "ben",
        cc: ["ada"],
        when: [23, "09:12"],
        body: `Hi Rosa,

yes: every tenant gets an account of their own and sees their rooms, you see everything. That is included. I will wait for the layout, no hurry.`,
      },
    ],
  },
];
