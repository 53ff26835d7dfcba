"""SMTP, told apart where Django's backend is content: some recipients refused, and no answer at the end."""

import smtplib

from django.core.mail.backends.smtp import EmailBackend


class SomeRecipientsRefused(smtplib.SMTPRecipientsRefused):
    """The server took the message for some recipients and refused the others."""


class HandOverUnconfirmed(smtplib.SMTPException):
    """The connection broke while the text was handed over: the server may or may not have taken it."""


class _Careful:
    def data(self, msg):
        try:
            return super().data(msg)
        except smtplib.SMTPResponseException:
            raise  # a clear no
        except OSError as error:  # smtplib's own errors are OSErrors, too
            raise HandOverUnconfirmed(type(error).__name__) from error

    def sendmail(self, *args, **kwargs):
        refused = super().sendmail(*args, **kwargs)
        if refused:
            raise SomeRecipientsRefused(refused)
        return refused


class _Smtp(_Careful, smtplib.SMTP):
    pass


class _SmtpOverTls(_Careful, smtplib.SMTP_SSL):
    pass


class SmtpTransport(EmailBackend):
    """Django's SMTP backend that raises SomeRecipientsRefused and HandOverUnconfirmed.

    Without the first, one addressee of a joint mail could go missing unnoticed; without the second, a
    time-out after the text would be retried and the mail arrive twice.
    """

    @property
    def connection_class(self):
        return _SmtpOverTls if self.use_ssl else _Smtp
