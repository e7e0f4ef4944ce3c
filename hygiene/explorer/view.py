"""The view: the explorer as widgets of a notebook.

Nothing is decided here: the widgets hold a `Selection`, and what it selects is read by
`hygiene.explorer.contacts`. Personal values are always masked in it, even where it was
opened within `hygiene.reveal`, because it stays on the page when that block has ended.

Raises:
    MissingExtraError: ipywidgets is not installed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import Any

from hygiene.deciding import Decided
from hygiene.display.page import Display
from hygiene.errors import InputError, MissingExtraError
from hygiene.explaining import Explanation
from hygiene.explorer.contacts import Contacts, Selected, Selection
from hygiene.revealing import concealed, is_revealed

try:
    import ipywidgets as widgets
except ImportError:
    raise MissingExtraError("The explorer", "notebooks") from None

Explain = Callable[[str], Explanation]

_ANY = {
    "reason": "all contacts",
    "source": "all sources",
    "period": "any time",
}
_WIDE = "26em"
_SMALL = '<small style="display:block;line-height:1.4">{}</small>'
_PERIOD_MEANS = (
    "The period is that of the record which the decision rests on: what stands against "
    "the contact, or its proof, or else its latest consent or dealing."
)


class Explorer:
    """The contacts of a screening by reason, source and period, in a notebook.

    End a cell with it. The controls are attributes, so that a program may set them.

    Attributes:
        reason: Which contacts: kept, removed, or those of one primary reason.
        source: Where their rows came from.
        period: When the record was made that the decision rests on.
        contact: An address or contact id to explain; emptied once it was read.
        explain_button: The button that explains it.
        file: The name of a file to export to.
        export_button: The button that exports.
        count: How many contacts are selected.
        rows: The first of them, masked.
        picture: What each reason takes away within the source and period.
        explanation: Why the contact that was looked up is kept or removed.
        exported: What became of the export.
        box: Everything, as one widget.
    """

    def __init__(self, contacts: Contacts, explain: Explain, name: str) -> None:
        """Make the widgets; use `Screening.explore` instead."""
        self._contacts, self._explain, self._name = contacts, explain, name
        self.reason = self._chooser("reason")
        self.source = self._chooser("source")
        self.period = self._chooser("period")
        self.contact = _named(
            widgets.Text(
                description="Contact",
                placeholder="address or contact id",
                continuous_update=False,
            ),
            "contact",
        )
        self.explain_button = _named(widgets.Button(description="Explain"), "explain")
        self.file = _named(
            widgets.Text(description="File", placeholder="selection.csv"), "file"
        )
        self.export_button = _named(widgets.Button(description="Export"), "export")
        self.count = _named(widgets.HTML(), "count")
        self.rows = _named(widgets.HTML(), "rows")
        self.picture = _named(widgets.HTML(), "picture")
        self.explanation = _named(widgets.HTML(), "explanation")
        self.exported = _named(widgets.HTML(), "exported")
        self.box = self._arranged()
        for chooser in (self.reason, self.source, self.period):
            chooser.observe(self._show, "value")
        self.contact.observe(self._look_up, "value")
        self.explain_button.on_click(self._look_up)
        self.export_button.on_click(self._export)
        self._show()

    @property
    def selection(self) -> Selection:
        """What is chosen."""
        chosen = (self.reason.value, self.source.value, self.period.value)
        return Selection(*(value or None for value in chosen))

    def selected(self) -> Selected:
        """Return the chosen contacts: counts, a frame, and a table in a notebook."""
        return self._contacts.selected(self.selection)

    def export(self, path: str | Path) -> Path:
        """Write the chosen contacts as CSV; return the path.

        Row numbers, contact ids, reasons, sources and days; the addresses too, within
        a block of `hygiene.reveal`.

        Raises:
            InputError: The file cannot be written, or it is another one.
        """
        return self.selected().write(path)

    def __repr__(self) -> str:
        """Return what is selected; a notebook shows the widgets."""
        return f"Explorer of '{self._name}': {self.selected().sentence()}"

    def _repr_mimebundle_(self, **options: Any) -> Mapping[str, Any]:
        bundle = self.box._repr_mimebundle_(**options)
        return {**bundle, "text/plain": repr(self)}

    def _chooser(self, name: str) -> Any:
        counts = self._contacts.choices(name)
        options = [(_ANY[name], "")] + [
            (f"{choice} ({contacts:,})", choice) for choice, contacts in counts.items()
        ]
        chooser = widgets.Dropdown(description=name.capitalize(), options=options)
        return _named(chooser, name)

    def _arranged(self) -> Any:
        means = _named(widgets.HTML(_SMALL.format(escape(_PERIOD_MEANS))), "means")
        box = widgets.VBox(
            [
                _side_by_side(self.reason, self.source, self.period),
                means,
                self.count,
                self.rows,
                _side_by_side(self.contact, self.explain_button),
                self.explanation,
                _side_by_side(self.file, self.export_button),
                self.exported,
                self.picture,
            ]
        )
        box.add_class("hygiene-explorer")
        return box

    def _show(self, *_: object) -> None:
        selected = self.selected()
        with concealed():
            self.count.value = _status(selected.sentence())
            self.rows.value = Display(selected.words(), tables=[selected.rows()]).html()
            self.picture.value = selected.picture().html()

    def _look_up(self, *_: object) -> None:
        asked = self.contact.value.strip()
        if not asked:
            return
        # The address does not stay in the notebook.
        self.contact.value = ""
        try:
            with concealed():
                self.explanation.value = self._explain(asked).display().html()
        except InputError as error:
            self.explanation.value = _status(str(error))

    def _export(self, *_: object) -> None:
        name = self.file.value.strip()
        if not name:
            self.exported.value = _status("Name a file, such as selection.csv.")
            return
        try:
            path = self.export(name)
        except InputError as error:
            self.exported.value = _status(str(error))
            return
        count = self.selected().counts()["audience"]
        held = "with" if is_revealed() else "without"
        said = f"{count:,} contacts are in '{path.name}', {held} addresses."
        self.exported.value = _status(said)


def explore(decided: Decided, explain: Explain) -> Explorer:
    """Return the explorer of a screening.

    Args:
        decided: The decided audience.
        explain: Returns the explanation of a contact.

    Raises:
        InputError: A file of the audience changed since it was screened.
    """
    return Explorer(Contacts(decided), explain, decided.inputs.campaign.id)


def _named(widget: Any, name: str) -> Any:
    """Give a widget its class, and a control room for its label and its text."""
    widget.add_class(f"hygiene-explorer-{name}")
    if isinstance(widget, widgets.Dropdown | widgets.Text):
        widget.layout.width = _WIDE
        widget.style.description_width = "5em"
    return widget


def _side_by_side(*parts: Any) -> Any:
    return widgets.HBox(parts, layout=widgets.Layout(flex_flow="row wrap"))


def _status(text: str) -> str:
    return f'<p role="status" style="margin:0"><strong>{escape(text)}</strong></p>'
