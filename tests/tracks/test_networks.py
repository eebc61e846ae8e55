"""Networks as rows: proposed, moved by hand, published and taken back, with the database as the last word."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from partnership.guards import install_guards, remove_guards
from partnership.models import Agreement
from tests.partnership.factories import BodyFactory, PersonFactory
from tests.tracks.worlds import NOW, body_of, draft_for, taking_part
from tracks.guards import GUARDS
from tracks.models import Network, NetworkMember, NetworkPlan, PairWish
from tracks.services.network_changes import (
    effect_before,
    move_municipalities,
    publish_networks,
    setting_for,
    swap_municipalities,
    take_back_networks,
)
from tracks.services.network_effects import broken_wishes, compared, effect_of, split_of
from tracks.services.networks import NetworkError, add_pair, propose
from tracks.services.own_networks import published_plan

pytestmark = pytest.mark.django_db


def names(plan: NetworkPlan) -> list[set[str]]:
    return [{row.name for row in rows} for rows in split_of(plan).values()]


def test_a_proposal_puts_neighbours_together_and_a_new_one_takes_its_place() -> None:
    body = body_of(6)
    west, east = taking_part(body)[:3], taking_part(body)[3:]
    first = draft_for(body)
    assert {frozenset(group) for group in names(first)} == {
        frozenset(row.name for row in west),
        frozenset(row.name for row in east),
    }
    again = propose(body, size=5, seed=2, mix_sizes=True, now=NOW)
    assert (again.pk, again.size, again.seed, again.mix_sizes) == (first.pk, 5, 2, True)
    assert NetworkMember.objects.count() == 6


def test_pairs_hold_and_a_second_body_meets_others() -> None:
    body = body_of(6)
    rows = taking_part(body)
    add_pair(body, kind=PairWish.Kind.PINNED, one=rows[5], other=rows[0])
    add_pair(body, kind=PairWish.Kind.FORBIDDEN, one=rows[1], other=rows[0])
    with pytest.raises(NetworkError):
        add_pair(body, kind=PairWish.Kind.PINNED, one=rows[0], other=rows[1])
    plan = draft_for(body)
    for group in names(plan):
        assert ({rows[0].name, rows[5].name} <= group) == (rows[0].name in group)
        assert not {rows[0].name, rows[1].name} <= group
    publish_networks(plan, now=NOW)
    other = BodyFactory(partnership=body.partnership)
    second = draft_for(other)
    effect = effect_of(split_of(second), setting_for(second))
    # two networks of three out of two others: two pairs at least are together again
    assert len(effect.repeats) == 2
    assert body.name in broken_wishes(effect)[0]


def test_mixing_names_who_has_no_inhabitants() -> None:
    body = body_of(4)
    lacking = taking_part(body)[2]
    lacking.inhabitants = None
    lacking.save()
    with pytest.raises(NetworkError, match=lacking.name):
        propose(body, size=4, seed=1, mix_sizes=True, now=NOW)
    assert not NetworkPlan.objects.exists()


def test_an_impossible_wish_is_refused_by_name() -> None:
    body = body_of(7)
    rows = taking_part(body)
    for other in rows[1:6]:
        add_pair(body, kind=PairWish.Kind.PINNED, one=rows[0], other=other)
    with pytest.raises(NetworkError, match=rows[5].name):
        draft_for(body)


def test_a_move_shows_before_and_after_and_can_be_undone() -> None:
    body = body_of(8)
    plan = draft_for(body, size=4)
    east = taking_part(body)[7]
    home = next(number for number, rows in split_of(plan).items() if east in rows)
    other = 3 - home
    came_from = move_municipalities(plan, municipalities=[east], to=other)
    assert came_from == {east.code: home}
    setting = setting_for(plan)
    now, before = effect_of(split_of(plan), setting), effect_before(plan, setting, came_from=came_from)
    changes = {line.wish: line.change for line in compared(now, before)}
    assert set(changes.values()) == {"worse", ""}
    assert (before.sizes, now.sizes) == ((4, 4), (5, 3))
    move_municipalities(plan, municipalities=[east], to=home)
    assert effect_of(split_of(plan), setting) == before
    west = taking_part(body)[0]
    swap_municipalities(plan, one=east, other=west)
    assert effect_of(split_of(plan), setting).sizes == (4, 4)
    with pytest.raises(NetworkError):
        swap_municipalities(plan, one=east, other=east)
    with pytest.raises(NetworkError):
        move_municipalities(plan, municipalities=[east], to=9)


def test_what_cannot_be_published_is_said() -> None:
    body = body_of(6)
    rows = taking_part(body)
    plan = draft_for(body)
    add_pair(body, kind=PairWish.Kind.PINNED, one=rows[0], other=rows[5])
    move_municipalities(plan, municipalities=[rows[2]], to=next(n for n, g in split_of(plan).items() if rows[3] in g))
    Agreement.objects.filter(municipality=rows[4]).update(status="ended", ended_on=NOW.date())
    with pytest.raises(NetworkError) as refused:
        publish_networks(plan, now=NOW)
    for said in (rows[0].name, rows[5].name, rows[4].name, "2 kommuner"):
        assert said in str(refused.value)
    assert published_plan(body) is None


@pytest.mark.parametrize(
    ("status", "step", "after"),
    [
        ("draft", "publish", "published"),
        ("published", "publish", "published"),
        ("published", "take back", "draft"),
        ("draft", "take back", "draft"),
    ],
)
def test_the_machine_of_a_plan(status: str, step: str, after: str) -> None:
    plan = draft_for(body_of(3))
    if status == "published":
        publish_networks(plan, now=NOW)
    changed = publish_networks(plan, now=NOW) if step == "publish" else take_back_networks(plan)
    assert (changed, NetworkPlan.objects.get().status) == (status != after, after)


def test_published_networks_stay_but_newcomers_find_a_place() -> None:
    body = body_of(3)
    plan = draft_for(body)
    publish_networks(plan, now=NOW)
    with pytest.raises(NetworkError):
        draft_for(body)
    with pytest.raises(NetworkError):
        swap_municipalities(plan, one=taking_part(body)[0], other=taking_part(body)[1])
    newcomer = taking_part(body_of(1))[0]
    with pytest.raises(NetworkError, match=newcomer.name):
        move_municipalities(plan, municipalities=[newcomer], to=1)
    Agreement.objects.filter(municipality=newcomer).update(partnership=body.partnership)
    assert move_municipalities(plan, municipalities=[newcomer], to=1) == {newcomer.code: None}


def test_the_database_refuses_what_no_service_does() -> None:
    plan, other = draft_for(body_of(6)), draft_for(body_of(3))
    member = NetworkMember.objects.filter(plan=plan).first()
    stranger = Network.objects.get(plan=other)
    beside = Network.objects.filter(plan=plan).exclude(pk=member.network_id)[0]

    def refused(step) -> bool:
        try:
            with transaction.atomic():
                step()
                transaction.set_rollback(True)
        except IntegrityError:
            return True
        return False

    def outcomes() -> list[bool]:
        own = NetworkMember.objects.filter(pk=member.pk)
        return [
            refused(lambda: own.update(network=stranger)),
            refused(lambda: own.update(network=beside)),
            refused(own.delete),
        ]

    assert outcomes() == [True, False, False]
    publish_networks(plan, now=NOW)
    assert outcomes() == [True, True, True]
    remove_guards(connection, GUARDS)
    try:
        assert outcomes() == [False, False, False]
    finally:
        install_guards(connection, GUARDS)
    values = {"plan": plan, "network": beside, "municipality": member.municipality}
    assert refused(lambda: NetworkMember.objects.create(**values))


def test_who_sees_a_draft() -> None:
    plan = draft_for(body_of(3))
    person, staff = PersonFactory(), PersonFactory(is_staff=True)
    for model in (NetworkPlan, Network):
        assert list(model.objects.visible_to(person)) == []
        assert len(model.objects.visible_to(staff)) == 1
    publish_networks(plan, now=NOW)
    assert list(NetworkPlan.objects.visible_to(person)) == [plan]


def test_the_command_reports_networks_and_the_cost_of_each_wish(capsys) -> None:
    body = body_of(6)
    call_command("propose_networks", body.key, "--size", "3", "--seed", "1", "--json")
    first = capsys.readouterr().out
    report = json.loads(first)
    codes = [row.code for row in taking_part(body)]
    assert sorted(map(sorted, report["networks"])) == sorted([sorted(codes[:3]), sorted(codes[3:])])
    assert set(report["cost"]) == {"kilometres", "repeats", "mixing", "sizes"}
    assert not NetworkPlan.objects.exists()
    call_command("propose_networks", body.key, "--size", "3", "--seed", "1", "--json")
    assert capsys.readouterr().out == first
    call_command("propose_networks", body.key, "--size", "3", "--save")
    assert NetworkPlan.objects.get().status == "draft"
    for wrong in (["nobody"], [body.key, "--size", "6"], [body.key, "--seed", "-1"]):
        with pytest.raises(CommandError):
            call_command("propose_networks", *wrong)
