"""How needs can be put: short invented examples, three for each trade."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Trade:
    """Examples of one trade."""

    name: Any
    texts: tuple[Any, Any, Any]


TRADES = (
    Trade(
        _("Manufacturing"),
        (
            _(
                "Our lathes are thirty years old and tell us nothing. In the evening we copy the numbers of pieces from"
                " slips of paper. We would like to see which machine stands still, and why."
            ),
            _(
                "When an order changes, four people have to be called. Twice a month we produce from an old drawing."
                " Everybody should see the same version."
            ),
            _(
                "At the end of the line we look at each part by eye. On Monday mornings more is overlooked. A camera"
                " should help, but nobody here knows how to begin."
            ),
        ),
    ),
    Trade(
        _("Crafts and building"),
        (
            _(
                "Our fitters write down hours and material on paper. In the office we type everything once more, and"
                " bills go out three weeks late."
            ),
            _(
                "Ten people ask by phone every day when we will come. We would like customers to see the date"
                " themselves and to be able to move it."
            ),
            _(
                "Photographs of our building sites are on eight private phones. When a defect is reported after two"
                " years, we find nothing."
            ),
        ),
    ),
    Trade(
        _("Trade and logistics"),
        (
            _(
                "Our stock in the computer and on the shelf differ. Before every stocktaking we search for two days"
                " with six people."
            ),
            _(
                "Orders come by fax, e-mail and phone. Two colleagues type them into the system. A mistake costs us a"
                " trip by lorry."
            ),
            _(
                "We never know how much fruit we shall sell at the weekend. A fifth is thrown away. We have the till"
                " data of five years, and nobody looks at it."
            ),
        ),
    ),
    Trade(
        _("Services and care"),
        (
            _(
                "Writing quotations takes half a day each, although they resemble each other. The texts lie in folders"
                " of five colleagues."
            ),
            _(
                "Our duty roster is one big table. When somebody falls ill, the manager phones for an hour. It should"
                " be possible with one message to all."
            ),
            _(
                "New colleagues ask the same questions for weeks. The answers exist, but in old e-mails. We are looking"
                " for a place in which they are found."
            ),
        ),
    ),
)
