"""The forms of the catalogue's tables: fields in the words of the law, a reason for every change."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from emulation.commendation import award_rules
from emulation.commendation.legal_tables import table_of
from emulation.models import AwardRule, AwardType, Nomination
from emulation.rules.awards import rule_notation
from emulation.rules.awards.rule_words import ASPECT_TITLES, EVERY_AWARD, EVERY_FORM, EVERY_TITLE
from kernel.errors import Refusal
from kernel.text import gettext_noop
from web.refusals import sentence
from web.texts import AWARD_LEVELS, COMMENDATION_KINDS, LEAVE_COUNTS

if TYPE_CHECKING:
    Typed = forms.ModelForm[Any]
else:
    Typed = forms.ModelForm  # Django's own class takes no parameters

LABELS = {
    "amount": _("Mức (đồng một tháng)"),
    "article": _("Điều khoản"),
    "aspect": _("Loại quy định"),
    "award_code": _("Áp dụng cho"),
    "below_months": _("Đến dưới (tháng)"),
    "certificate_title": _("Chữ trên giấy"),
    "code": _("Mã"),
    "counts": _("Tính là"),
    "direct": _("Người trực tiếp"),
    "exempt": _("Vẫn được đánh giá"),
    "from_months": _("Từ (tháng)"),
    "has_certificate": _("Có giấy chứng nhận"),
    "households": _("Cho cả hộ gia đình"),
    "kind": _("Danh hiệu hay hình thức"),
    "kinds": _("Loại khen thưởng"),
    "leads": _("Là lãnh đạo"),
    "legal_basis": _("Căn cứ pháp lý"),
    "level": _("Cấp quyết định"),
    "minimum_months": _("Số tháng tối thiểu"),
    "name": _("Tên"),
    "name_en": _("Tên tiếng Anh"),
    "params": _("Nội dung"),
    "place": _("Thứ tự"),
    "register_book": _("Sổ đăng ký"),
    "source": _("Nguồn đối chiếu"),
    "subjects": _("Dành cho"),
    "to_confirm": _("Cần đối chiếu văn bản"),
    "valid_from": _("Có hiệu lực từ ngày"),
    "valid_to": _("Hết hiệu lực từ ngày"),
    "veto": _("Mức trần xếp loại"),
}
HELPS = {
    "article": _("Như trích dẫn cho mọi người, ví dụ: Điều 23 khoản 1 Luật 06/2022/QH15."),
    "exempt": _("Người nghỉ loại này được xếp loại dù có ít tháng công tác."),
    "legal_basis": _("Số, ký hiệu, ngày và trích yếu của văn bản."),
    "name_en": _("Cho người đọc trang bằng tiếng Anh."),
    "params": _("Một dòng như trong danh mục, ví dụ: multiple=0.3 hoặc pct=20 award=LDTT."),
    "register_book": _("Các loại khen thưởng ghi chung một sổ thì đánh số chung."),
    "source": _("Nơi người đối chiếu tìm thấy nguyên văn."),
    "to_confirm": _("Bỏ dấu khi đã đối chiếu nguyên văn; người nhập dòng không tự bỏ được."),
    "valid_to": _("Để trống khi chưa có văn bản thay thế; ngày này không còn hiệu lực."),
}
KINDS = {AwardType.TITLE: gettext_noop("Danh hiệu thi đua"), AwardType.FORM: gettext_noop("Hình thức khen thưởng")}
SUBJECTS = {
    AwardType.PERSON: gettext_noop("Cá nhân"),
    AwardType.COLLECTIVE: gettext_noop("Tập thể"),
    AwardType.BOTH: gettext_noop("Cá nhân và tập thể"),
}


SCOPES = {award_rules.EVERY: EVERY_AWARD, "*title": EVERY_TITLE, "*form": EVERY_FORM}


class DayInput(forms.DateInput):
    """The browser's own calendar; no script needed."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _choice(field: forms.ChoiceField, titles: Mapping[str, Any]) -> None:
    chosen: Any = field.choices
    codes = [str(code) for code, _title in chosen if code]
    field.choices = [(code, gettext_lazy(titles.get(code, code))) for code in codes]


def tell(form: forms.BaseForm, refusal: Refusal | None) -> None:
    """What the act refused, each fault at its field."""
    if refusal is None:
        return
    for one in refusal.problems or (refusal,):
        path = getattr(one, "path", "").partition(".")[0]
        form.add_error(path if path in form.fields else None, sentence(one))


class LegalForm(Typed):
    """A row as it is typed. What the act refused is told at its field, and nothing typed is lost."""

    reason = forms.CharField(
        label=_("Lý do"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000, help_text=_("Được ghi vào sổ cái.")
    )
    refusal: Refusal | None = None
    CHOICES: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "kind": KINDS,
        "subjects": SUBJECTS,
        "level": AWARD_LEVELS,
        "aspect": ASPECT_TITLES,
        "counts": LEAVE_COUNTS,
    }

    class Meta:
        labels = LABELS
        help_texts = HELPS

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for name, field in self.fields.items():
            if name not in self.declared_fields:
                field.help_text = HELPS.get(name, "")  # what a model says of its field is for who reads the code
            if isinstance(field, forms.DateField):
                field.widget = DayInput()
            if name in self.CHOICES and isinstance(field, forms.ChoiceField):
                _choice(field, self.CHOICES[name])

    def validate_unique(self) -> None:
        """The act says it better: with the other row's days."""

    def validate_constraints(self) -> None:
        """As above."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        tell(self, self.refusal)
        return cleaned

    def values(self) -> dict[str, Any]:
        """What was typed, as the acts take it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}


class AwardTypeForm(LegalForm):
    kinds = forms.MultipleChoiceField(
        label=_("Loại khen thưởng"),
        choices=[(code, COMMENDATION_KINDS.get(code, code)) for code in Nomination.KINDS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Không chọn: mọi loại."),
    )


class AwardRuleForm(LegalForm):
    params = forms.CharField(label=_("Nội dung"), max_length=500, required=False, help_text=HELPS["params"])

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        if self.instance.aspect and isinstance(self.instance.params, dict):
            self.initial["params"] = rule_notation.write(self.instance.aspect, self.instance.params)
        if "award_code" in self.fields:
            self.fields["award_code"] = forms.ChoiceField(label=LABELS["award_code"], choices=self._awards)

    @staticmethod
    def _awards() -> Sequence[tuple[str, Any]]:
        general = [(code, gettext_lazy(words)) for code, words in SCOPES.items()]
        types = dict(AwardType.objects.order_by("valid_from").values_list("code", "name"))
        return [*general, *sorted(types.items(), key=lambda one: one[1])]

    def clean_params(self) -> Any:
        aspect = self.cleaned_data.get("aspect") or self.instance.aspect
        return rule_notation.read(aspect, self.cleaned_data["params"])


FORMS: dict[Any, type[LegalForm]] = {AwardType: AwardTypeForm, AwardRule: AwardRuleForm}


class AskForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Lý do"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)
    refusal: Refusal | None = None

    def clean(self) -> dict[str, Any]:
        tell(self, self.refusal)
        return self.cleaned_data


class EndForm(AskForm):
    """The day from which a row does not hold any more, and why."""

    valid_to = forms.DateField(label=LABELS["valid_to"], widget=DayInput())
    field_order = ("valid_to", "reason")


def successor_form(model: type[Any]) -> Any:
    """The form of a new version: its first day, and all that may differ from the old one."""
    table = table_of(model)
    fields = [name for name in ("valid_from", *table.values) if name != "to_confirm"]
    return forms.modelform_factory(model, form=FORMS.get(model, LegalForm), fields=fields)
