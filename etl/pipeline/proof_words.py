"""The French of the registers in the documents of an edition."""

from etl.domain.actions import ActionState, Category, FindingState
from etl.domain.evidence import EvidenceState
from etl.domain.journal import Deed
from etl.domain.samples import CheckResult, Stratum

EVIDENCE_STATES = {
    EvidenceState.EXPECTED: "attendue, non produite",
    EvidenceState.DEPOSITED: "déposée",
    EvidenceState.REVIEWED: "relue",
    EvidenceState.VALIDATED: "validée",
    EvidenceState.REJECTED: "refusée",
    EvidenceState.EXPIRED: "périmée",
}
# Words of the command line are above this room: a test keeps these the same.
DEEDS = {
    Deed.IMPORT: "import",
    Deed.UNDO: "annulation",
    Deed.REPLAY: "relecture",
    Deed.REFUSAL: "refus de fichier",
    Deed.DECLARATION: "déclarations",
    Deed.EDITION_CLOSED: "arrêté d'une édition",
    Deed.EDITION_VALIDATED: "validation d'une édition",
    Deed.EDITION_REFUSED: "refus d'une édition",
    Deed.EVIDENCE: "preuve",
    Deed.FINDING: "constat",
    Deed.ACTION: "action",
    Deed.APPLICABILITY: "applicabilité",
    Deed.SAMPLE: "tirage",
    Deed.CHECK: "contrôle",
    Deed.ANNOTATION: "évènement",
    Deed.PURGE: "purge",
    Deed.ERASURE: "effacement",
    Deed.BACKUP: "sauvegarde",
    Deed.RESTORE: "restauration",
    Deed.SETTING: "réglage",
}
FINDING_STATES = {
    FindingState.OPEN: "ouvert",
    FindingState.CLOSED: "soldé",
    FindingState.DISMISSED: "écarté",
}
CATEGORIES = {
    Category.STRENGTH: "point fort",
    Category.OBSERVATION: "observation",
    Category.IMPROVEMENT: "piste de progrès",
    Category.MINOR: "non-conformité mineure",
    Category.MAJOR: "non-conformité majeure",
}
ACTION_STATES = {
    ActionState.PLANNED: "planifiée",
    ActionState.DOING: "en cours",
    ActionState.CHECKING: "réalisée, effet à vérifier",
    ActionState.CLOSED: "soldée",
    ActionState.ABANDONED: "abandonnée",
}
RESULTS = {
    CheckResult.AGREES: "concordant",
    CheckResult.DIFFERS: "discordant",
    CheckResult.NOT_FOUND: "introuvable",
}
STRATA = {
    Stratum.OUTCOME: "issue",
    Stratum.SITE: "site",
    Stratum.MONTH: "mois",
}
OUTCOMES = {"met": "tenu", "missed": "non tenu"}
