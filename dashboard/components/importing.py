"""Import from the page: choose, preview, confirm, follow, cancel; undo; read again."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import streamlit as st

from dashboard import gateway, wording
from dashboard.components import links
from dashboard.components.tables import plain, show_table
from dashboard.wording import importing as words
from dashboard.wording import phrases
from etl.domain import column_names
from etl.domain.assessments import Verdict
from etl.domain.periods import parse_period
from etl.domain.reasons import reason_of
from etl.errors import UserError

JOB, FOLDER, ROUND = "import_en_cours", "import_dossier", "import_rang"
VERDICTS_SHOWN = 30
# Seconds between two looks of the page at what the thread has done.
LOOK_S = 1


def show_import() -> None:
    """Show where the visitor stands: nothing chosen, a preview, an import, its end."""
    if not gateway.may_import():
        return
    st.header(words.TITLE, anchor=False)
    job: gateway.Job | None = st.session_state.get(JOB)
    if job is None:
        _choose()
    elif job.is_running:
        _follow()
    elif job.stage is gateway.Stage.DONE and job.found is not None:
        _show_preview(job)
    else:
        _show_end(job)


def _choose() -> None:
    files = st.file_uploader(
        words.CHOOSE,
        accept_multiple_files=True,
        key=f"exports-{st.session_state.get(ROUND, 0)}",
        help=words.HINT,
    )
    with st.container(horizontal=True):
        if st.button(words.PREVIEW, disabled=not files, type="primary", key="apercu-import"):
            _keep(files)
            st.session_state[JOB] = gateway.start_preview(st.session_state[FOLDER])
            st.rerun()
        waiting = gateway.waiting()
        if waiting and st.button(words.inbox_button(len(waiting)), key="releve"):
            st.session_state[JOB] = gateway.start_inbox()
            st.rerun()


def _keep(files: Sequence[st.runtime.uploaded_file_manager.UploadedFile]) -> None:
    _forget()
    st.session_state[FOLDER] = gateway.keep_aside(
        [(each.name, each.getvalue()) for each in files]
    )


def _forget() -> None:
    """Drop the files kept aside, and begin again with an empty field."""
    gateway.forget(st.session_state.pop(FOLDER, None))
    st.session_state.pop(JOB, None)
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1


@st.fragment(run_every=LOOK_S)
def _follow() -> None:
    job: gateway.Job = st.session_state[JOB]
    if not job.is_running:
        st.rerun()
    told = words.STAGES[job.stage.value]
    if job.name:
        told = f"{told}\u00a0: {words.progress(job.name, job.finished, job.files)}"
    assessing = job.stage is gateway.Stage.ASSESSING
    st.progress(1.0 if assessing else job.share, text=told)
    if assessing:
        return
    st.caption(words.pace(job.records, job.rate, job.seconds_left))
    st.button(words.CANCEL, on_click=job.cancel, key="annuler-import")


def _show_preview(job: gateway.Job) -> None:
    found = job.found
    if found is None:
        return
    show_table(_files(job, words.STATUSES))
    _show_refusals(job)
    if len(found.reasons):
        st.subheader(words.REJECTED_ROWS, anchor=False)
        show_table(_reasons(found.reasons))
    _show_remarks(job)
    months = sorted(set(found.months["month"]))
    st.write(words.touched(months, sorted(set(found.months["engagement"]))))
    _show_changes(found.verdicts)
    _confirm(job)


def _confirm(job: gateway.Job) -> None:
    force, reason = False, ""
    if gateway.may_be_forced(job):
        force = st.checkbox(words.FORCE, key="forcer")
        if force:
            reason = st.text_input(words.REASON, key="motif-force", help=words.REASON_HINT)
    with st.container(horizontal=True):
        ready = bool(reason.strip()) if force else gateway.is_worth_it(job)
        if st.button(words.CONFIRM, type="primary", disabled=not ready, key="confirmer"):
            folder: Path = st.session_state[FOLDER]
            st.session_state[JOB] = gateway.start_import(folder, force, reason)
            st.rerun()
        st.button(words.GIVE_UP, on_click=_forget, key="abandonner")


def _show_end(job: gateway.Job) -> None:
    if job.stage is gateway.Stage.CANCELLED:
        st.info(words.CANCELLED, icon=":material/undo:")
    elif job.stage is gateway.Stage.FAILED:
        st.error(job.message or words.FAILED, icon=":material/error:")
    if job.reports:
        show_table(_files(job, words.DONE_STATUSES))
    _show_refusals(job)
    st.button(words.CLOSE, on_click=_forget, key="fermer-import")


def _show_refusals(job: gateway.Job) -> None:
    for each in job.reports:
        if each.message:
            # Two spaces keep the lines of the message apart in Markdown.
            st.warning(plain(each.message).replace("\n", "  \n"), icon=":material/block:")
    if any(each.is_unknown for each in job.reports):
        links.to_describing()


def _files(job: gateway.Job, statuses: dict[str, str]) -> pd.DataFrame:
    """Return a table of what becomes of each file and of its rows."""
    rows = [
        {
            "Fichier": each.path.name,
            "Suite": statuses[each.status] + (words.WARNED if _is_watched(each) else ""),
            "Source": gateway.source_title(each.source) if each.source else "",
            "Lus": each.records,
            "Nouveaux": each.saved.new if each.saved else 0,
            "Corrigés": each.saved.superseded if each.saved else 0,
            "Déjà connus": each.saved.known if each.saved else 0,
            "Rejetés": each.saved.rejected if each.saved else each.records,
            "Hors champ": sum(each.set_aside.values()),
        }
        for each in job.reports
    ]
    return pd.DataFrame(rows)


def _show_remarks(job: gateway.Job) -> None:
    told = gateway.remarks_table(
        (report.path.name, each)
        for report in job.reports
        if report.saved
        for each in report.saved.remarks
    )
    if len(told):
        st.subheader(phrases.REMARKS, anchor=False)
        show_table(told)


def _is_watched(report: gateway.ImportReport) -> bool:
    return report.is_warned and report.saved is not None


def _reasons(reasons: pd.DataFrame) -> pd.DataFrame:
    told = {code: reason_of(str(code)) for code in reasons["code"].unique()}
    return pd.DataFrame(
        {
            "Fichier": reasons["file_name"],
            "Colonne": reasons["column"].map(column_names.column),
            "Motif": reasons["code"].map({code: each.reason for code, each in told.items()}),
            "Cellules": reasons["cells"],
            "Lignes": reasons["lines"],
            "Exemples": reasons["values"],
            "Que faire": reasons["code"].map(
                {code: each.remedy for code, each in told.items()}
            ),
        }
    )


def _show_changes(changes: pd.DataFrame) -> None:
    if changes.empty:
        st.write(words.NO_CHANGE)
        return
    titles = gateway.site_titles()
    newest = changes.sort_values("period", ascending=False).head(VERDICTS_SHOWN)
    st.subheader(f"{words.CHANGES} ({len(changes)})", anchor=False)
    show_table(
        pd.DataFrame(
            {
                "Engagement": [str(each) for each in newest["engagement"]],
                "Site": newest["site"].map(lambda code: titles.get(code, code)),
                "Période": [
                    wording.period_text(parse_period(each)) for each in newest["period"]
                ],
                "Avant": newest["before"].map(_verdict),
                "Après": newest["after"].map(_verdict),
            }
        )
    )


def _verdict(value: object) -> str:
    return wording.VERDICTS[Verdict(value)] if isinstance(value, str) else wording.NO_ANSWER


def show_replay(import_id: int | None) -> None:
    """Offer to read again the rejected rows of the chosen import."""
    if import_id is None or not gateway.may_import() or JOB in st.session_state:
        return
    with st.expander(words.REPLAY):
        st.caption(words.REPLAY_HINT)
        file = st.file_uploader(words.REPLAY_CHOICE, key=f"reprise-{import_id}")
        if st.button(words.REPLAY, disabled=file is None, key="relire") and file:
            _keep([file])
            folder: Path = st.session_state[FOLDER]
            st.session_state[JOB] = gateway.start_replay(import_id, folder)
            st.rerun()


def show_undo(imports: pd.DataFrame) -> None:
    """Offer to undo one of the imports that count."""
    live = imports[imports["kind"].isin(["file", "replay"]) & ~imports["undone"]]
    if live.empty or not gateway.may_import():
        return
    if told := st.session_state.pop(words.UNDONE, None):
        st.success(told, icon=":material/undo:")
    names = dict(zip(live["id"], live["file_name"], strict=True))
    with st.expander(words.UNDO_TITLE):
        st.caption(words.UNDO_HINT)
        number = st.selectbox(
            words.UNDO_CHOICE,
            list(names),
            format_func=lambda each: f"n° {each} · {names[each]}",
            key="import-annule",
        )
        reason = st.text_input(words.REASON, key="motif-annulation", help=words.REASON_HINT)
        if st.button(words.UNDO, disabled=not reason.strip(), key="annuler"):
            _undo(int(number), reason)


def _undo(number: int, reason: str) -> None:
    try:
        with st.spinner(words.STAGES["assessing"]):
            undone = gateway.undo_import(number, reason)
    except UserError as error:
        st.error(str(error), icon=":material/error:")
        return
    told = words.undone_text(number, undone.removed, undone.restored)
    st.session_state[words.UNDONE] = told
    st.rerun()
