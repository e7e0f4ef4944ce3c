"""The gallery: every picture, the line of code that draws it, and how to read it."""

from __future__ import annotations

from typing import NamedTuple

INTRO = """\
# Gallery

Every picture of a screening, with the line of code that draws it. Written by
`make docs` from `docs/gallery_page.py`, drawn from the sample data by `make pages`.

`screening.plot.x(...)` draws the table that the same call on `screening.metrics`
returns, so every number of a picture stands in a table, and none of them names a
contact. `ax=` draws on axes of your own; on a dark figure the colours are those for
dark paper. Without it the call returns axes that a notebook shows when a cell ends in
them, with their message as alt text. To keep a picture:
`screening.plot.waterfall().figure.savefig("waterfall.png")`.

```python
from datetime import datetime

import hygiene as hy

screening = hy.screen("campaign.toml")
october = datetime.fromisoformat("2026-10-01T09:00:00+00:00")
earlier = hy.screen("campaign.toml", as_of=october)
```

Any two colours stay apart with protanopia, deuteranopia and tritanopia, and every text
has a contrast of at least 4.5 to 1: the tests measure both.
"""


class Picture(NamedTuple):
    """A picture of the gallery: its file's name, heading, line of code, and meaning."""

    name: str
    title: str
    code: str
    text: str

    @property
    def table(self) -> str:
        """The line of code that returns its numbers."""
        return self.code.replace(".plot.", ".metrics.").replace(".plot()", ".flows")


PICTURES = [
    Picture(
        "waterfall",
        "Waterfall",
        "screening.plot.waterfall()",
        "From the audience to the kept contacts. Each bar is what one primary reason\n"
        "takes away; the bars add up.",
    ),
    Picture(
        "reasons",
        "Reasons ranked",
        "screening.plot.reasons()",
        "The full bar counts a reason where it is the first; the pale end adds the\n"
        "contacts that it would have removed too.",
    ),
    Picture(
        "overlap",
        "Reasons that come together",
        "screening.plot.overlap()",
        "A dot is a reason, a line joins those that hold for the same contacts, and\n"
        "the bar above counts them.",
    ),
    Picture(
        "by_source",
        "Reasons by source, country or segment",
        'screening.plot.by("source")',
        "Any column of groups: what becomes of each of its values. The darker, the\n"
        "more. Refused are `contact_id` and the contact points (`email`, `phone`,\n"
        "`postal_key`), and every column whose values could name contacts: where\n"
        "most contacts have a value of their own, or more than 50 values have fewer\n"
        "than 10 contacts each on average.",
    ),
    Picture(
        "merchants",
        "Known by dealings alone",
        "screening.plot.merchants()",
        "Contacts whom only a payment or a contract brought into the books, by\n"
        "merchant and month of the latest one.",
    ),
    Picture(
        "consent_ages",
        "Age of consents",
        "screening.plot.consent_ages()",
        "Months since the latest consent in the campaign's scope. A limit that the\n"
        "policy sets on its channel is drawn in.",
    ),
    Picture(
        "opt_ins_and_opt_outs",
        "Opt-ins and opt-outs",
        "screening.plot.opt_ins_and_opt_outs()",
        "What people said to this controller on this channel in each month: yes above\n"
        "the line, no below it. Who says the same again counts once; a bounce, a\n"
        "register or a block is nobody's word and is not there.",
    ),
    Picture(
        "timeline",
        "The timeline of a contact",
        'screening.plot.timeline("NP-057445")',
        "What one person said and did, what stands against messages, and the moment\n"
        "of decision. Name the person by contact id or address; the picture masks it.\n"
        "`screening.explain(...).plot()` draws the same beside the explanation.",
    ),
    Picture(
        "freshness",
        "Freshness of the suppression lists",
        "screening.plot.freshness()",
        "How much of its allowed age each list has used when the decision speaks.",
    ),
    Picture(
        "flow",
        "Who moved since",
        'screening.plot.flow(earlier.decisions, by="row")',
        "Two decisions of the same people, here of one audience at two instants. A\n"
        "band has the colour of where it ends; grey stays. Without `by`, people are\n"
        "matched by their contact id. `audit.compare(store, quarter, other).plot()`\n"
        "draws the people of two snapshots, `.flows` is its table.",
    ),
    Picture(
        "what_if_rule",
        "What one rule costs",
        'screening.what_if(without="hard_bounced").plot()',
        "The audience with a rule and without it. Who has no ground stays removed. A\n"
        "question: nothing is released.",
    ),
    Picture(
        "what_if_policy",
        "What another policy would do",
        'screening.what_if(policy="strict").plot()',
        "The same for any key of the campaign, such as its policy.",
    ),
]
"""Every picture, in the order of the page."""


def gallery_page() -> str:
    """Return the page."""
    return "\n".join([INTRO, *map(_section, PICTURES)])


def _section(picture: Picture) -> str:
    return (
        f"## {picture.title}\n\n{picture.text}\n\n"
        f"```python\n{picture.code}\n{picture.table}  # its table\n```\n\n"
        f"![{picture.title}, of the sample data](gallery/{picture.name}.png)\n"
    )
