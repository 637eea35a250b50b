"""Every error that leaves a door, drawn as one tree.

    DraftdeskError
      ConfigurationError            the settings are wrong or missing                   exit 2
        UsageError                  the command line is wrong                           exit 2
        LoginLapsed                 OAuth: somebody has to give access to a mailbox again  exit 2
      InputError                    a file or a value given to us cannot be used        exit 1
        ShopFileError  ArticleError  UnreadableMail
      AccessUnreachable             *retry*: the OAuth server does not answer
      MailboxError                  IMAP said no
        MailboxUnreachable          *retry*
        MailboxLoginRefused         tell staff
      DeliveryError                 SMTP said no
        DeliveryPostponed           *retry*: nothing was handed over
        DeliveryRefused             tell staff: the server will never take it
          DeliveryLoginRefused      it does not let us in
        DeliveryUnknown             tell staff, never retry: it may have been handed over
      ModelError                    no draft from the model
        ModelUnavailable            down, slow or too busy; `again`: asking once more may help soon
        ModelRefused                a request that it does not take: tell staff
          ModelNotThere             the endpoint has no model of that name
          ModelLockedOut            no key, no credit: an alert, and nothing more is sent for a while
          ModelBudgetSpent          the day's money is spent
        ModelAnswerUnusable         cut off, filtered, refused, or not what was asked for
      SearchIndexError                 the search index
        IndexInUse                  another process owns it
        IndexBroken                 rebuild it from the articles
      RecordsError                  the database
        RecordsUnreachable          *retry*
        NotThere                    what was asked for by its name or number does not exist
        Conflict                    what was decided on has changed meanwhile
        NotAllowed                  this person may not decide that, or not before confirming more

Each door (`mailbox.imap`, `oauth`, `outbox.delivery`, `drafting.model`, `knowledge.index`, `records.database`)
translates its library's exceptions into these and lets none through. A message says what is wrong and where; `hint`
says what to do. Neither ever holds a secret.
"""


class DraftdeskError(Exception):
    """`retry`: trying again later can help. `exit_status`: what a command that meets it exits with."""

    retry = False
    exit_status = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class ConfigurationError(DraftdeskError):
    exit_status = 2


class UsageError(ConfigurationError):
    pass


class LoginLapsed(ConfigurationError):
    pass


class InputError(DraftdeskError):
    pass


class ShopFileError(InputError):
    pass


class ArticleError(InputError):
    pass


class UnreadableMail(InputError):
    pass


class AccessUnreachable(DraftdeskError):
    retry = True


class MailboxError(DraftdeskError):
    pass


class MailboxUnreachable(MailboxError):
    """`reading` are the UIDs of the messages that were being read when it happened, under `uidvalidity`."""

    retry = True
    reading: tuple[int, ...] = ()
    uidvalidity = 0


class MailboxLoginRefused(MailboxError):
    pass


class DeliveryError(DraftdeskError):
    pass


class DeliveryPostponed(DeliveryError):
    retry = True


class DeliveryRefused(DeliveryError):
    pass


class DeliveryLoginRefused(DeliveryRefused):
    pass


class DeliveryUnknown(DeliveryError):
    pass


class ModelError(DraftdeskError):
    pass


class ModelUnavailable(ModelError):
    """`again`: asking once more may help soon; `pause`: not before so many seconds, as the provider said.

    `sent`: the model has the request, so its input may have to be paid for.
    """

    def __init__(
        self, message: str, hint: str = "", *, again: bool = False, pause: float = 0.0, sent: bool = False
    ) -> None:
        super().__init__(message, hint)
        self.again = again
        self.pause = pause
        self.sent = sent


class ModelRefused(ModelError):
    pass


class ModelNotThere(ModelRefused):
    pass


class ModelLockedOut(ModelRefused):
    pass


class ModelBudgetSpent(ModelRefused):
    pass


class ModelAnswerUnusable(ModelError):
    """`unbegun`: it was cut off before its first word, as it happens to a model that thinks first."""

    def __init__(self, message: str, hint: str = "", *, unbegun: bool = False) -> None:
        super().__init__(message, hint)
        self.unbegun = unbegun


class SearchIndexError(DraftdeskError):
    pass


class IndexInUse(SearchIndexError):
    pass


class IndexBroken(SearchIndexError):
    pass


class RecordsError(DraftdeskError):
    pass


class RecordsUnreachable(RecordsError):
    retry = True


class NotThere(RecordsError):
    pass


class Conflict(RecordsError):
    """`changes` are the differences in words, to show beside what was decided."""

    def __init__(self, message: str, hint: str = "", changes: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint)
        self.changes = changes


class NotAllowed(RecordsError):
    pass
