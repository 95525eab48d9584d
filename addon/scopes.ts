/** Why the add-on asks for each scope. The build refuses a manifest that asks for another set; the setup guide prints this list. */
export const scopes: readonly { readonly scope: string; readonly reason: string }[] = [
  { scope: "openid", reason: "Gives the ID token that proves to the backend who is calling." },
  {
    scope: "https://www.googleapis.com/auth/userinfo.email",
    reason: "Puts the e-mail address into that token: an invited account is found by it at first sign-in.",
  },
  {
    scope: "https://www.googleapis.com/auth/script.external_request",
    reason: "Calls your Rapport backend, and by the manifest's allow-list nothing else.",
  },
  {
    scope: "https://www.googleapis.com/auth/script.locale",
    reason: "Shows texts, dates and numbers in the user's language and time zone.",
  },
  { scope: "https://www.googleapis.com/auth/gmail.addons.execute", reason: "Shows the sidebar in Gmail." },
  {
    scope: "https://www.googleapis.com/auth/gmail.addons.current.message.readonly",
    reason:
      "Reads the one open mail: its header for the card; its text and list of attachments when it is logged.",
  },
  {
    scope: "https://www.googleapis.com/auth/gmail.addons.current.message.metadata",
    reason: "Reads who a mail being written is for, to say who they are; its text stays unread.",
  },
  {
    scope: "https://www.googleapis.com/auth/gmail.addons.current.action.compose",
    reason: "Puts a template into the mail being written, when it is clicked.",
  },
  {
    scope: "https://www.googleapis.com/auth/calendar.addons.execute",
    reason: "Shows the sidebar in Google Calendar.",
  },
  {
    scope: "https://www.googleapis.com/auth/calendar.addons.current.event.read",
    reason: "Reads who is invited to the open event.",
  },
  {
    scope: "https://www.googleapis.com/auth/calendar.addons.current.event.write",
    reason: "Adds a contact to the guests of the open event, when it is clicked; saving stays with the user.",
  },
  {
    scope: "https://www.googleapis.com/auth/calendar.events.readonly",
    reason: "Reads title and time of the open event: Google leaves them out of what it tells an add-on.",
  },
];
