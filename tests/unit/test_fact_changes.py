"""What became of facts between import 5 and import 9, of which 3 was undone by 7."""

from etl.pipeline.fact_changes import Between, placed
from tests.tables import table

BETWEEN = Between(5, 9, frozenset({3}), lambda ids: [each for each in ids if each == 70])


def test_a_fact_enters_and_leaves_with_the_cause_of_its_change():
    """Steps: 0 then, 1 undone, 2 corrected, 3 late, 99 never."""
    facts = table("""
        source_id | import_id | added_by | superseded_by | enters | leaves | why
        10        | 1         | 1        |               | 0      | 99     | as it was
        20        | 3         | 3        | 7             | 0      | 1      | undone
        30        | 3         | 3        | 7             | 0      | 1      | undone
        30        | 2         | 7        |               | 1      | 99     | stands again
        40        | 1         | 1        | 8             | 0      | 2      | corrected
        40        | 8         | 8        |               | 2      | 99     | by a later file
        50        | 1         | 1        | 8             | 0      | 2      | moved elsewhere
        60        | 8         | 8        |               | 3      | 99     | late
        70        | 8         | 8        |               | 2      | 99     | moved here
        80        | 3         | 3        | 7             | 0      | 1      | undone
        80        | 9         | 9        |               | 3      | 99     | and sent again
                  | 3         | 3        | 7             | 0      | 1      | nameless, undone
                  | 8         | 8        |               | 3      | 99     | nameless, late
    """)
    found = placed(facts.drop(columns=["enters", "leaves"]), BETWEEN)
    assert found["enters"].tolist() == facts["enters"].tolist()
    assert found["leaves"].tolist() == facts["leaves"].tolist()
