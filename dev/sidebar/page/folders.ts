/** The places of a mailbox and the Gmail search that lists each. */

export interface Folder {
  readonly id: string;
  readonly label: string;
  readonly icon: string;
  readonly query: string;
}

export const folders: readonly [Folder, ...Folder[]] = [
  { id: "inbox", label: "Inbox", icon: "inbox", query: "in:inbox" },
  { id: "starred", label: "Starred", icon: "star_border", query: "is:starred" },
  { id: "sent", label: "Sent", icon: "send", query: "in:sent" },
  { id: "drafts", label: "Drafts", icon: "drafts", query: "in:drafts" },
  { id: "all", label: "All mail", icon: "mail", query: "" },
  { id: "spam", label: "Spam", icon: "report", query: "in:spam" },
  { id: "trash", label: "Trash", icon: "delete", query: "in:trash" },
];

export function findFolder(id: string): Folder | undefined {
  return folders.find((folder) => folder.id === id);
}
