from django.urls import path

from organisations.views import directory, invitation, people, registration, verification

app_name = "organisations"
urlpatterns = [
    path("", directory.organisation_list, name="list"),
    path("start/", registration.start, name="start"),
    path("new/", registration.organisation_create, name="create"),
    path("to-verify/", verification.queue, name="queue"),
    path("invitation/", invitation.invitation, name="invitation"),
    path("invitation/accept/", invitation.invitation_accept, name="invitation_accept"),
    path("invitation/sign-up/", invitation.invitation_sign_up, name="invitation_sign_up"),
    path("requests/<int:pk>/withdraw/", registration.request_withdraw, name="request_withdraw"),
    path("<int:org>/", directory.organisation_detail, name="detail"),
    path("<int:org>/edit/", registration.organisation_edit, name="edit"),
    path("<int:org>/join/", registration.join, name="join"),
    path("<int:org>/leave/", people.leave, name="leave"),
    path("<int:org>/verification/", verification.verification, name="verification"),
    path("<int:org>/verification/verify/", verification.verify, name="verify"),
    path("<int:org>/verification/ask/", verification.ask, name="ask"),
    path("<int:org>/verification/reject/", verification.reject, name="reject"),
    path("<int:org>/verification/check-again/", verification.check_again, name="check_again"),
    path("<int:org>/verification/answer/", verification.answer, name="answer"),
    path("<int:org>/verification/withdraw/", verification.withdraw, name="withdraw"),
    path("<int:org>/verification/resubmit/", verification.resubmit, name="resubmit"),
    path("<int:org>/people/", people.people, name="people"),
    path("<int:org>/people/invite/", people.invite, name="invite"),
    path("<int:org>/people/<int:pk>/role/", people.member_role, name="member_role"),
    path("<int:org>/people/<int:pk>/remove/", people.member_remove, name="member_remove"),
    path("<int:org>/invitations/<int:pk>/resend/", people.invitation_resend, name="invitation_resend"),
    path("<int:org>/invitations/<int:pk>/withdraw/", people.invitation_withdraw, name="invitation_withdraw"),
    path("<int:org>/requests/<int:pk>/accept/", people.request_accept, name="request_accept"),
    path("<int:org>/requests/<int:pk>/decline/", people.request_decline, name="request_decline"),
]
