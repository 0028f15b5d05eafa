"""Every hostile file that the audit is tried on, what has to become of it, and which test stands for what.

| T | what | where |
| --- | --- | --- |
| T1–T7, T9–T14, T17 | the files of `FILES` | test_hostile_files |
| T8 | floods of operators: `FILES`; of lines, corners, objects, covers, cells | …_files, test_extract_dense |
| T11 | a number changed by an incremental update | test_hostile_revisions |
| T13, T15 | hidden text, fields, layers: `DISGUISES` | test_hostile_ink, test_extract_glyphs, test_extract_layers |
| T14 | noted in the form's 说明 | test_hostile_revisions |
| T16 | character maps with paths as names: `DISGUISES` | test_hostile_ink |
| T18 | names, links, pipes, repeats, files that vanish | test_audit_inputs, test_audit_pipeline |
| T19, T28 | a full disk, signals, kill -9, resuming; the same bytes | test_audit_cli, test_audit_store* |
| T20 | a worker killed or stuck | test_audit_workers, test_hostile_files |
| T21, T24, T25, T26 | text of a PDF in the outputs | test_hostile_outputs, test_audit_exports |
| T22, T23 | workbook and HTML | with those outputs |
| T27, T30 | one status a file; a lost reader is no "no discrepancy" | …_files, test_fuzz, test_audit_pipeline |
| T29 | every figure has its page and box | test_hostile_outputs |
"""

from __future__ import annotations

from dataclasses import dataclass

from tests import hostile_floods as floods
from tests import hostile_ink as ink
from tests import hostile_structure as structure
from tests.hostile_structure import Build, data

