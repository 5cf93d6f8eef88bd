"""A fake relay that can misbehave, and records what it accepted."""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from devtools.smtp_relay import Mail, MailRoom, mail_from_envelope, pid_of

HANGS_UP = "hang up"


class DrillRelay(MailRoom):
    """
    A relay with hooks.

    before, after: called with each mail before it is accepted and after. They return the answer to
    give instead of the true one, HANGS_UP to break the connection, or None. told: counts the
    answers to envelopes.
    """

    told: Counter[str]
    before: Callable[[Mail], str | None]
    after: Callable[[Mail], str | None]

    def forget(self) -> None:
        super().forget()
        self.told = Counter()
        self.before = self.after = lambda mail: None

    async def handle_RCPT(self, *envelope: Any) -> str:
        said = await super().handle_RCPT(*envelope)
        self.told[said] += 1
        return said

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        mail = mail_from_envelope(envelope, pid_of(session))
        said = await asyncio.to_thread(self.before, mail)
        if not said:
            true = await super().handle_DATA(server, session, envelope)
            said = await asyncio.to_thread(self.after, mail) or true
        if said == HANGS_UP:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return said
