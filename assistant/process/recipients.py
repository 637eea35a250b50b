"""Where an answer may go (process.md, section 1): never to a Reply-To or a Cc that the sender chose."""

from assistant.case.email import Email
from assistant.case.shop import Customer
from assistant.case.verification import Identity


def answer_to(email: Email, identity: Identity, customer: Customer | None) -> str:
    """The registered address where the identity calls for it, else the address that the mail came from."""
    if identity.reply_to_registered_only and customer is not None and customer.email:
        return customer.email
    return email.sender.email
