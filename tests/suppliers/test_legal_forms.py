import numpy as np
import pyarrow as pa
import pytest

from ourplace.suppliers.legal_forms import form_words, legal_form_ids, without_legal_form
from ourplace.suppliers.ragged import Ragged, offsets_of


@pytest.mark.parametrize(
    ("name", "rest", "form"),
    [
        ("moss limited", "moss", "ltd"),
        ("moss limited in liquidation", "moss", "ltd"),
        ("limited moss", "limited moss", ""),
        ("company limited", "company", "ltd"),
        ("limited", "limited", ""),
        ("", "", ""),
    ],
)
def test_legal_form_is_cut_from_the_end_of_a_name_that_has_another_word(name, rest, form) -> None:
    texts = sorted({*name.split(), "fern", "limited"})
    words = [[texts.index(word) for word in one.split()] for one in (name, "fern limited")]
    flat = np.array([word for one in words for word in one], dtype=np.int32)
    in_forms = np.array([texts[word] in form_words() for word in flat], dtype=bool)
    names = Ragged(flat, offsets_of(np.array([len(one) for one in words])))
    found, forms = without_legal_form(names, in_forms, texts=pa.array(texts, pa.string()))

    assert [" ".join(texts[word] for word in found.take(np.array([row])).values) for row in (0, 1)] == [rest, "fern"]
    assert [legal_form_ids()[number] for number in forms] == [form, "ltd"]
