"""Great Expectations loads without a grammar, and the grammar is there when asked."""

import subprocess
import sys

_PROGRAM = """\
import sys
from hygiene.gates.late_grammar import late_grammar
with late_grammar():
    import jsonschema
    print("rfc3987_syntax.syntax_helpers" in sys.modules)
print("rfc3987_syntax" in sys.modules)
checker = jsonschema.FormatChecker()
for value in ("https://example.com/é", "not an address"):
    print(checker.conforms(value, "iri"))
"""


def test_compiles_the_grammar_at_the_first_question_only():
    run = subprocess.run(
        [sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["False", "False", "True", "False"]
