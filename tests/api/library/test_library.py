from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import pytest

import citespan
from citespan.api.cli.indexing import index_paths
from citespan.api.settings import read_settings
from citespan.api.terminal.options import console_for

if TYPE_CHECKING:
    from pathlib import Path

QUESTION = "When does the ferry Aurora leave Port Lindholm?"


def test_a_folder_is_indexed_and_asked(library: citespan.Library, folder: Path) -> None:
    response = library.ask(QUESTION)
    citation = response.answers[0].citations[0]
    text = (folder / citation.source).read_text()
    assert (response.status, citation.source) == ("answered", "ships.txt")
    assert text[citation.start : citation.end] == citation.exact == response.answers[0].text
    assert (
        text
        == library.text(citation.document_id)
        == library.text(citation.document_id, text_sha256=citation.text_sha256)
    )


def test_a_response_has_the_fields_of_the_wire_and_prints_as_the_terminal_does(library: citespan.Library) -> None:
    response = library.ask(QUESTION)
    tree = json.loads(response.to_json())
    assert tree == response.to_dict()
    assert set(tree) - {"explanation"} <= set(dir(response))
    printed = str(response)
    assert printed.startswith(response.answers[0].text)
    assert f"characters {response.answers[0].citations[0].start}-" in printed
    assert "\x1b" not in printed
    assert str(citespan.Response.model_validate_json(response.to_json())) == printed
    assert repr(response).startswith("<citespan response: answered")


def test_several_questions_get_their_responses_in_order(library: citespan.Library) -> None:
    questions = [QUESTION, "How much flour does a loaf need?"]
    assert [response.question for response in library.ask_many(questions)] == questions
    with pytest.raises(citespan.UsageError, match="blank"):
        library.ask_many([QUESTION, " "])
    with pytest.raises(citespan.UsageError, match="several"):
        library.ask_many(QUESTION)


def test_search_documents_and_conditions(library: citespan.Library) -> None:
    assert library.search("flour", limit=1).results[0].citation.source == "bread.md"
    assert [document.source for document in library.documents()] == ["bread.md", "ships.txt"]
    assert [document.source for document in library.documents(where="source=*.md")] == ["bread.md"]
    assert "noon" not in str(library.ask(QUESTION, where=["source=*.md"]))
    with pytest.raises(citespan.UsageError, match="no condition"):
        library.documents(where="nonsense")
    with pytest.raises(citespan.UsageError, match="from 1 to 100"):
        library.search("flour", limit=0)


def test_a_typo_is_corrected_unless_it_is_to_be_taken_as_typed(library: citespan.Library) -> None:
    typed = {"ferrry": "ferry"}
    assert library.search("cars of the ferrry").corrected == typed
    assert library.search("cars of the ferrry", as_typed=True).corrected is None
    assert library.ask_many(["When does the ferrry leave?"])[0].corrected == typed
    assert library.ask_many(["When does the ferrry leave?"], as_typed=True)[0].corrected is None


def test_a_follow_up_is_understood_in_a_conversation(library: citespan.Library) -> None:
    conversation = library.conversation()
    conversation.ask("When does the ferry Aurora leave Port Lindholm?")
    assert "Aurora" in (conversation.ask("How many cars does it carry?").resolved or "")
    conversation.clear()
    assert conversation.ask("How many cars does it carry?").resolved is None


def test_a_response_is_verified_and_resolved_as_object_json_or_dictionary(library: citespan.Library) -> None:
    response = library.ask(QUESTION)
    for form in (response, response.to_json(), response.to_dict()):
        assert library.verify(form).ok
        assert [cited.standing for cited in library.resolve(form)] == ["exact"] * len(library.resolve(form))
    edited = response.to_json().replace("noon", "dawn")
    assert not library.verify(edited).ok
    with pytest.raises(citespan.CitespanError, match="not a response"):
        library.verify({"question": "x"})


