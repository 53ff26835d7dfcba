"""The forms of a page as a browser would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_NO_VALUE = {"submit", "button", "reset", "image"}


@dataclass
class Control:
    """One named control: its kind ("select", "textarea" or the type of an input), what it holds, what may be chosen."""

    kind: str
    values: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)


@dataclass
class PageForm:
    """A form: where it is sent to, how, and its controls by name."""

    action: str
    method: str
    controls: dict[str, Control] = field(default_factory=dict)

    def typed(self) -> dict[str, list[str]]:
        """Return what the form holds, as a request sends it."""
        return {name: control.values for name, control in self.controls.items() if control.kind != "file"}


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms: list[PageForm] = []
        self._form: PageForm | None = None
        self._control: Control | None = None
        self._text: list[str] | None = None

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = PageForm(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None and tag == "option" and self._control is not None:
            self._control.options.append(given.get("value", ""))
            if "selected" in given:
                self._control.values.append(given.get("value", ""))
        elif self._form is not None and given.get("name") and tag in ("input", "textarea", "select"):
            self._open(tag, given)

    def _open(self, tag: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text").lower() if tag == "input" else tag
        if kind in _NO_VALUE:
            return
        control = self._form.controls.setdefault(given["name"], Control(kind))
        if tag == "select":
            self._control = control
        elif tag == "textarea":
            self._text, self._control = [], control
        elif kind in ("checkbox", "radio"):
            control.options.append(given.get("value", "on"))
            if "checked" in given:
                control.values.append(given.get("value", "on"))
        else:
            control.values.append(given.get("value", ""))

    def handle_data(self, data):
        if self._text is not None:
            self._text.append(data)

    def handle_endtag(self, tag):
        if tag == "textarea" and self._text is not None:
            # Like a browser: the line break after the tag is no part of the text.
            self._control.values.append("".join(self._text).removeprefix("\n"))
            self._text = None
        if tag in ("textarea", "select"):
            self._control = None
        if tag == "form":
            self._form = None


def forms_of(page: str, *, method: str = "post") -> list[PageForm]:
    """Return the forms in a page that are sent by `method`."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return [form for form in reader.forms if form.method == method]
