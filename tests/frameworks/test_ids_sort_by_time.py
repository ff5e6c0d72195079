"""Is every new id its own, and do they sort in the order they were made in?"""

from frameworks.ids import new_id


def test_a_thousand_ids_differ_and_sort_as_made() -> None:
    ids = [new_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert ids == sorted(ids)
    assert {each.version for each in ids} == {7}
    assert {type(each).__name__ for each in ids} == {"UUID"}
