"""The charts of the page Téléphone are figures that plotly takes, on narrow screens too."""

import pandas as pd

from dashboard.charts.calls import WAIT_COLUMNS, shares_figure, waits_figure


def test_stretches_of_wait_may_turn_where_they_do_not_fit():
    row = ("0–10 s", 4, 1, "4 décrochés", "1 abandonné")
    figure = waits_figure(
        pd.DataFrame([row], columns=WAIT_COLUMNS), ["Décrochés", "Abandonnés"]
    )
    assert [bar.name for bar in figure.data] == ["Décrochés", "Abandonnés"]
    # An angle that is given would keep them from turning.
    assert figure.layout.xaxis.tickangle is None
    assert 45 in figure.layout.xaxis.autotickangles


def test_no_word_of_a_name_stands_alone_on_its_second_line():
    label = "91,5 % · Taux de décroché, abandons courts écartés"
    shares = pd.DataFrame({"label": [label], "share": [0.915], "own": [False], "said": [label]})
    lines = shares_figure(shares).layout.annotations[0].text.split("<br>")
    assert [len(each) > len(label) / 3 for each in lines] == [True, True]
