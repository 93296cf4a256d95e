"""An auditor reads the journal without seeing personal data; a line altered by hand is found and located."""

import sqlite3
from contextlib import closing

from playwright.sync_api import expect
from tests.journeys.office.visiting import Place, Visitors, find, is_missing, menu

ALTERED = 1000


def test_an_auditor_reads_the_journal_and_nothing_personal(visitors: Visitors, place: Place) -> None:
    ((household, head),) = place.ask(
        "SELECT household_id, head_name FROM registry_household WHERE area_code = ? LIMIT 1",
        place.village_of("cun"),
    )
    cadre = visitors.sign_in("cun")
    find(cadre, household)
    expect(cadre.get_by_role("heading", level=1)).to_contain_text(head)

    auditor = visitors.sign_in("shenji")
    assert menu(auditor) == ["工作台", "日志"]
    auditor.get_by_role("link", name="日志").first.click()
    read = auditor.locator("tbody tr").filter(has_text=household).filter(has_text="农户·查看").first
    expect(read).to_contain_text("cun")
    assert head not in auditor.locator("main").inner_text()
    assert is_missing(auditor, f"/households/{household}/")
    assert is_missing(auditor, "/persons/")
    assert is_missing(auditor, "/accounts/users/")


def test_a_line_altered_by_hand_is_found_and_located(place: Place) -> None:
    assert "日志完好" in place.office.run("journal", "verify")
    with closing(sqlite3.connect(place.database)) as by_hand:
        by_hand.execute("DROP TRIGGER journal_entry_no_update")
        by_hand.execute("UPDATE journal_entry SET actor = 'somebody-else' WHERE number = ?", [ALTERED])
        by_hand.commit()

    said = place.office.run("journal", "verify", code=1)

    assert f"{ALTERED:,}" in said or str(ALTERED) in said
    assert "somebody-else" in said
    assert "怎么办" in said
