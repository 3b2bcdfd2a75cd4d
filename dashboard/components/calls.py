"""The telephone: its rates by every formula, its waits, who calls again, its voice server."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from dashboard import gateway, wording
from dashboard.charts.calls import shares_figure, waits_figure
from dashboard.components import html
from dashboard.components.alike import show_alike
from dashboard.components.figure import DataBox, show_boxed
from dashboard.gateway.telephone import promised, received, retries, variants
from dashboard.wording import calls as words
from dashboard.wording import figures
from dashboard.wording.telephone import out_of
from etl.domain.datasets import Dataset
from etl.domain.engagements import Indicator
from etl.domain.formulas import FormulaKind
from etl.domain.periods import Period
from etl.formats import number


def show_rates(site: str, period: Period) -> None:
    """Show the calls by every formula of the answer rate, then of the service level."""
    st.header(words.RATES, anchor=False)
    _show_variants(FormulaKind.ANSWER_RATE, site, period)
    every, _ = show_alike(_count, FormulaKind.SERVICE_LEVEL, site, period)
    if every:
        st.subheader(words.LEVELS, anchor=False)
        _show_variants(FormulaKind.SERVICE_LEVEL, site, period)


def _count(kind: FormulaKind, site: str, period: Period) -> tuple[int, int]:
    """Return how many formulas of a kind are known, and how many have a value."""
    found = variants(kind, site, period)
    return len(found), int(found["value"].notna().sum()) if len(found) else 0


def _show_variants(kind: FormulaKind, site: str, period: Period) -> None:
    _, told = show_alike(_count, kind, site, period)
    if told:
        show_boxed(f"formules-{kind.value}", _variants, kind, site, period)
    else:
        st.caption(words.NO_CALL)


def _variants(kind: FormulaKind, site: str, period: Period) -> DataBox:
    found = variants(kind, site, period)
    found = found[found["value"].notna()]
    target = _target(promised(kind), period)
    own = found.loc[found["own"], "value"]
    return DataBox(
        key=f"formules-{kind.value}",
        title=figures.FORMULAS[kind],
        figure=shares_figure(_drawn(found), target),
        sentence=words.VARIANTS[kind],
        shown=_shown(found),
        exported=gateway.published_variants(_exported(found)),
        counted=wording.counted(found["denominator"].max(), words.CALLS),
        about=Dataset.CALLS,
        file_name=f"vigie-telephone-{period.code}-{kind.value}.csv",
        reading=words.variants_reading(
            found["value"].min(),
            found["value"].max(),
            len(found),
            float(own.iloc[0]) if len(own) else None,
        ),
    )


def _target(indicator: Indicator | None, period: Period) -> float | None:
    target = indicator.target_on(period.end - timedelta(days=1)) if indicator else None
    return target.value if target else None


def _titles(found: pd.DataFrame) -> list[str]:
    pairs = zip(found["title"], found["indicators"], strict=True)
    return [words.formula(title, codes) for title, codes in pairs]


def _drawn(found: pd.DataFrame) -> pd.DataFrame:
    titles, shares = _titles(found), found["value"]
    numbers = zip(titles, shares, found["numerator"], found["denominator"], strict=True)
    return pd.DataFrame(
        {
            "label": [
                words.share_label(title, share)
                for title, share in zip(found["title"], shares, strict=True)
            ],
            "share": shares,
            "own": found["own"],
            "said": [words.share_said(*each) for each in numbers],
        }
    )


def _shown(found: pd.DataFrame) -> pd.DataFrame:
    pairs = zip(found["numerator"], found["denominator"], strict=True)
    return pd.DataFrame(
        {
            "Formule": _titles(found),
            "Résultat": [wording.value_text(each, "%") for each in found["value"]],
            "Appels": [out_of(part, whole) for part, whole in pairs],
            "Écartés": found["excluded"].map(number),
        }
    )


def _exported(found: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Formule": found["title"],
            "Indicateurs": found["indicators"],
            "Résultat": found["value"],
            "Numérateur": found["numerator"],
            "Dénominateur": found["denominator"],
            "Écartés": found["excluded"],
            "Mesure absente": found["unknown"],
        }
    )


def show_waits(site: str, period: Period) -> None:
    show_alike(_show_waiting, site, period)
    show_boxed("attentes", _waits, site, period)


def _show_waiting(site: str, period: Period) -> None:
    st.header(words.WAITS, anchor=False)
    rows = {
        name: (int(row["known"]), float(row["median"]), float(row["p90"]))
        for name, row in received(site, period).waits.to_dict("index").items()
    }
    html.show(html.facts(words.waiting_facts(rows["answered"], rows["abandoned"])))


def _waits(site: str, period: Period) -> DataBox:
    buckets = received(site, period).buckets
    stretches = [
        words.stretch(low, high)
        for low, high in zip(buckets["low"], buckets["high"], strict=True)
    ]
    table = pd.DataFrame(
        {
            "Attente": stretches,
            words.ENDS[0]: buckets["answered"].map(number),
            words.ENDS[1]: buckets["abandoned"].map(number),
        }
    )
    return DataBox(
        key="attentes",
        title=figures.CALLS_WAITS,
        figure=waits_figure(_waits_drawn(buckets, stretches), words.ENDS),
        sentence=words.BUCKETS,
        shown=table,
        exported=_waits_exported(buckets),
        counted=wording.counted(buckets[["answered", "abandoned"]].sum().sum(), words.CALLS),
        about=Dataset.CALLS,
        file_name=f"vigie-telephone-{period.code}-attentes.csv",
        reading=_long_waits(buckets),
    )


def _waits_exported(buckets: pd.DataFrame) -> pd.DataFrame:
    names = ("Attente, de (s)", "Attente, à (s)", *words.ENDS)
    table = buckets[["low", "high", "answered", "abandoned"]].set_axis([*names], axis="columns")
    return gateway.without_small_counts(table, words.ENDS, ())


def _waits_drawn(buckets: pd.DataFrame, stretches: list[str]) -> pd.DataFrame:
    said = {
        f"{name}_said": [
            words.bar(stretch, int(count), title)
            for stretch, count in zip(stretches, buckets[name], strict=True)
        ]
        for name, title in zip(("answered", "abandoned"), words.ENDS, strict=True)
    }
    return buckets.assign(stretch=stretches, **said)


def _long_waits(buckets: pd.DataFrame) -> str:
    late = buckets[buckets["low"] >= words.LONG_S]
    answered, lost = int(late["answered"].sum()), int(late["abandoned"].sum())
    return words.long_waits(answered, int(buckets["answered"].sum()), lost)


def show_again(site: str, period: Period) -> None:
    """Show how many gave up, and how many of them called again and were answered."""
    st.header(words.AGAIN, anchor=False)
    rates = variants(FormulaKind.ABANDON_RATE, site, period)
    rows = zip(*(rates[name] for name in ("title", "value", "numerator", "denominator")),
               strict=True)  # fmt: skip
    facts = [
        (title, wording.value_text(None if pd.isna(value) else value, "%"), out_of(part, whole))
        for title, value, part, whole in rows
    ]
    again = retries(site, period)
    if again is None:
        html.show(html.facts(facts))
        st.caption(words.TOO_FEW)
        return
    html.show(
        html.paragraph(words.again_sentence(again.followed, again.answered, again.fewest))
    )
    html.show(html.facts([*facts, *words.again_facts(again.lost, again.silent, again.unknown)]))
    st.caption(words.AGAIN_NOTE)


def show_voice_server(site: str, period: Period) -> None:
    st.header(words.VOICE, anchor=False)
    if show_alike(_count_entered, site, period):
        show_boxed("serveur", _voice_server, site, period)
    else:
        st.caption(words.NO_VOICE)


def _count_entered(site: str, period: Period) -> int:
    return int(received(site, period).voice_server.sum())


def _voice_server(site: str, period: Period) -> DataBox:
    counts, entered = received(site, period).voice_server, _count_entered(site, period)
    names = [words.SERVED[str(each)] for each in counts.index]
    shares = counts / entered
    numbers = list(zip(names, shares, counts, strict=True))
    drawn = pd.DataFrame(
        {
            "label": [words.share_label(name, share) for name, share, _ in numbers],
            "share": shares.to_numpy(),
            "own": True,
            "said": [words.share_said(name, share, part, entered)
                     for name, share, part in numbers],
        }
    )  # fmt: skip
    shown = pd.DataFrame(
        {
            "Issue": names,
            "Appels": [number(each) for each in counts],
            "Part": [wording.value_text(each, "%") for each in shares],
        }
    )
    return DataBox(
        key="serveur",
        title=figures.VOICE_SERVER,
        figure=shares_figure(drawn),
        sentence=words.VOICE_LEGEND,
        shown=shown,
        exported=_voice_exported(names, counts),
        counted=wording.counted(entered, words.CALLS),
        about=Dataset.CALLS,
        file_name=f"vigie-telephone-{period.code}-serveur-vocal.csv",
        reading=words.voice_reading(entered),
    )


def _voice_exported(names: list[str], counts: pd.Series) -> pd.DataFrame:
    """Return the ends of calls to publish: shares add up, so all are hidden or none."""
    shares = counts / counts.sum()
    table = pd.DataFrame(
        {"Issue": names, "Appels": counts.to_numpy(), "Part": shares.to_numpy()}
    )
    together = table.assign(Ensemble="")
    kept = gateway.without_small_counts(together, ("Appels",), ("Part",), "Ensemble")
    return kept.drop(columns="Ensemble")
