/**
 * Where our own Message-ID stands on the mails we send. Gmail may put another into Message-ID when a mail is sent through
 * its API; this header it leaves alone. As forgeable as Message-ID itself, and it counts for as much.
 * https://github.com/FlowCrypt/flowcrypt-browser/issues/4273
 */
export const OWN_MESSAGE_ID_HEADER = "X-Rapport-Message-ID";
