from dzm.checks import check_imprint

EMPTY = dict.fromkeys(("name", "address", "represented_by", "phone", "content_responsible", "vat_id"), "")


def test_an_empty_imprint_is_warned_about_field_by_field(settings):
    settings.PORTAL_DEMO = False
    settings.OPERATOR = {**EMPTY, "name": "DZM GmbH"}
    hints = [warning.hint for warning in check_imprint(None)]
    assert hints == [
        f"Set OPERATOR_{field} in the environment."
        for field in ("ADDRESS", "REPRESENTED_BY", "PHONE", "CONTENT_RESPONSIBLE")
    ]


def test_a_demo_has_no_operator_to_name(settings):
    settings.PORTAL_DEMO = True
    settings.OPERATOR = EMPTY
    assert check_imprint(None) == []
