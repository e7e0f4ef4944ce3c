"""Write the golden cases as a page for people: `python -m tests.golden.render`."""

from pathlib import Path

from tests.golden.reader import Case, Row, Topic, read_topics

PAGE = Path(__file__).parents[2] / "docs" / "golden-cases.md"
INTRODUCTION = """\
# Golden cases

What the tool decides, case by case, and why: {count} cases from statutes, regulators'
decisions and the tool's own promises. Every case is run against both engines and
against an independent second implementation whenever the tests run.

This page is generated from [`tests/golden/cases`](../tests/golden/cases) by
`python -m tests.golden.render`; edit the cases, not the page. The cases are rules as
data for a lawyer to read, not legal advice.

Unless a case says otherwise: the sender is Acme, the message is its email newsletter,
the recipient is Jane, an individual in the UK, the UK policy applies, and the decision
is made on 1 June 2026 at 09:00 UTC. Numbers that begin with C and D follow the
collection of legal cases that this tool was built from; those with G show a promise of
the tool. What cannot be expressed as a case stands in
[`not_expressible.md`](../tests/golden/not_expressible.md).

"""


def render() -> str:
    """Return the whole page."""
    topics = read_topics()
    count = sum(len(topic.cases) for topic in topics)
    contents = "".join(
        f"- [{topic.name}](#{_anchor(topic.name)}) ({len(topic.cases)})\n"
        for topic in topics
    )
    sections = "".join(_section(topic) for topic in topics)
    return INTRODUCTION.format(count=count) + contents + sections


def _section(topic: Topic) -> str:
    head = (
        f"\n## {topic.name}\n\n{topic.about}\n\n"
        "| Case | What happened | Outcome | Why |\n|---|---|---|---|\n"
    )
    return head + "".join(_line(case) for case in topic.cases)


def _line(case: Case) -> str:
    several = len(case.expected) > 1
    outcome = "<br>".join(
        (f"{row['contact']}: " if several else "") + _outcome(row)
        for row in case.expected
    )
    happened = f"**{case.title}.** {case.story}"
    cells = (case.id, happened, outcome, case.citation)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _outcome(row: Row) -> str:
    """Say an outcome in words, with the codes that the output files use."""
    if row["decision"] == "keep":
        proof = f", proof `{row['basis_evidence']}`" if row["basis_evidence"] else ""
        said = f"kept: `{row['basis']}`{proof}"
    else:
        more = "".join(f", `{reason}`" for reason in row["reasons"][1:])
        said = f"removed: `{row['reason']}`{more}"
    policy = f" (policy `{row['policy']}`)" if "policy" in row else ""
    flags = "".join(f"; pointed out: `{flag}`" for flag in row["flags"])
    return said + policy + flags


def _anchor(heading: str) -> str:
    kept = (char for char in heading.lower() if char.isalnum() or char in " -")
    return "".join(kept).replace(" ", "-")


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