def test_documents_are_added_and_removed(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.txt").write_text("The harbour master is called Ilse Marquardt.")
    (tmp_path / "two.txt").write_text("The lighthouse keeper is called Tomas Valdemar.")
    with citespan.open(tmp_path / "a", index=tmp_path / "index", threshold=0) as library:
        assert library.add(tmp_path / "two.txt").added == 1
        (note,) = library.add_text("note.md", "# Note\n\nThe pilot is called Mira Olsen.")
        assert [document.source for document in library.documents()] == ["note.md", "one.txt", "two.txt"]
        assert "Mira Olsen" in str(library.ask("Who is the pilot?"))
        assert [document.source for document in library.remove(note.document_id)] == ["note.md"]
        assert [document.source for document in library.documents()] == ["one.txt", "two.txt"]
        for wrong in (lambda: library.remove("nothing"), lambda: library.add(tmp_path / "nowhere"), library.add):
            with pytest.raises(citespan.UsageError):
                wrong()
        with pytest.raises(citespan.CitespanError, match="not a supported type"):
            library.add_text("note.exe", "x")
    with citespan.open(tmp_path / "index", threshold=0) as everything:
        assert len(everything.documents()) == 2


def test_only_the_folder_that_was_opened_is_asked(tmp_path: Path) -> None:
    for name in ("inside", "outside", "inside-not"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "who.txt").write_text(f"The warden of the {name} garden is called Ada {name.title()}.")
    settings = read_settings().model_copy(update={"index": tmp_path / "index"})
    index_paths(settings, [tmp_path], json=False, console=console_for(stderr=True))
    with citespan.open(tmp_path / "inside", index=tmp_path / "index", read_only=True) as library:
        assert [document.source for document in library.documents()] == ["inside/who.txt"]
        found = library.search("warden of the garden")
        assert {result.citation.source for result in found.results} == {"inside/who.txt"}


def test_read_only_makes_and_changes_nothing(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(citespan.MissingIndexError, match="citespan index"):
        citespan.open(folder, index=tmp_path / "index", read_only=True)
    assert not (tmp_path / "index").exists()
    (tmp_path / "other.txt").write_text("Something else.")
    with pytest.raises(citespan.MissingIndexError, match="no document of it"):
        citespan.open(tmp_path / "other.txt", index=folder.parent / "index", read_only=True)
    with citespan.open(folder, index=folder.parent / "index", read_only=True) as library:
        for change in (
            lambda: library.add(tmp_path),
            lambda: library.remove("x"),
            lambda: library.add_text("a.md", "x"),
        ):
            with pytest.raises(citespan.UsageError, match="read-only"):
                change()


def test_what_cannot_be_opened_says_why(folder: Path, tmp_path: Path, library: citespan.Library) -> None:
    with pytest.raises(citespan.UsageError, match="no such file or folder"):
        citespan.open(tmp_path / "nowhere")
    with pytest.raises(citespan.UsageError, match="is an index itself"):
        citespan.open(folder.parent / "index", index=tmp_path)
    with pytest.raises(citespan.UsageError, match="exclude each other"):
        library.ask(QUESTION, threshold=0.5, risk=0.1)


def test_files_that_cannot_be_read_are_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 and no more")
    with citespan.open(tmp_path / "broken.pdf", index=tmp_path / "index"):
        assert "broken.pdf" in caplog.text


def test_after_it_was_closed_every_method_says_so(folder: Path) -> None:
    library = citespan.open(folder, index=folder.parent / "index", read_only=True)
    conversation = library.conversation()
    library.close()
    library.close()
    for use in (lambda: library.ask(QUESTION), library.documents, library.conversation, lambda: conversation.ask("x")):
        with pytest.raises(citespan.UsageError, match="closed"):
            use()
    assert "closed" in repr(library)


def test_ten_threads_get_what_one_gets_and_closing_waits_for_them(folder: Path) -> None:
    library = citespan.open(folder, index=folder.parent / "index", read_only=True, threshold=0)
    expected = library.ask(QUESTION).answers
    got: list[object] = []
    asking = threading.Barrier(11)

    def ask() -> None:
        asking.wait()
        try:
            got.append(library.ask(QUESTION).answers)
        except citespan.UsageError as exc:  # the library was closed before this thread asked
            got.append(exc)

    threads = [threading.Thread(target=ask) for _ in range(10)]
    for thread in threads:
        thread.start()
    asking.wait()
    while not got:
        threads[0].join(0.01)
    library.close()
    for thread in threads:
        thread.join()
    assert expected in got
    assert all(answers == expected or isinstance(answers, citespan.UsageError) for answers in got)
    assert len(got) == 10
