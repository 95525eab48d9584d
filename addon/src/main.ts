/**
 * The entry points: functions that the manifest or a card names. Each runs its handler inside the one error boundary,
 * which turns what went wrong into what the surface can show: a card for a trigger, a toast or a card for a click.
 */
import { addGuest } from "./actions/add-guest.ts";
import { addRule } from "./actions/add-rule.ts";
import { askDelete } from "./actions/ask-delete.ts";
import { askNever } from "./actions/ask-never.ts";
import { askUndo } from "./actions/ask-undo.ts";
import { back } from "./actions/back.ts";
import { bookMeeting } from "./actions/book-meeting.ts";
import { cancelEmail } from "./actions/cancel-email.ts";
import { askCancelMeeting, cancelMeeting } from "./actions/cancel-meeting.ts";
import { chooseBackfill } from "./actions/choose-backfill.ts";
import { completeTask } from "./actions/complete-task.ts";
import { convertContact } from "./actions/convert-contact.ts";
import { createContact } from "./actions/create-contact.ts";
import { deleteContact } from "./actions/delete-contact.ts";
import { filterTimeline } from "./actions/filter-timeline.ts";
import { findTimes } from "./actions/find-times.ts";
import { insertIntoDraft } from "./actions/insert-into-draft.ts";
import { insertTemplate } from "./actions/insert-template.ts";
import { log } from "./actions/log.ts";
import { logTo } from "./actions/log-to.ts";
import { moveMeeting } from "./actions/move-meeting.ts";
import { openActivity } from "./actions/open-activity.ts";
import { openBackfill } from "./actions/open-backfill.ts";
import { openCompose } from "./actions/open-compose.ts";
import { openContact } from "./actions/open-contact.ts";
import { openCreateForm } from "./actions/open-create-form.ts";
import { openEditForm } from "./actions/open-edit-form.ts";
import { openFollowUp } from "./actions/open-follow-up.ts";
import { openLogForm } from "./actions/open-log-form.ts";
import { openMeeting } from "./actions/open-meeting.ts";
import { openMove } from "./actions/open-move.ts";
import { openOutgoing } from "./actions/open-outgoing.ts";
import { openSchedule } from "./actions/open-schedule.ts";
import { openScore } from "./actions/open-score.ts";
import { emptySearch, openSearch } from "./actions/open-search.ts";
import { openTimeline } from "./actions/open-timeline.ts";
import { openTimes } from "./actions/open-times.ts";
import { pickTime } from "./actions/pick-time.ts";
import { previewTemplate } from "./actions/preview-template.ts";
import { refresh } from "./actions/refresh.ts";
import { removeRule } from "./actions/remove-rule.ts";
import { retryEmail } from "./actions/retry-email.ts";
import { saveContact } from "./actions/save-contact.ts";
import { saveFollowUp } from "./actions/save-follow-up.ts";
import { saveNote } from "./actions/save-note.ts";
import { search } from "./actions/search.ts";
import { sendEmail } from "./actions/send-email.ts";
import { setOutcome } from "./actions/set-outcome.ts";
import { showComposeWindow } from "./actions/show-compose-window.ts";
import { showEvent, showHome, showMessage } from "./actions/show-root.ts";
import { submitLogForm } from "./actions/submit-log-form.ts";
import { suggest } from "./actions/suggest.ts";
import { undo } from "./actions/undo.ts";
import type { Action, Trigger } from "./answer.ts";
import { push } from "./answer.ts";
import { errorCard, failureText, takesWholeCard } from "./cards/error-card.ts";
import type { Failure } from "./failure.ts";
import { toFailure } from "./failure.ts";
import { toActionResponse, toCard, toSuggestions, toUniversalResponse } from "./platform/card-service.ts";
import { createRequest } from "./platform/create-request.ts";
import { logFailure } from "./platform/log-failure.ts";
import type { Language, Request } from "./request.ts";

