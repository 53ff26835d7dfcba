"""Logging: one line per event, JSON in production, without IP addresses, names, mail addresses or query strings."""

import re

import structlog

# Of mail.links and own calendars: whoever reads a log must not answer for somebody, nor see where somebody goes.
_LINK = re.compile(r"(/l/|/events/my/)[^\s\"']+")
_MAIL_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")


def drop_personal_data(_logger, _method, event: dict) -> dict:
    """Remove addresses of people and machines; cut query strings, which may carry tokens."""
    event.pop("ip", None)
    event.pop("user_agent", None)
    for key, value in event.items():
        if isinstance(value, str):
            if key in ("request", "path"):
                value = value.split("?", 1)[0]
            event[key] = _LINK.sub(r"\1<link>", _MAIL_ADDRESS.sub("<address>", value))
    return event


_SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
    drop_personal_data,
]


def logging_config(*, json: bool, level: str = "INFO") -> dict:
    """Return Django's LOGGING dict; `json` chooses machine lines over readable ones."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer = structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=False)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "portal": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
                "foreign_pre_chain": _SHARED,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "portal"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": ["stderr"], "level": level, "propagate": False},
            "fontTools": {"level": "ERROR"},  # tells about every glyph it keeps
            "django.server": {"handlers": ["stderr"], "level": level, "propagate": False},
        },
    }