# 状态 of a row.
UNREAD, NONE, ASK, DIFFERS = "无法读取", "无表", "待人工", "有差异"
# The form is read as if nothing had been done to its file; where a reader failed, a person is asked.
READ = (DIFFERS,)
DOUBT = (DIFFERS, ASK)
LOST = (UNREAD, ASK, DIFFERS)


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file to be made by `build`; its row has one of the `states`, and `said` stands in its 说明."""

    name: str
    build: Build
    states: tuple[str, ...]
    said: str = ""


FILES = (
    Hostile("T1 empty", data(b""), (UNREAD,), "文件为空"),
    Hostile("T2 word", data(structure.zipped()), (UNREAD,), "不是 PDF 文件，内容看来是Word"),
    Hostile("T2 text", data("<html>项目名称</html>".encode()), (UNREAD,), "不是 PDF 文件，内容看来是网页"),
    Hostile("T2 zeros", data(bytes(5000)), (UNREAD,), "不是 PDF 文件"),
    Hostile("T2 header", data(b"%PDF-1.7\n"), (UNREAD,), "损坏"),
    Hostile("T3 half", structure.cut(0.5), (UNREAD,), "损坏"),
    Hostile("T3 nearly whole", structure.cut(0.97), (UNREAD, *DOUBT)),
    Hostile("T4 no pages", data(structure.NO_PAGES), (UNREAD,), "没有任何页面"),
    Hostile("T4 no page tree", data(structure.NO_CATALOG), (UNREAD,), "没有任何页面"),
    Hostile("T4 lying count", data(structure.LYING_COUNT), (UNREAD,), "没有任何页面"),
    Hostile("T5 tree of itself", data(structure.TREE_OF_ITSELF), (UNREAD,), "第 1 页损坏"),
    Hostile("T5 tree in a ring", data(structure.TREE_IN_A_RING), (UNREAD,)),
    Hostile("T5 parents in a ring", data(structure.PARENTS_IN_A_RING), (NONE, UNREAD)),
    Hostile("T5 deep tree", structure.deep_tree, (UNREAD,)),
    Hostile("T5 many pages", structure.many_pages, (UNREAD,), "--max-pages"),
    Hostile("T6 form in itself", floods.form_in_itself, DOUBT),
    Hostile("T6 forms in a ring", floods.forms_in_a_ring, LOST),
    Hostile("T6 forms in forms", floods.billion_laughs, LOST),
    Hostile("T6 forms ten thousand deep", floods.deep_forms, DOUBT),
    Hostile("T7 bomb", floods.bomb_page(1), (NONE, UNREAD)),
    Hostile("T7 bomb in a bomb", floods.bomb_page(2), (NONE, UNREAD)),
    Hostile("T7 thirty filters", floods.bomb_page(30, 64 * floods.MIB), (NONE, UNREAD)),
    Hostile("T7 bomb after a form", floods.bomb_beside_a_form, LOST),
    Hostile("T7 character maps", floods.map_bomb, LOST),
    Hostile("T7 cross references", structure.xref_stream_bomb, (UNREAD,)),
    Hostile("T8 states", floods.flood(b"q ", 2_000_000), LOST),
    Hostile("T8 arrays", floods.flood(b"[", 1_000_000), LOST),
    Hostile("T8 dictionaries", floods.flood(b"/A <<", 500_000), LOST),
    Hostile("T8 numbers", floods.flood(b"-1 ", 1_000_000, b"] TJ"), LOST),
    Hostile("T8 strings", floods.flood(b"(", 3_000_000), LOST),
    Hostile("T8 marks", floods.flood(b"/A BMC ", 500_000), LOST),
    Hostile("T8 texts", floods.flood(b"BT ET ", 500_000), LOST),
    Hostile("T9 huge sheet", floods.boxed("[0 0 1e9 1e9]"), (NONE, UNREAD)),
    Hostile("T9 no sheet", floods.boxed("[0 0 0 0]"), (NONE, UNREAD)),
    Hostile("T9 sheet of words", floods.boxed("[0 0 (a) /b]"), (NONE, UNREAD)),
    Hostile("T9 half a sheet", floods.boxed("[0 0]"), (NONE, UNREAD)),
    Hostile("T9 slanted", floods.boxed("[0 0 595 842]", "/Rotate 45"), (NONE, UNREAD)),
    Hostile("T9 turned forever", floods.boxed("[0 0 595 842]", "/Rotate 36000000090"), (NONE, UNREAD)),
    Hostile("T9 unit of a kilometre", floods.boxed("[0 0 595 842]", "/UserUnit 1e6"), (NONE, UNREAD)),
    Hostile("T9 form on a huge sheet", floods.sized([0, 0, 10**7, 10**7]), DOUBT),
    Hostile("T9 form upside down", floods.sized([595, 842, 0, 0]), DOUBT),
    Hostile("T9 form on no sheet", floods.sized([0, 0, 0, 0]), DOUBT),
    Hostile("T9 form sideways", floods.sized([0, 0, 595, 842], Rotate=-90), DOUBT),
    Hostile("T9 form in large units", floods.sized([0, 0, 595, 842], UserUnit=10), DOUBT),
    Hostile("T9 form beside the crop", floods.sized([0, 0, 595, 842], CropBox=[900, 900, 999, 999]), (NONE, UNREAD)),
    Hostile("T10 ten thousand strokes", floods.strokes(10_000), (ASK, UNREAD)),
    Hostile("T10 a hundred thousand strokes", floods.strokes(100_000), (NONE, ASK, UNREAD)),
    Hostile("T10 a million strokes", floods.strokes(1_000_000), (UNREAD,), "个以上的绘图对象"),
    Hostile("T10 ten thousand cells", floods.cells(100, 100), (UNREAD,), "个字被线条穿过"),
    Hostile("T10 a hundred thousand cells", floods.cells(316, 316), (UNREAD,), "个字被线条穿过"),
    Hostile("T10 a long path", floods.one_long_path, LOST),
    Hostile("T11 no cross references", structure.without_xref, (UNREAD, *DOUBT)),
    Hostile("T11 wrong start", structure.wrong_startxref, READ),
    Hostile("T11 junk before", structure.junk_before, READ),
    Hostile("T11 loop", structure.xref_loop, (UNREAD,)),
    Hostile("T11 object of itself", data(structure.SELF_REFERENCE), (UNREAD,)),
    Hostile("T11 length of itself", data(structure.LENGTH_OF_ITSELF), (NONE, UNREAD)),
    Hostile("T11 objects in a ring", structure.object_stream_of_itself, (UNREAD,)),
    Hostile("T12 user password", structure.locked("a", "b", 6), (UNREAD,), "需要打开密码"),
    Hostile("T12 owner password AES-256", structure.locked("", "b", 6), READ),
    Hostile("T12 owner password AES-128", structure.locked("", "b", 4), READ),
    Hostile("T12 owner password RC4", structure.locked("", "b", 3), READ),
    Hostile("T12 owner password RC4 40 bits", structure.locked("", "b", 2), READ),
    Hostile("T12 no ID", structure.without_id, (UNREAD,), "加密"),
    Hostile("T12 unknown lock", structure.unknown_lock, (UNREAD,), "无法识别的加密方式"),
    Hostile("T13 XFA", structure.xfa_only, (UNREAD,), "XFA 动态表单"),
    Hostile("T14 scripts", structure.active, READ),
    Hostile("T14 attachments", structure.attached, READ),
    Hostile("T14 elsewhere", structure.calls_out, READ),
    Hostile("T17 black and white", floods.huge_picture(1), (NONE, UNREAD)),
    Hostile("T17 in grey", floods.huge_picture(8), (NONE, UNREAD)),
)

DISGUISES: dict[str, Build] = {
    "invisible": ink.invisible, "clipping": ink.clipping, "white": ink.white, "white in CMYK": ink.white_cmyk,
    "squeezed": ink.squeezed, "tiny": ink.tiny, "covered": ink.covered, "off the page": ink.off_page,
    "clipped": ink.clipped, "clipped away": ink.clipped_away, "clear": ink.clear, "masked": ink.masked,
    "layer off": ink.layer_off, "layer off by default": ink.layer_off_by_default,
    "layer of members": ink.layer_of_members, "layer of a form": ink.layer_of_a_form,
    "layer of rules": ink.layer_of_rules, "blank glyphs": ink.glyphless, "field": ink.field,
    "map up and away": ink.odd_map("../../../../etc/passwd"), "map as a path": ink.odd_map("/dev/zero"),
}  # fmt: skip
