"""Pages of passwords: choosing one by a link that counts once, and changing one's own."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from emulation import accounts, logins
from emulation.models import Account
from web.access import Visit, member_required

if TYPE_CHECKING:
    SetForm = SetPasswordForm[Any]
else:
    SetForm = SetPasswordForm  # Django's own class takes no parameters

LABELS = {
    "old_password": _("Mật khẩu hiện tại"),
    "new_password1": _("Mật khẩu mới"),
    "new_password2": _("Nhập lại mật khẩu mới"),
}


def link(account: Account) -> str:
    """Where a password is chosen, once, within a day. It dies with the password that it was made for."""
    id_ = urlsafe_base64_encode(force_bytes(account.pk))
    address = reverse("web:password-choose", args=[id_, default_token_generator.make_token(account)])
    return f"{settings.PUBLIC_URL}{address}"


class ChooseForm(SetForm):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for name, field in self.fields.items():
            field.label = LABELS[name]


class ChangeForm(PasswordChangeForm):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for name, field in self.fields.items():
            field.label = LABELS[name]


class Choose(PasswordResetConfirmView):
    """Django's way with the link: the token leaves the address before the form is shown."""

    template_name = "web/password.html"
    form_class = ChooseForm

    def form_valid(self, form: Any) -> HttpResponse:
        account = form.user
        at = settings.CLOCK()
        logins.choose_password(
            str(account.pk), form.cleaned_data["new_password1"], by=accounts.actor_of(account), at=at
        )
        del self.request.session[INTERNAL_RESET_SESSION_TOKEN]
        messages.success(self.request, gettext("Đã đặt mật khẩu; hãy đăng nhập."))
        return redirect("web:login")

    def render_to_response(self, context: dict[str, Any], **named: Any) -> HttpResponse:
        return super().render_to_response(context, **named, status=200 if context["validlink"] else 404)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def change(visit: Visit) -> HttpResponse:
    """One's own password; other sessions and tokens end."""
    form = ChangeForm(visit.request.user, visit.request.POST or None)
    if visit.request.method == "POST" and form.is_valid():
        account = logins.choose_password(
            visit.actor.account, form.cleaned_data["new_password1"], by=visit.actor, at=visit.at
        )
        update_session_auth_hash(visit.request, account)
        messages.success(visit.request, gettext("Đã đổi mật khẩu."))
        return redirect("web:home")
    values = {"form": form, "validlink": True, "own": True}
    return visit.page("web/password.html", values, status=422 if form.errors else 200)
