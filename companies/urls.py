from django.urls import path

from companies.capture import views as capture
from companies.public_intake import views as register
from companies.views import assigning, attachments, needs, qualification, records

app_name = "companies"
urlpatterns = [
    path("organisations/<int:org>/needs/", needs.need_list, name="need_list"),
    path("organisations/<int:org>/needs/new/", needs.need_create, name="need_create"),
    path("needs/", qualification.need_queue, name="need_queue"),
    path("needs/assign/", assigning.need_assign, name="need_assign"),
    path("needs/capture/", capture.need_capture, name="need_capture"),
    path("needs/capture/draft/", capture.capture_draft, name="capture_draft"),
    path("register-need/", register.about, name="register_need"),
    path("register-need/frame/", register.frame, name="register_frame"),
    path("register-need/company/", register.company, name="register_company"),
    path("register-need/send/", register.send, name="register_send"),
    path("register-need/later/", register.later, name="register_later"),
    path("register-need/draft/", register.draft, name="register_draft"),
    path("register-need/done/", register.done, name="register_done"),
    path("register-need/restart/", register.restart, name="register_restart"),
    path("needs/<int:pk>/", needs.need_detail, name="need_detail"),
    path("needs/<int:pk>/edit/", needs.need_edit, name="need_edit"),
    path("needs/<int:pk>/consent/", capture.need_consent, name="need_consent"),
    path("needs/<int:pk>/submit/", needs.need_submit, name="need_submit"),
    path("needs/<int:pk>/answer/", needs.need_answer, name="need_answer"),
    path("needs/<int:pk>/pause/", needs.need_pause, name="need_pause"),
    path("needs/<int:pk>/resume/", needs.need_resume, name="need_resume"),
    path("needs/<int:pk>/renew/", needs.need_renew, name="need_renew"),
    path("needs/<int:pk>/withdraw/", needs.need_withdraw, name="need_withdraw"),
    path("needs/<int:pk>/attachments/add/", attachments.attachment_add, name="attachment_add"),
    path("needs/<int:pk>/attachments/<int:attachment>/", attachments.attachment, name="attachment"),
    path(
        "needs/<int:pk>/attachments/<int:attachment>/remove/",
        attachments.attachment_remove,
        name="attachment_remove",
    ),
    path("needs/<int:pk>/attachments/<int:attachment>/share/", attachments.attachment_share, name="attachment_share"),
    path("needs/<int:pk>/take-over/", qualification.need_take_over, name="need_take_over"),
    path("needs/<int:pk>/ask/", qualification.need_ask, name="need_ask"),
    path("needs/<int:pk>/teaser/", qualification.need_teaser, name="need_teaser"),
    path("needs/<int:pk>/versions/", records.need_versions, name="need_versions"),
    path("needs/<int:pk>/intake/", records.need_intake, name="need_intake"),
    path("needs/<int:pk>/qualify/", qualification.need_qualify, name="need_qualify"),
    path("needs/<int:pk>/reject/", qualification.need_reject, name="need_reject"),
    path("needs/<int:pk>/reopen/", qualification.need_reopen, name="need_reopen"),
    path("needs/<int:pk>/close-solved/", qualification.need_close_solved, name="need_close_solved"),
    path("needs/<int:pk>/close-unsolved/", qualification.need_close_unsolved, name="need_close_unsolved"),
]
