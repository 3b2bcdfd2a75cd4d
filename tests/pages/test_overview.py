"""The overview: a verdict in words, and one card an engagement."""

from tests.pages.conftest import said

VERDICTS = ("Conforme", "Non conforme", "À confirmer", "Non mesuré", "Sans objet")


def cards_of(at) -> list[str]:
    return [each.value for each in at.markdown if 'class="corps' in each.value]


def test_every_engagement_has_a_card_with_its_verdict_in_words(show, full_folder):
    cards = cards_of(show(full_folder))
    assert len(cards) == 24
    assert all(any(f"{word}</span>" in card for word in VERDICTS) for card in cards)


def test_the_tally_counts_every_engagement_once(show, full_folder):
    import re

    at = show(full_folder)
    tally = next(each.value for each in at.markdown if 'class="bilan"' in each.value)
    assert sum(map(int, re.findall(r'class="nombre">(\d+)<', tally))) == 24
    assert tally.count('<span class="') - tally.count('class="nombre"') >= 24


def test_what_is_not_measured_is_never_green(show, one_contact_folder):
    at = show(one_contact_folder)
    unmeasured = [card for card in cards_of(at) if "Non mesuré" in card]
    assert len(unmeasured) > 15
    assert not any("puce met" in card or "100 %" in card for card in unmeasured)
    assert all("aucun fichier reçu" in card or "rien" in card for card in unmeasured)


def test_one_contact_never_makes_an_engagement_met(show, one_contact_folder):
    assert not any("puce met" in card for card in cards_of(show(one_contact_folder)))


def test_missed_engagements_come_first_as_sentences(show, full_folder):
    at = show(full_folder)
    missed = [card for card in cards_of(at) if "puce missed" in card]
    told = [each.value for each in at.markdown if 'class="constat"' in each.value]
    assert len(told) == len(missed) > 0
    assert "À traiter d'abord" in said(at)


def test_a_card_links_to_its_engagement_with_every_value_written_out(show, full_folder):
    at = show(full_folder)
    links = [each.proto for each in at.get("page_link") if "17 ·" in each.proto.label]
    assert links
    assert "numero=17" in links[0].query_string
    assert "site=" in links[0].query_string and "periode=" in links[0].query_string


def test_not_applicable_gives_its_reason(show, full_folder):
    text = "".join(cards_of(show(full_folder, site="figeac")))
    assert "Sans objet" in text
    assert "serveur vocal" in text
