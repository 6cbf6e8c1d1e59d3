"""Names of a document as identifiers that every format accepts, and back.

`make[bread,sat]` becomes `make__bread__sat`, `hotel[2]=Ritz` becomes `hotel__2__is__Ritz`. Two names that
would become one identifier get different endings. What stands for what is written into each file, so that
`read_names` finds the document's names again.
"""

from __future__ import annotations

import builtins
import json
import keyword
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

_LONGEST: Final = 80

# Words with a meaning of their own in Z3Py scripts, Pyomo scripts (attributes of a model too), SMT-LIB and
# LP files; compared in lower case.
_WORDS: Final = """
    q and or not xor distinct ite let forall exists assert check define declare true false abs div mod to_int
    to_real is_int bool int real string sum product if implies andor optimize solver boolval intval realval
    toreal toint pbeq pble pbge atmost atleast sat unsat unknown check_sat par match exp log sin cos tan sqrt
    ceil floor round min max minimum maximum minimize maximize minimise maximise subject such that to st s.t
    bound bounds free inf infinity nan end general generals gen integer integers binary binaries bin semi
    semis sec sos sos1 sos2 rows columns rhs ranges objsense objective obj endata marker print main names
    number report values value model m pyo math sys solve status goals decisions stages arguments
    objectives solver is_true is_false is_algebraic_value anything limits reason_unknown
    skip activate active active_blocks active_component_data active_components add_component all_blocks
    all_component_data all_components block_data_objects clear clear_suffix_value clone cname collect_ctypes
    component component_data_iterindex component_data_objects component_map component_objects
    compute_statistics config construct contains_component create_instance ctype deactivate del_component dim
    display doc find_component fix_all_vars get_suffix_value getname id_index_map index index_set
    is_component_type is_constructed is_expression_type is_indexed is_logical_type is_named_expression_type
    is_numeric_type is_parameter_type is_reference is_variable_type items iteritems iterkeys itervalues keys
    load local_name name nconstraints nobjectives nvariables parent_block parent_component pprint preprocess
    private_data reclassify_component_type reconstruct register_private_data_initializer root_block
    set_suffix_value set_value solutions statistics to_dense_data transfer_attributes_from type
    unfix_all_vars valid_model_component valid_problem_types write
"""
RESERVED: Final = frozenset(_WORDS.split()) | {
    word.lower() for word in (*keyword.kwlist, *keyword.softkwlist, *dir(builtins))
}
"""Words, in lower case, that are never identifiers."""

# Readers of LP files take a name that begins like a number, such as `info` (infinity) or `e12`, for one.
_LIKE_A_NUMBER: Final = re.compile(r"inf|nan|e\d", re.IGNORECASE)
_TABLE_LINE: Final = re.compile(r'^[;\\*#] name (\w+) = ("(?:[^"\\]|\\.)*")$', re.MULTILINE)


class Names:
    """Identifiers for the names of a model; each name has one, and each identifier belongs to one name.

    Args:
        names: what to find identifiers for, in this order; repeated names count once.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._identifiers: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._taken: set[str] = set()
        for name in names:
            if name not in self._identifiers:
                identifier = self._free(identifier_of(name))
                self._identifiers[name] = identifier
                self._names[identifier] = name

    def sanitize(self, name: str) -> str:
        """The identifier of a name.

        Raises:
            KeyError: the name was not among those given.
        """
        return self._identifiers[name]

    def restore(self, identifier: str) -> str:
        """The name that an identifier stands for.

        Raises:
            KeyError: it stands for none.
        """
        return self._names[identifier]

    def fresh(self, hint: str) -> str:
        """A new identifier that no name of the document has, and that is not given out again."""
        return self._free(identifier_of(hint))

    def table(self) -> Mapping[str, str]:
        """Every name by its identifier."""
        return dict(self._names)

    def _free(self, wanted: str) -> str:
        found, tried = wanted, 1
        while found in self._taken:
            tried += 1
            found = f"{wanted}_v{tried}"
        self._taken.add(found)
        return found


def identifier_of(name: str) -> str:
    """A readable identifier for a name; different names may get the same one."""
    text = unicodedata.normalize("NFKD", name)
    text = "".join(character for character in text if not unicodedata.combining(character))
    text = re.sub(r"(?<![A-Za-z0-9])-(?=\d)", "neg", text)
    text = re.sub(r"(?<=\d)\.(?=\d)", "p", text)
    text = text.replace("=", "__is__").replace("]", "")
    text = re.sub(r"[\[,.]", "__", text)
    text = re.sub(r"[^\x00-\x7f]", lambda found: f"u{ord(found.group()):x}", text)
    text = re.sub(r"\W", "_", text, flags=re.ASCII)
    text = re.sub(r"___+", "__", text).strip("_")[:_LONGEST].rstrip("_")
    if not text or not text[0].isalpha() or text.lower() in RESERVED or _LIKE_A_NUMBER.match(text):
        return f"v_{text}" if text else "v"
    return text


def table_lines(table: Mapping[str, str]) -> list[str]:
    """The lines that say what identifiers stand for, for a comment; names that are the same are left out."""
    return [
        f"name {identifier} = {json.dumps(name)}" for identifier, name in table.items() if identifier != name
    ]


def read_names(text: str) -> dict[str, str]:
    """What identifiers stand for, from the comments of an SMT-LIB, LP or MPS file that Certiplan wrote."""
    return {found.group(1): json.loads(found.group(2)) for found in _TABLE_LINE.finditer(text)}
