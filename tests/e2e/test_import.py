"""A list with errors, in French: sent, checked by a real worker, its wrong rows taken, corrected, sent again, accepted."""

import csv
import io
from pathlib import Path

from playwright.sync_api import Page, expect

HEAD = ["Nom et prénom", "CIN", "Date de naissance", "Commune", "Province", "Métier"]
GOOD = ["Aïcha Ouaziz", "QW104001", "12/04/1985", "Asni", "Al Haouz", ""]
WRONG = ["Lahcen Ouaziz", "QW104002", "31/02/1979", "Asnni", "Al Haouz", ""]


def send(page: Page, stack, path: Path) -> None:
    page.goto(f"{stack.base_url}/admin/imports/new/")
    page.set_input_files("input[type=file]", str(path))
    page.locator("#id_source").fill("Délégation d'Al Haouz")
    page.locator("#id_reason").fill("Liste de l'atelier")
    page.get_by_role("button", name="Envoyer le fichier").click()
    page.get_by_role("button", name="Contrôler la liste").click()


def kept(folder: Path, name: str, *rows: list[str]) -> Path:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([HEAD, *rows])
    (folder / name).write_text(out.getvalue(), encoding="utf-8-sig")
    return folder / name


def test_a_list_with_errors_is_corrected_sent_again_and_accepted(stack, at_desk, tmp_path):
    page = at_desk("chargee")

    send(page, stack, kept(tmp_path, "liste.csv", GOOD, WRONG))
    expect(page.get_by_text("Écrivez la date sous la forme").or_(page.get_by_text("31/02/1979")).first).to_be_visible(
        timeout=60_000
    )
    with page.expect_download() as download:
        page.get_by_role("link", name="Lignes à corriger (CSV)").click()
    (headings, wrong) = csv.reader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig")), delimiter=";")
    assert wrong[:2] == WRONG[:2]
    assert headings[-1] == "À corriger"
    page.get_by_role("button", name="Accepter et écrire").click()
    expect(page.get_by_text("Au registre").first).to_be_visible(timeout=60_000)

    send(page, stack, kept(tmp_path, "corrigee.csv", GOOD, [*WRONG[:2], "28/02/1979", "Asni", *WRONG[4:]]))
    accept = page.get_by_role("button", name="Accepter et écrire")
    expect(accept).to_be_visible(timeout=60_000)
    accept.click()
    expect(page.get_by_text("Au registre").first).to_be_visible(timeout=60_000)

    page.goto(f"{stack.base_url}/admin/parties/?q=Ouaziz")
    expect(page.get_by_role("link", name="Lahcen Ouaziz")).to_have_count(1)
    expect(page.get_by_role("link", name="Aïcha Ouaziz")).to_have_count(1)