export const onHomepage = onTrigger(showHome);
export const onMessageOpen = onTrigger(showMessage);
export const onEventOpen = onTrigger(showEvent);
export const onGmailCompose = onTrigger(showComposeWindow);
export const onUniversalSearch = callback(emptySearch, errorCard, toUniversalResponse);

export const onAddGuest = onClick(addGuest);
export const onAddRule = onClick(addRule);
export const onAskCancelMeeting = onClick(askCancelMeeting);
export const onAskDelete = onClick(askDelete);
export const onAskNever = onClick(askNever);
export const onAskUndo = onClick(askUndo);
export const onBack = onClick(back);
export const onBookMeeting = onClick(bookMeeting);
export const onCancelEmail = onClick(cancelEmail);
export const onCancelMeeting = onClick(cancelMeeting);
export const onChooseBackfill = onClick(chooseBackfill);
export const onCompleteTask = onClick(completeTask);
export const onConvertContact = onClick(convertContact);
export const onCreateContact = onClick(createContact);
export const onDeleteContact = onClick(deleteContact);
export const onFilterTimeline = onClick(filterTimeline);
export const onFindTimes = onClick(findTimes);
export const onInsertIntoDraft = onClick(insertIntoDraft);
export const onInsertTemplate = onClick(insertTemplate);
export const onLog = onClick(log);
export const onLogTo = onClick(logTo);
export const onMoveMeeting = onClick(moveMeeting);
export const onOpenActivity = onClick(openActivity);
export const onOpenBackfill = onClick(openBackfill);
export const onOpenCompose = onClick(openCompose);
export const onOpenContact = onClick(openContact);
export const onOpenCreateForm = onClick(openCreateForm);
export const onOpenEditForm = onClick(openEditForm);
export const onOpenFollowUp = onClick(openFollowUp);
export const onOpenLogForm = onClick(openLogForm);
export const onOpenMeeting = onClick(openMeeting);
export const onOpenMove = onClick(openMove);
export const onOpenOutgoing = onClick(openOutgoing);
export const onOpenSchedule = onClick(openSchedule);
export const onOpenScore = onClick(openScore);
export const onOpenSearch = onClick(openSearch);
export const onOpenTimeline = onClick(openTimeline);
export const onOpenTimes = onClick(openTimes);
export const onPickTime = onClick(pickTime);
export const onPreviewTemplate = onClick(previewTemplate);
export const onRefresh = onClick(refresh);
export const onRemoveRule = onClick(removeRule);
export const onRetryEmail = onClick(retryEmail);
export const onSaveContact = onClick(saveContact);
export const onSaveFollowUp = onClick(saveFollowUp);
export const onSaveNote = onClick(saveNote);
export const onSearch = onClick(search);
export const onSendEmail = onClick(sendEmail);
export const onSetOutcome = onClick(setOutcome);
export const onSubmitLogForm = onClick(submitLogForm);
export const onUndo = onClick(undo);

// A suggestion that fails to come is no reason to disturb who types.
export const onSuggest = callback(suggest, () => [], toSuggestions);

function onTrigger(trigger: Trigger) {
  return callback(trigger, errorCard, (card) => [toCard(card)]);
}

function onClick(action: Action) {
  return callback(
    action,
    (failure, language) =>
      takesWholeCard(failure)
        ? push(errorCard(failure, language))
        : { notice: failureText(failure, language) },
    toActionResponse,
  );
}

/** @param draw for Google to show, what the handler answers or what is made of its failure. */
function callback<T, R>(
  handler: (request: Request) => T,
  recover: (failure: Failure, language: Language) => T,
  draw: (answer: T) => R,
): (event: unknown) => R {
  return (event) => {
    const request = createRequest(event);
    let answer: T;
    try {
      answer = handler(request);
    } catch (error) {
      const failure = toFailure(error);
      logFailure(failure);
      answer = recover(failure, request);
    }
    return draw(answer);
  };
}
