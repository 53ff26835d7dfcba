"""What the board says about a company points to none."""

import pytest

from board.profile import Profile, shown_profile
from organisations.enums import Verification
from organisations.models import Organisation
from regions.models import Region
from taxonomy.models import Sector
from tests.cases import need_in
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def trade() -> Sector:
    return Sector.objects.get(code="C", scheme="wz2008")


@pytest.fixture
def need(people, settings, trade):
    """Of Anna's company, which makes metal goods and is small; two firms of the region are known."""
    settings.SMALLEST_SHOWN_COUNT = 4
    people.company.sectors.add(Sector.objects.get(code="25", scheme="wz2008"))
    return need_in("qualified", people)


def firms(number: int, *sectors: Sector, **fields) -> None:
    for firm in (OrganisationFactory(**fields) for _number in range(number)):
        firm.sectors.add(*sectors)


def test_where_enough_share_everything_everything_is_shown(need, trade):
    firms(3, trade)
    assert shown_profile(need) == Profile(need.region, trade, "small")


def test_a_rare_size_is_left_out(need, trade):
    firms(2, trade)
    firms(3, trade, size_class="large")
    assert shown_profile(need) == Profile(need.region, trade, "")


def test_a_rare_trade_is_left_out_with_the_size(need, trade):
    firms(2, trade)
    firms(5)
    assert shown_profile(need) == Profile(need.region, None, "")


def test_a_rare_region_leaves_nothing(need, trade):
    assert Organisation.objects.filter(region=need.region).count() < 4
    assert shown_profile(need) == Profile()


def test_a_firm_with_two_divisions_of_the_trade_counts_once(need, trade):
    divisions = list(trade.children.order_by("pk")[:3])
    firms(2, *divisions)
    firms(2)
    assert shown_profile(need) == Profile(need.region, None, "")


@pytest.mark.parametrize("hidden", ["unverified", "merged", "elsewhere"])
def test_who_is_not_known_here_does_not_count(need, trade, people, hidden):
    firms(2, trade)
    fields = {
        "unverified": {"verification": Verification.PENDING, "verified_at": None},
        "merged": {"merged_into": people.company},
        "elsewhere": {"region": Region.objects.get(slug="dortmund")},
    }[hidden]
    firms(6, trade, **fields)
    assert shown_profile(need).sector is None


def test_of_several_trades_the_most_common_is_shown(need, trade, people):
    building = Sector.objects.get(code="F", scheme="wz2008")
    people.company.sectors.add(building)
    firms(5, building)
    firms(3, trade)
    assert shown_profile(need).sector == building
