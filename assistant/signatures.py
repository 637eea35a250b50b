"""The shop's signature below a reply: part of the text that is shown, approved and sent, but not of what is checked."""

SEPARATOR = "\n\n-- \n"
"""RFC 3676 4.3: mail programs know it, and leave what follows out of the answers that they quote."""


def signed(text: str, signature: str | None) -> str:
    """The reply with the signature below; one that nobody wrote yet stays empty, so that it cannot be sent."""
    return f"{text.rstrip()}{SEPARATOR}{signature.strip()}" if text.strip() and signature else text


def unsigned(text: str, signature: str | None) -> str:
    """Without exactly that signature: whatever else stands there is the writer's own, and is checked."""
    return text.removesuffix(f"{SEPARATOR}{signature.strip()}") if signature else text
