"""Every address of the portal x every standing person: what a page answers to reading and to writing.

The case is an introduction between Anna's company and Clara's startup that waits for the company. So Clara does
not know of it yet, Carl and Dora are strangers, and far_lead leads a region that has no part in it.

L: sent to the login. 404: not theirs to know of. 403: they see the case, but this step is not theirs.
A write is an empty form: 200 shows it again with what is missing, 302 says on the next page why not.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import Contact
from board.models import Interest
from contactlog.models import Handover
from core.facts import record_event
from events.following import minutes, notes, outcome
from events.models import Event
from files.uploads import check_upload
from landscape.selectors import public_offer
from legal.services import file_ticket
from mail.models import OutboxMessage
from matchmaking.facts import introduction_attributes
from matchmaking.models import Exclusion, MatchingRun
from newsletter.models import Segment, Subscription
from organisations.models import Organisation
from organisations.services.duplicates import tell_apart
from organisations.services.invitations import invite
from organisations.services.joining import ask_to_join
from organisations.services.logo import save_logo
from organisations.services.merging import merge
from privacy.models import Incident
from radar.models import ScoutingTask
from shares.models import Holder
from tests.board.conftest import interest_in, on_board
from tests.cases import introduction_in, need_in, need_with_file, offer_in
from tests.conftest import PERSONS
from tests.events.cases import event_in
from tests.events.days import day_with, draft_of, matchday, person_of, wish
from tests.events.steps import registered
from tests.factories import AbsenceFactory, ContactEntryFactory, MembershipFactory, OrganisationFactory, ProviderFactory
from tests.files.samples import picture
from tests.legal.steps import BARRIER
from tests.meetings.steps import fixed
from tests.newsletter.cases import answer_of
from tests.newsletter.issues import draft_issue, sent_issue
from tests.outcomes.conftest import asked_survey
from tests.projects.steps import one_of_each, pack_row
from tests.reporting.cases import freely_counted
from tests.transfer.conftest import asked_export, checked, gefak

WHO = ("anonymous", *PERSONS)
# columns: anonymous anna ben clara carl dora lead lead2 far_lead editor partner operator
READ = """
home                                           200  200  200  200  200  200  200  200  200  200  200  200
imprint                                        200  200  200  200  200  200  200  200  200  200  200  200
privacy                                        200  200  200  200  200  200  200  200  200  200  200  200
accessibility                                  200  200  200  200  200  200  200  200  200  200  200  200
easy_language                                  200  200  200  200  200  200  200  200  200  200  200  200
sign_language                                  200  200  200  200  200  200  200  200  200  200  200  200
robots                                         200  200  200  200  200  200  200  200  200  200  200  200
sitemap                                        200  200  200  200  200  200  200  200  200  200  200  200
feed_offers                                    200  200  200  200  200  200  200  200  200  200  200  200
feed_needs                                     200  200  200  200  200  200  200  200  200  200  200  200
feed_events                                    200  200  200  200  200  200  200  200  200  200  200  200
card_default                                   200  200  200  200  200  200  200  200  200  200  200  200
card                                           404  404  404  404  404  404  404  404  404  404  404  404
set_language                                   302  302  302  302  302  302  302  302  302  302  302  302
dashboard                                        L  200  200  200  200  200  200  200  200  200  200  200
glance                                           L  200  200  200  200  200  200  200  200  200  200  200
pipeline                                          L  403  403  403  403  403  200  200  200  403  403  403
keys                                              L  403  403  403  403  403  200  200  200  403  403  403
healthz                                        200  200  200  200  200  200  200  200  200  200  200  200
readyz                                         503  503  503  503  503  503  503  503  503  503  503  503
timer_retry                                      L  405  405  405  405  405  405  405  405  405  405  405
bias_declare                                     L  405  405  405  405  405  405  405  405  405  405  405
bias_withdraw                                    L  405  405  405  405  405  405  405  405  405  405  405
accounts:profile                                 L  200  200  200  200  200  200  200  200  200  200  200
accounts:notifications                           L  200  200  200  200  200  200  200  200  200  200  200
accounts:devices                                 L  200  200  200  200  200  200  200  200  200  200  200
accounts:sign_out_others                         L  405  405  405  405  405  405  405  405  405  405  405
accounts:sign_out_device                         L  405  405  405  405  405  405  405  405  405  405  405
privacy:own                                      L  200  200  200  200  200  200  200  200  200  200  200
privacy:copy_request                             L  405  405  405  405  405  405  405  405  405  405  405
privacy:copy_download                            L  404  404  404  404  404  404  404  404  404  404  404
privacy:consents                                 L  200  200  200  200  200  200  200  200  200  200  200
privacy:consent_withdraw                         L  405  405  405  405  405  405  405  405  405  405  405
privacy:reads                                    L  200  200  200  200  200  200  200  200  200  200  200
privacy:erasure                                  L  200  200  200  200  200  200  200  200  200  200  200
privacy:erasure_withdraw                         L  405  405  405  405  405  405  405  405  405  405  405
privacy:erasure_queue                            L  403  403  403  403  403  200  200  403  403  403  200
privacy:erasure_request                          L  405  405  405  405  405  405  405  405  405  405  405
privacy:retention                                L  403  403  403  403  403  200  200  403  403  403  200
privacy:incidents                                L  403  403  403  403  403  200  200  403  403  403  200
privacy:incident_create                          L  403  403  403  403  403  200  200  403  403  403  200
privacy:incident                                 L  403  403  403  403  403  200  200  403  403  403  200
privacy:incident_close                           L  405  405  405  405  405  405  405  405  405  405  405
privacy:record                                   L  403  403  403  403  403  200  200  403  403  403  200
privacy:record_markdown                          L  403  403  403  403  403  200  200  403  403  403  200
privacy:record_csv                               L  403  403  403  403  403  200  200  403  403  403  200
accounts:absences                                L  403  403  403  403  403  200  200  200  403  403  403
accounts:absence_remove                          L  405  405  405  405  405  405  405  405  405  405  405
links:follow                                   404  404  404  404  404  404  404  404  404  404  404  404
accounts:filters                                  L  403  403  403  403  403  200  200  200  403  403  403
accounts:filter_save                              L  405  405  405  405  405  405  405  405  405  405  405
accounts:filter_delete                            L  405  405  405  405  405  405  405  405  405  405  405
accounts:filter_open_with                         L  405  405  405  405  405  405  405  405  405  405  405
accounts:filter_rename                            L  405  405  405  405  405  405  405  405  405  405  405
organisations:list                               L  403  403  403  403  403  200  200  200  403  403  403
organisations:detail                             L  200  200  404  404  404  200  200  404  404  404  404
organisations:start                              L  200  200  200  200  200  403  403  403  403  403  403
organisations:create                             L  200  200  200  200  200  403  403  403  403  403  403
organisations:queue                              L  403  403  403  403  403  200  200  200  403  403  403
organisations:invitation                       404  404  404  404  404  404  404  404  404  404  404  404
organisations:invitation_accept                  L  405  405  405  405  405  405  405  405  405  405  405
organisations:invitation_sign_up               405  405  405  405  405  405  405  405  405  405  405  405
organisations:edit                               L  200  403  404  404  404  200  200  404  404  404  404
organisations:logo                                L  200  200  404  404  404  200  200  404  404  404  404
organisations:join                               L  404  404  404  404  404  404  404  404  404  404  404
organisations:leave                              L  200  200  404  404  404  403  403  404  404  404  404
organisations:verification                       L  403  403  404  404  404  200  200  404  404  404  404
organisations:verify                             L  405  405  405  405  405  405  405  405  405  405  405
organisations:ask                                L  405  405  405  405  405  405  405  405  405  405  405
organisations:reject                             L  405  405  405  405  405  405  405  405  405  405  405
organisations:check_again                        L  405  405  405  405  405  405  405  405  405  405  405
organisations:answer                             L  405  405  405  405  405  405  405  405  405  405  405
organisations:withdraw                           L  405  405  405  405  405  405  405  405  405  405  405
organisations:resubmit                           L  405  405  405  405  405  405  405  405  405  405  405
organisations:people                             L  200  403  404  404  404  403  403  404  404  404  404
organisations:invite                             L  405  405  405  405  405  405  405  405  405  405  405
organisations:member_role                        L  405  405  405  405  405  405  405  405  405  405  405
organisations:member_remove                      L  200  403  404  404  404  403  403  404  404  404  404
organisations:invitation_resend                  L  405  405  405  405  405  405  405  405  405  405  405
organisations:invitation_withdraw                L  405  405  405  405  405  405  405  405  405  405  405
organisations:request_accept                     L  405  405  405  405  405  405  405  405  405  405  405
organisations:request_decline                    L  405  405  405  405  405  405  405  405  405  405  405
organisations:request_withdraw                   L  405  405  405  405  405  405  405  405  405  405  405
organisations:duplicates                         L  403  403  403  403  403  200  200  403  403  403  403
organisations:duplicate_search                   L  405  405  405  405  405  405  405  405  405  405  405
organisations:look_again                         L  405  405  405  405  405  405  405  405  405  405  405
organisations:merge_list                         L  403  403  403  403  403  200  200  403  403  403  403
organisations:merge_detail                       L  403  403  403  403  403  200  200  403  403  403  403
organisations:merge_undo                         L  405  405  405  405  405  405  405  405  405  405  405
organisations:merge                              L  403  403  403  403  403  200  200  403  403  403  403
organisations:tell_apart                         L  405  405  405  405  405  405  405  405  405  405  405
contactlog:log                                   L  403  403  404  404  404  200  200  404  404  404  404
contactlog:add                                   L  403  403  404  404  404  200  200  404  404  404  404
contactlog:entry                                 L  403  403  404  404  404  200  200  404  404  404  404
contactlog:edit                                  L  403  403  404  404  404  200  200  404  404  404  404
contactlog:withdraw                              L  405  405  405  405  405  405  405  405  405  405  405
contactlog:restore                               L  405  405  405  405  405  405  405  405  405  405  405
contactlog:step_done                             L  405  405  405  405  405  405  405  405  405  405  405
contactlog:step_open                             L  405  405  405  405  405  405  405  405  405  405  405
contactlog:owner                                 L  405  405  405  405  405  405  405  405  405  405  405
contactlog:steps                                 L  403  403  403  403  403  200  200  200  403  403  403
contactlog:silent                                L  403  403  403  403  403  200  200  200  403  403  403
contactlog:handover                              L  403  403  403  403  403  200  200  200  403  403  403
contactlog:handover_detail                       L  403  403  403  403  403  200  200  404  403  403  403
contactlog:handover_back                         L  405  405  405  405  405  405  405  405  405  405  405
companies:need_list                              L  200  200  404  404  404  200  200  404  404  404  404
companies:need_create                            L  200  200  404  404  404  302  302  404  404  404  404
companies:need_queue                             L  403  403  403  403  403  200  200  200  403  403  403
companies:need_capture                           L  403  403  403  403  403  200  200  200  403  403  403
companies:register_need                        200  302  302  302  302  302  302  302  302  200  200  200
companies:register_frame                       302  302  302  302  302  302  302  302  302  302  302  302
companies:register_company                     302  302  302  302  302  302  302  302  302  302  302  302
companies:register_send                        302  302  302  302  302  302  302  302  302  302  302  302
companies:register_later                       302  302  302  302  302  302  302  302  302  302  302  302
companies:register_done                        302  302  302  302  302  302  302  302  302  302  302  302
companies:register_draft                       405  405  405  405  405  405  405  405  405  405  405  405
companies:register_restart                     405  405  405  405  405  405  405  405  405  405  405  405
companies:need_assign                             L  403  403  403  403  403  200  200  200  403  403  403
companies:need_detail                            L  200  200  404  404  404  200  200  404  404  404  404
companies:need_edit                              L  200  200  404  404  404  200  200  404  404  404  404
companies:capture_draft                          L  405  405  405  405  405  405  405  405  405  405  405
companies:need_consent                           L  405  405  405  405  405  405  405  405  405  405  405
companies:need_submit                            L  405  405  405  405  405  405  405  405  405  405  405
companies:need_answer                            L  405  405  405  405  405  405  405  405  405  405  405
companies:need_pause                             L  405  405  405  405  405  405  405  405  405  405  405
companies:need_resume                            L  405  405  405  405  405  405  405  405  405  405  405
companies:need_renew                             L  405  405  405  405  405  405  405  405  405  405  405
companies:need_withdraw                          L  405  405  405  405  405  405  405  405  405  405  405
companies:need_take_over                         L  405  405  405  405  405  405  405  405  405  405  405
companies:need_ask                               L  405  405  405  405  405  405  405  405  405  405  405
companies:need_teaser                            L  405  405  405  405  405  405  405  405  405  405  405
companies:need_versions                          L  200  200  404  404  404  200  200  404  404  404  404
companies:need_intake                            L  405  405  405  405  405  405  405  405  405  405  405
companies:need_qualify                           L  405  405  405  405  405  405  405  405  405  405  405
companies:need_reject                            L  405  405  405  405  405  405  405  405  405  405  405
companies:need_reopen                            L  405  405  405  405  405  405  405  405  405  405  405
companies:need_close_solved                      L  405  405  405  405  405  405  405  405  405  405  405
companies:need_close_unsolved                    L  405  405  405  405  405  405  405  405  405  405  405
companies:attachment                              L  200  200  404  404  404  200  200  404  404  404  404
companies:attachment_add                          L  405  405  405  405  405  405  405  405  405  405  405
companies:attachment_remove                       L  405  405  405  405  405  405  405  405  405  405  405
companies:attachment_share                        L  405  405  405  405  405  405  405  405  405  405  405
startups:offer_list                              L  404  404  200  404  404  200  200  404  404  404  404
startups:offer_create                            L  404  404  200  404  404  403  403  404  404  404  404
startups:provider_edit                           L  404  404  200  404  404  403  403  404  404  404  404
startups:offer_queue                             L  403  403  403  403  403  200  200  200  403  403  403
startups:offer_detail                            L  404  404  200  404  404  200  200  404  404  404  404
startups:offer_edit                              L  404  404  200  404  404  403  403  404  404  404  404
startups:offer_submit                            L  405  405  405  405  405  405  405  405  405  405  405
startups:offer_suspend                           L  405  405  405  405  405  405  405  405  405  405  405
startups:offer_reconfirm                         L  405  405  405  405  405  405  405  405  405  405  405
startups:offer_archive                           L  405  405  405  405  405  405  405  405  405  405  405
startups:offer_teaser                            L  405  405  405  405  405  405  405  405  405  405  405
startups:offer_publish                           L  405  405  405  405  405  405  405  405  405  405  405
startups:offer_return                            L  405  405  405  405  405  405  405  405  405  405  405
startups:offer_reject                            L  405  405  405  405  405  405  405  405  405  405  405
startups:revision_accept                         L  405  405  405  405  405  405  405  405  405  405  405
startups:revision_decline                        L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:proposals                            L  403  403  404  404  404  200  200  404  404  404  404
matchmaking:introduction_add                     L  403  403  404  404  404  200  200  404  404  404  404
matchmaking:several                               L  403  403  404  404  404  200  200  404  404  404  404
matchmaking:run_request                          L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:snoozed                               L  403  403  403  403  403  200  200  200  403  403  403
matchmaking:run_list                             L  403  403  403  403  403  200  200  200  403  403  403
matchmaking:run_detail                           L  404  404  404  404  404  200  200  404  404  404  404
matchmaking:run_status                           L  404  404  404  404  404  302  302  404  404  404  404
matchmaking:run_retry                            L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:learning                             L  403  403  403  403  403  200  200  403  403  403  200
matchmaking:learning_use                         L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:learning_use_fixed                   L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:learning_resume                      L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:lexicon                              L  403  403  403  403  403  200  200  403  403  403  200
matchmaking:lexicon_export                       L  403  403  403  403  403  200  200  403  403  403  200
matchmaking:lexicon_try                          L  403  403  403  403  403  200  200  403  403  403  200
matchmaking:lexicon_drafts                       L  403  403  403  403  403  200  200  403  403  403  200
matchmaking:lexicon_publish                      L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:lexicon_preview_request              L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:lexicon_preview                      L  403  403  403  403  403  404  404  403  403  403  404
matchmaking:lexicon_versions                     L  403  403  403  403  403  200  200  403  403  403  200
matchmaking:lexicon_use                          L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:lexicon_run                          L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:lexicon_new                          L  403  403  403  403  403  200  200  403  403  403  200
matchmaking:lexicon_concept                      L  403  403  403  403  403  200  200  403  403  403  200
matchmaking:lexicon_edit                         L  403  403  403  403  403  200  200  403  403  403  200
matchmaking:lexicon_restore                      L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:lexicon_close                        L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:request_list                         L  200  200  404  404  404  404  404  404  404  404  404
matchmaking:exclusions                            L  200  200  404  404  404  200  200  404  404  404  404
matchmaking:exclusion_remove                      L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:introduction_list                    L  403  403  403  403  403  200  200  200  403  403  403
matchmaking:introduction_detail                  L  200  200  404  404  404  200  200  404  404  404  404
matchmaking:introduction_answer                  L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:introduction_logo                     L  404  404  404  404  404  404  404  404  404  404  404
matchmaking:introduction_attachment               L  404  404  404  404  404  404  404  404  404  404  404
matchmaking:introduction_withdraw_consent        L  302  302  404  404  404  403  403  404  404  404  404
matchmaking:introduction_record_meeting          L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:introduction_shortlist               L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:introduction_move                     L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:introduction_change_reason            L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:introduction_wake                     L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:introduction_dismiss                 L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:introduction_undo_dismissal          L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:introduction_snooze                  L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:introduction_ask_company             L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:introduction_answer_question         L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:introduction_make_obsolete           L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:introduction_start_pilot             L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:introduction_start_follow_up         L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:introduction_record_success          L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:introduction_record_no_success       L  405  405  405  405  405  405  405  405  405  405  405
outcomes:list                                    L  403  403  403  403  403  200  200  200  403  403  403
board:list                                   200  200  200  200  200  200  200  200  200  200  200  200
board:detail                                 200  200  200  200  200  200  200  200  200  200  200  200
board:interest_create                          L  403  403  200  403  403  403  403  403  403  403  403
board:need                                     L  200  200  404  404  404  200  200  404  404  404  404
board:preview                                  L  200  200  404  404  404  200  200  404  404  404  404
board:agree                                    L  405  405  405  405  405  405  405  405  405  405  405
board:end                                      L  405  405  405  405  405  405  405  405  405  405  405
board:post                                     L  405  405  405  405  405  405  405  405  405  405  405
board:take_off                                 L  405  405  405  405  405  405  405  405  405  405  405
board:interest_list                            L  404  404  200  404  404  404  404  404  404  404  404
board:interest                                 L  404  404  200  404  404  200  200  404  404  404  404
board:interest_withdraw                        L  405  405  405  405  405  405  405  405  405  405  405
board:interest_take_up                         L  405  405  405  405  405  405  405  405  405  405  405
board:interest_decline                         L  405  405  405  405  405  405  405  405  405  405  405
outcomes:survey                                  L  200  200  404  404  404  403  403  404  404  404  404
outcomes:survey_stop                             L  405  405  405  405  405  405  405  405  405  405  405
outcomes:noted                                   L  405  405  405  405  405  405  405  405  405  405  405
meetings:propose                               L  200  200  200  404  404  200  200  404  404  404  404
meetings:arrange                               L  403  403  403  404  404  200  200  404  404  404  404
meetings:detail                                L  200  200  200  404  404  200  200  404  404  404  404
meetings:propose_again                         L  302  302  302  404  404  302  302  404  404  404  404
meetings:mark                                  L  405  405  405  405  405  405  405  405  405  405  405
meetings:fix                                   L  405  405  405  405  405  405  405  405  405  405  405
meetings:move                                  L  200  200  200  404  404  200  200  404  404  404  404
meetings:cancel                                L  200  200  200  404  404  200  200  404  404  404  404
meetings:report                                L  405  405  405  405  405  405  405  405  405  405  405
meetings:calendar                              L  200  200  200  404  404  200  200  404  404  404  404
transfer:import_list                             L  403  403  403  403  403  200  200  403  403  403  302
transfer:import_new                              L  403  403  403  403  403  200  200  403  403  403  403
transfer:import_detail                           L  403  403  403  403  403  200  200  403  403  403  403
transfer:import_columns                          L  403  403  403  403  403  200  200  403  403  403  403
transfer:import_status                           L  403  403  403  403  403  302  302  403  403  403  403
transfer:import_start                            L  405  405  405  405  405  405  405  405  405  405  405
transfer:import_go_on                            L  405  405  405  405  405  405  405  405  405  405  405
transfer:import_take_back                        L  405  405  405  405  405  405  405  405  405  405  405
transfer:import_discard                          L  405  405  405  405  405  405  405  405  405  405  405
transfer:import_report                           L  403  403  403  403  403  200  200  403  403  403  403
transfer:export_list                             L  403  403  403  403  403  200  200  403  403  403  200
transfer:export_new                              L  403  403  403  403  403  403  403  403  403  403  403
transfer:export_detail                           L  403  403  403  403  403  200  200  403  403  403  200
transfer:export_status                           L  403  403  403  403  403  302  302  403  403  403  302
transfer:export_download                         L  403  403  403  403  403  403  403  403  403  403  403
mail:outbox                                      L  403  403  403  403  403  200  200  403  403  403  403
mail:message_detail                              L  404  404  404  404  404  200  200  404  404  404  404
mail:message_preview                             L  404  404  404  404  404  200  200  404  404  404  404
mail:message_edit                                L  404  404  404  404  404  302  302  404  404  404  404
mail:message_settle                              L  405  405  405  405  405  405  405  405  405  405  405
legal:terms                                    200  200  200  200  200  200  200  200  200  200  200  200
legal:details                                    L  403  403  403  403  403  200  200  403  403  403  200
legal:report                                   200  200  200  200  200  200  200  200  200  200  200  200
legal:barrier                                  200  200  200  200  200  200  200  200  200  200  200  200
legal:receipt                                  404  404  404  404  404  404  404  404  404  404  404  404
legal:ticket_list                                L  403  403  403  403  403  200  200  403  403  403  403
legal:ticket_detail                              L  404  404  404  404  404  200  200  404  404  404  404
legal:ticket_take                                L  405  405  405  405  405  405  405  405  405  405  405
legal:ticket_decide                              L  405  405  405  405  405  405  405  405  405  405  405
legal:ticket_reopen                              L  405  405  405  405  405  405  405  405  405  405  405
shares:register                                200  200  200  200  200  200  200  200  200  200  200  200
shares:paper                                     L  403  403  403  403  403  200  200  200  403  200  403
shares:export                                    L  403  403  403  403  403  200  200  403  403  403  403
shares:history                                   L  403  403  403  403  403  200  200  200  403  200  403
shares:holder_create                             L  403  403  403  403  403  200  200  403  403  403  403
shares:holder                                    L  403  403  403  403  403  200  200  200  403  200  403
shares:simulation                                L  403  403  403  403  403  200  200  403  403  403  403
shares:event_create                              L  403  403  403  403  403  200  200  403  403  403  403
cooperation:agreements                           L  403  403  403  403  403  200  200  200  403  403  403
cooperation:agreement                            L  404  404  404  404  404  200  200  200  404  404  404
cooperation:agreement_file                       L  404  404  404  404  404  200  200  200  404  404  404
cooperation:local                                L  403  403  403  403  403  200  200  200  403  200  403
cooperation:local_file                           L  403  403  403  403  403  200  200  200  403  200  403
cooperation:neutrality                           L  403  403  403  403  403  200  200  403  403  403  403
cooperation:neutrality_file                      L  403  403  403  403  403  200  200  403  403  403  403
cooperation:cases                                L  403  403  403  403  403  200  200  403  403  403  403
projects:list                                    L  403  403  403  403  403  200  200  403  403  403  403
projects:overview                                L  403  403  403  403  403  200  200  403  403  403  403
projects:indicator                               L  403  403  403  403  403  200  200  403  403  403  403
projects:report                                  L  403  403  403  403  403  200  200  403  403  403  403
projects:hours                                   L  403  403  403  403  403  403  403  403  403  403  403
projects:pack_list                               L  403  403  403  403  403  200  200  403  403  403  403
projects:pack                                    L  403  403  403  403  403  200  200  403  403  403  403
projects:pack_file                               L  405  405  405  405  405  405  405  405  405  405  405
projects:register                                L  403  403  403  403  403  200  200  403  403  403  403
projects:entry_new                               L  403  403  403  403  403  200  200  403  403  403  403
projects:entry_edit                              L  403  403  403  403  403  200  200  403  403  403  403
projects:entry_remove                            L  405  405  405  405  405  405  405  405  405  405  405
projects:entry_restore                           L  405  405  405  405  405  405  405  405  405  405  405
search:page                                    200  200  200  200  200  200  200  200  200  200  200  200
search:suggest                                 200  200  200  200  200  200  200  200  200  200  200  200
radar:radar                                      L  403  403  403  403  403  200  200  200  403  200  403
radar:scouting                                   L  403  403  403  403  403  200  200  200  403  403  403
radar:export                                     L  403  403  403  403  403  200  200  200  403  403  403
radar:searches                                   L  403  403  403  403  403  200  200  200  403  403  403
radar:task_step                                  L  405  405  405  405  405  405  405  405  405  405  405
radar:topic                                      L  403  403  403  403  403  200  200  200  403  403  403
radar:begin                                      L  403  403  404  404  404  200  200  404  404  404  404
reporting:municipality                           L  403  403  403  403  403  200  200  403  403  200  403
impact:page                                    200  200  200  200  200  200  200  200  200  200  200  200
impact:file                                    200  200  200  200  200  200  200  200  200  200  200  200
impact:catalogue                               200  200  200  200  200  200  200  200  200  200  200  200
reporting:export                                 L  403  403  403  403  403  200  200  403  403  200  403
reporting:free                                   L  403  403  403  403  403  200  200  403  403  403  403
reporting:free_count                             L  404  404  404  404  404  200  404  404  404  404  404
reporting:free_status                            L  404  404  404  404  404  200  404  404  404  404  404
reporting:figure                                 L  403  403  403  403  403  404  404  403  403  403  403
charts:gallery                                   L  403  403  403  403  403  200  200  200  403  403  403
landscape:directory                           200  200  200  200  200  200  200  200  200  200  200  200
landscape:profile                             200  200  200  200  200  200  200  200  200  200  200  200
landscape:logo                                200  200  200  200  200  200  200  200  200  200  200  200
landscape:offer                               200  200  200  200  200  200  200  200  200  200  200  200
landscape:own                                   L  200  200  404  404  404  200  200  404  404  404  404
landscape:preview                               L  200  200  404  404  404  200  200  404  404  404  404
landscape:choose                                L  405  405  405  405  405  405  405  405  405  405  405
landscape:confirm                               L  405  405  405  405  405  405  405  405  405  405  405
landscape:take_down                             L  405  405  405  405  405  405  405  405  405  405  405
landscape:put_back                              L  405  405  405  405  405  405  405  405  405  405  405
events:list                                   200  200  200  200  200  200  200  200  200  200  200  200
events:past                                   200  200  200  200  200  200  200  200  200  200  200  200
events:month_now                              200  200  200  200  200  200  200  200  200  200  200  200
events:month                                  200  200  200  200  200  200  200  200  200  200  200  200
events:calendar_file                          200  200  200  200  200  200  200  200  200  200  200  200
events:detail                                 200  200  200  200  200  200  200  200  200  200  200  200
events:event_file                             200  200  200  200  200  200  200  200  200  200  200  200
events:manage_list                              L  403  403  403  403  403  200  200  200  200  200  403
events:create                                   L  403  403  403  403  403  200  200  200  200  200  403
events:manage                                   L  404  404  404  404  404  200  200  404  200  404  404
events:edit                                     L  404  404  404  404  404  200  200  404  200  404  404
events:questions                                L  404  404  404  404  404  200  200  404  200  404  404
events:submit                                   L  405  405  405  405  405  405  405  405  405  405  405
events:give_back                                L  405  405  405  405  405  405  405  405  405  405  405
events:publish                                  L  405  405  405  405  405  405  405  405  405  405  405
events:take_back                                L  405  405  405  405  405  405  405  405  405  405  405
events:cancel                                   L  405  405  405  405  405  405  405  405  405  405  405
events:copy                                     L  405  405  405  405  405  405  405  405  405  405  405
events:make_series                              L  405  405  405  405  405  405  405  405  405  405  405
events:pass_on                                  L  405  405  405  405  405  405  405  405  405  405  405
events:prolong                                  L  405  405  405  405  405  405  405  405  405  405  405
events:venue_list                               L  403  403  403  403  403  200  200  200  200  200  403
events:venue_create                             L  403  403  403  403  403  200  200  200  200  403  403
events:venue_edit                               L  403  403  403  403  403  200  200  200  200  403  403
events:pairing                                  L  404  404  404  404  404  200  200  404  200  404  404
events:timetable                                L  404  404  404  404  404  200  200  404  200  404  404
events:timetable_status                         L  404  404  404  404  404  302  302  404  302  404  404
events:timetable_print                          L  404  404  404  404  404  200  200  404  200  404  404
events:pairing_frame                            L  404  404  404  404  404  200  200  404  200  404  404
events:pairing_person                           L  404  404  404  404  404  200  200  404  200  404  404
events:appointment                              L  404  404  404  404  404  200  200  404  200  404  404
events:pairing_own                              L  200  404  404  404  404  404  404  404  404  404  404
events:pairing_invite                           L  405  405  405  405  405  405  405  405  405  405  405
events:timetable_plan                           L  405  405  405  405  405  405  405  405  405  405  405
events:timetable_adapt                          L  405  405  405  405  405  405  405  405  405  405  405
events:timetable_copy                           L  405  405  405  405  405  405  405  405  405  405  405
events:timetable_publish                        L  405  405  405  405  405  405  405  405  405  405  405
events:timetable_discard                        L  405  405  405  405  405  405  405  405  405  405  405
events:appointment_add                          L  405  405  405  405  405  405  405  405  405  405  405
events:appointment_pin                          L  405  405  405  405  405  405  405  405  405  405  405
events:appointment_cancel                       L  405  405  405  405  405  405  405  405  405  405  405
events:registrations                             L  404  404  404  404  404  200  200  404  200  404  404
events:registration_new                          L  404  404  404  404  404  200  200  404  200  404  404
events:registrations_decide                      L  404  404  404  404  404  200  200  404  200  404  404
events:registration                              L  404  404  404  404  404  200  200  404  200  404  404
events:registration_approve                      L  405  405  405  405  405  405  405  405  405  405  405
events:registration_admit                        L  405  405  405  405  405  405  405  405  405  405  405
events:registration_decline                      L  405  405  405  405  405  405  405  405  405  405  405
events:registration_cancel                       L  405  405  405  405  405  405  405  405  405  405  405
events:registration_told                         L  405  405  405  405  405  405  405  405  405  405  405
events:register                                200  302  200  200  200  200  200  200  200  200  200  200
events:register_sent                           200  200  200  200  200  200  200  200  200  200  200  200
events:my_events                                 L  200  200  200  200  200  200  200  200  200  200  200
events:my_registration                           L  200  404  404  404  404  404  404  404  404  404  404
events:person_calendar                         404  404  404  404  404  404  404  404  404  404  404  404
events:notes                                     L  404  404  404  404  404  200  200  404  200  404  404
events:note_sheet                                L  404  404  404  404  404  200  200  404  200  404  404
events:afterwards                                L  404  404  404  404  404  200  200  404  200  404  404
events:file_add                                  L  405  405  405  405  405  405  405  405  405  405  405
events:figures                                   L  404  404  404  404  404  200  200  404  200  404  404
events:minutes                                   L  404  404  404  404  404  200  200  404  200  404  404
events:minutes_approve                           L  405  405  405  405  405  405  405  405  405  405  405
events:item_add                                  L  405  405  405  405  405  405  405  405  405  405  405
events:note_settle                               L  405  405  405  405  405  405  405  405  405  405  405
events:file_remove                               L  405  405  405  405  405  405  405  405  405  405  405
events:item_settle                               L  405  405  405  405  405  405  405  405  405  405  405
events:note                                    200  200  200  200  200  200  200  200  200  200  200  200
events:note_sent                               200  200  200  200  200  200  200  200  200  200  200  200
events:file                                    200  200  200  200  200  200  200  200  200  200  200  200
events:my_calendar                               L  200  200  200  200  200  200  200  200  200  200  200
events:my_material                               L  200  404  404  404  404  404  404  404  404  404  404
events:check_in                                  L  404  404  404  404  404  200  200  404  200  404  404
events:ticket                                  200  200  200  200  200  200  200  200  200  200  200  200
events:attendance_file                           L  404  404  404  404  404  200  200  404  200  404  404
events:participant_lists                         L  404  404  404  404  404  403  403  404  403  404  404
events:badges                                    L  404  404  404  404  404  403  403  404  403  404  404
events:participant_list                          L  404  404  404  404  404  404  404  404  404  404  404
newsletter:subscribe                          200  200  200  200  200  200  200  200  200  200  200  200
newsletter:sent                               200  200  200  200  200  200  200  200  200  200  200  200
newsletter:own                                404  404  404  404  404  404  404  404  404  404  404  404
newsletter:one_click                          404  404  404  404  404  404  404  404  404  404  404  404
newsletter:reader_list                          L  403  403  403  403  403  200  200  403  200  403  403
newsletter:figures                              L  403  403  403  403  403  200  200  403  200  403  403
newsletter:calls                                L  403  403  403  403  403  200  200  403  200  403  403
newsletter:call                                 L  404  404  404  404  404  200  200  404  200  404  404
newsletter:call_step                            L  405  405  405  405  405  405  405  405  405  405  405
newsletter:issue_figures                        L  404  404  404  404  404  200  200  404  200  404  404
newsletter:reader                               L  404  404  404  404  404  200  200  404  200  404  404
newsletter:reader_leave                         L  405  405  405  405  405  405  405  405  405  405  405
newsletter:reader_bounce                        L  405  405  405  405  405  405  405  405  405  405  405
newsletter:archive                             200  200  200  200  200  200  200  200  200  200  200  200
newsletter:archived                            200  200  200  200  200  200  200  200  200  200  200  200
newsletter:answer                              404  404  404  404  404  404  404  404  404  404  404  404
newsletter:issue_list                            L  403  403  403  403  403  200  200  403  200  403  403
newsletter:issue_create                          L  403  403  403  403  403  200  200  403  200  403  403
newsletter:segment_list                          L  403  403  403  403  403  200  200  403  200  403  403
newsletter:segment_create                        L  403  403  403  403  403  200  200  403  200  403  403
newsletter:issue                                 L  404  404  404  404  404  200  200  404  200  404  404
newsletter:issue_status                          L  404  404  404  404  404  200  200  404  200  404  404
newsletter:issue_edit                            L  404  404  404  404  404  200  200  404  200  404  404
newsletter:block_add                             L  404  404  404  404  404  200  200  404  200  404  404
newsletter:issue_preview                         L  404  404  404  404  404  200  200  404  200  404  404
newsletter:issue_frame                           L  404  404  404  404  404  200  200  404  200  404  404
newsletter:issue_send                            L  404  404  404  404  404  200  200  404  200  404  404
newsletter:block_edit                            L  404  404  404  404  404  200  200  404  200  404  404
newsletter:block_remove                          L  404  404  404  404  404  200  200  404  200  404  404
newsletter:issue_copy                            L  405  405  405  405  405  405  405  405  405  405  405
newsletter:issue_test                            L  405  405  405  405  405  405  405  405  405  405  405
newsletter:issue_take_back                       L  405  405  405  405  405  405  405  405  405  405  405
newsletter:issue_drop                            L  405  405  405  405  405  405  405  405  405  405  405
newsletter:issue_pause                           L  405  405  405  405  405  405  405  405  405  405  405
newsletter:issue_go_on                           L  405  405  405  405  405  405  405  405  405  405  405
newsletter:issue_stop                            L  405  405  405  405  405  405  405  405  405  405  405
newsletter:block_move                            L  405  405  405  405  405  405  405  405  405  405  405
newsletter:delivery_settle                       L  405  405  405  405  405  405  405  405  405  405  405
newsletter:segment_edit                          L  403  403  403  403  403  200  200  403  200  403  403
newsletter:segment_delete                        L  405  405  405  405  405  405  405  405  405  405  405
"""
WRITE = """
home                                           405  405  405  405  405  405  405  405  405  405  405  405
imprint                                        405  405  405  405  405  405  405  405  405  405  405  405
privacy                                        405  405  405  405  405  405  405  405  405  405  405  405
accessibility                                  405  405  405  405  405  405  405  405  405  405  405  405
easy_language                                  405  405  405  405  405  405  405  405  405  405  405  405
sign_language                                  405  405  405  405  405  405  405  405  405  405  405  405
robots                                         405  405  405  405  405  405  405  405  405  405  405  405
sitemap                                        405  405  405  405  405  405  405  405  405  405  405  405
feed_offers                                    405  405  405  405  405  405  405  405  405  405  405  405
feed_needs                                     405  405  405  405  405  405  405  405  405  405  405  405
feed_events                                    405  405  405  405  405  405  405  405  405  405  405  405
card_default                                   405  405  405  405  405  405  405  405  405  405  405  405
card                                           405  405  405  405  405  405  405  405  405  405  405  405
set_language                                   302  302  302  302  302  302  302  302  302  302  302  302
dashboard                                        L  405  405  405  405  405  405  405  405  405  405  405
glance                                           L  405  405  405  405  405  405  405  405  405  405  405
pipeline                                          L  405  405  405  405  405  405  405  405  405  405  405
keys                                              L  403  403  403  403  403  302  302  302  403  403  403
healthz                                        405  405  405  405  405  405  405  405  405  405  405  405
readyz                                         405  405  405  405  405  405  405  405  405  405  405  405
timer_retry                                      L  403  403  403  403  403  404  404  403  403  403  403
bias_declare                                     L  403  403  404  404  404  302  302  404  404  404  404
bias_withdraw                                    L  403  403  404  404  404  302  302  404  404  404  404
accounts:profile                                 L  200  200  200  200  200  200  200  200  200  200  200
accounts:notifications                           L  200  200  200  200  200  200  200  200  200  200  200
accounts:devices                                 L  405  405  405  405  405  405  405  405  405  405  405
accounts:sign_out_others                         L  302  302  302  302  302  302  302  302  302  302  302
accounts:sign_out_device                         L  404  404  404  404  404  404  404  404  404  404  404
privacy:own                                      L  405  405  405  405  405  405  405  405  405  405  405
privacy:copy_request                             L  302  302  302  302  302  302  302  302  302  302  302
privacy:copy_download                            L  405  405  405  405  405  405  405  405  405  405  405
privacy:consents                                 L  405  405  405  405  405  405  405  405  405  405  405
privacy:consent_withdraw                         L  404  404  404  404  404  404  404  404  404  404  404
privacy:reads                                    L  405  405  405  405  405  405  405  405  405  405  405
privacy:erasure                                  L  302  302  302  302  302  302  302  302  302  302  302
privacy:erasure_withdraw                         L  302  302  302  302  302  302  302  302  302  302  302
privacy:erasure_queue                            L  405  405  405  405  405  405  405  405  405  405  405
privacy:erasure_request                          L  403  403  403  403  403  200  200  403  403  403  200
privacy:retention                                L  405  405  405  405  405  405  405  405  405  405  405
privacy:incidents                                L  405  405  405  405  405  405  405  405  405  405  405
privacy:incident_create                          L  403  403  403  403  403  200  200  403  403  403  200
privacy:incident                                 L  403  403  403  403  403  200  200  403  403  403  200
privacy:incident_close                           L  403  403  403  403  403  302  302  403  403  403  302
privacy:record                                   L  405  405  405  405  405  405  405  405  405  405  405
privacy:record_markdown                          L  405  405  405  405  405  405  405  405  405  405  405
privacy:record_csv                               L  405  405  405  405  405  405  405  405  405  405  405
accounts:absences                                L  403  403  403  403  403  200  200  200  403  403  403
accounts:absence_remove                          L  404  404  404  404  404  302  302  403  404  404  404
links:follow                                   404  404  404  404  404  404  404  404  404  404  404  404
accounts:filters                                  L  405  405  405  405  405  405  405  405  405  405  405
accounts:filter_save                              L  403  403  403  403  403  200  200  200  403  403  403
accounts:filter_delete                            L  403  403  403  403  403  404  404  404  403  403  403
accounts:filter_open_with                         L  403  403  403  403  403  404  404  404  403  403  403
accounts:filter_rename                            L  403  403  403  403  403  404  404  404  403  403  403
organisations:list                               L  405  405  405  405  405  405  405  405  405  405  405
organisations:detail                             L  405  405  405  405  405  405  405  405  405  405  405
organisations:start                              L  200  200  200  200  200  403  403  403  403  403  403
organisations:create                             L  200  200  200  200  200  403  403  403  403  403  403
organisations:queue                              L  405  405  405  405  405  405  405  405  405  405  405
organisations:invitation                       405  405  405  405  405  405  405  405  405  405  405  405
organisations:invitation_accept                  L  404  404  404  404  404  404  404  404  404  404  404
organisations:invitation_sign_up               404  404  404  404  404  404  404  404  404  404  404  404
organisations:edit                               L  200  403  404  404  404  200  200  404  404  404  404
organisations:logo                                L  405  405  405  405  405  405  405  405  405  405  405
organisations:join                               L  404  404  404  404  404  404  404  404  404  404  404
organisations:leave                              L  302  302  404  404  404  403  403  404  404  404  404
organisations:verification                       L  405  405  405  405  405  405  405  405  405  405  405
organisations:verify                             L  403  403  404  404  404  302  302  404  404  404  404
organisations:ask                                L  403  403  404  404  404  200  200  404  404  404  404
organisations:reject                             L  403  403  404  404  404  200  200  404  404  404  404
organisations:check_again                        L  403  403  404  404  404  302  302  404  404  404  404
organisations:answer                             L  200  403  404  404  404  403  403  404  404  404  404
organisations:withdraw                           L  302  403  404  404  404  403  403  404  404  404  404
organisations:resubmit                           L  302  403  404  404  404  403  403  404  404  404  404
organisations:people                             L  405  405  405  405  405  405  405  405  405  405  405
organisations:invite                             L  200  403  404  404  404  403  403  404  404  404  404
organisations:member_role                        L  302  403  404  404  404  403  403  404  404  404  404
organisations:member_remove                      L  302  403  404  404  404  403  403  404  404  404  404
organisations:invitation_resend                  L  302  403  404  404  404  403  403  404  404  404  404
organisations:invitation_withdraw                L  302  403  404  404  404  403  403  404  404  404  404
organisations:request_accept                     L  302  403  404  404  404  403  403  404  404  404  404
organisations:request_decline                    L  302  403  404  404  404  403  403  404  404  404  404
organisations:request_withdraw                   L  404  404  404  404  302  404  404  404  404  404  404
organisations:duplicates                         L  405  405  405  405  405  405  405  405  405  405  405
organisations:duplicate_search                   L  403  403  403  403  403  302  302  403  403  403  403
organisations:look_again                         L  403  403  403  403  403  302  302  403  403  403  403
organisations:merge_list                         L  405  405  405  405  405  405  405  405  405  405  405
organisations:merge_detail                       L  405  405  405  405  405  405  405  405  405  405  405
organisations:merge_undo                         L  403  403  403  403  403  302  302  403  403  403  403
organisations:merge                              L  403  403  403  403  403  200  200  403  403  403  403
organisations:tell_apart                         L  403  403  403  403  403  302  302  403  403  403  403
contactlog:log                                   L  405  405  405  405  405  405  405  405  405  405  405
contactlog:add                                   L  403  403  404  404  404  200  200  404  404  404  404
contactlog:entry                                 L  405  405  405  405  405  405  405  405  405  405  405
contactlog:edit                                  L  403  403  404  404  404  200  200  404  404  404  404
contactlog:withdraw                              L  403  403  404  404  404  200  200  404  404  404  404
contactlog:restore                               L  403  403  404  404  404  302  302  404  404  404  404
contactlog:step_done                             L  403  403  404  404  404  302  302  404  404  404  404
contactlog:step_open                             L  403  403  404  404  404  302  302  404  404  404  404
contactlog:owner                                 L  403  403  404  404  404  302  302  404  404  404  404
contactlog:steps                                 L  405  405  405  405  405  405  405  405  405  405  405
contactlog:silent                                L  405  405  405  405  405  405  405  405  405  405  405
contactlog:handover                              L  403  403  403  403  403  200  200  200  403  403  403
contactlog:handover_detail                       L  405  405  405  405  405  405  405  405  405  405  405
contactlog:handover_back                         L  403  403  403  403  403  302  302  404  403  403  403
companies:need_list                              L  405  405  405  405  405  405  405  405  405  405  405
companies:need_create                            L  200  200  404  404  404  302  302  404  404  404  404
companies:need_queue                             L  405  405  405  405  405  405  405  405  405  405  405
companies:need_capture                           L  403  403  403  403  403  200  200  200  403  403  403
companies:register_need                        302  302  302  302  302  302  302  302  302  302  302  302
companies:register_frame                       302  302  302  302  302  302  302  302  302  302  302  302
companies:register_company                     302  302  302  302  302  302  302  302  302  302  302  302
companies:register_send                        302  302  302  302  302  302  302  302  302  302  302  302
companies:register_later                       200  302  302  302  302  302  302  302  302  200  200  200
companies:register_done                        405  302  302  302  302  302  302  302  302  405  405  405
companies:register_draft                       200  409  409  409  409  409  409  409  409  200  200  200
companies:register_restart                     302  302  302  302  302  302  302  302  302  302  302  302
companies:need_assign                             L  403  403  403  403  403  200  200  200  403  403  403
companies:need_detail                            L  405  405  405  405  405  405  405  405  405  405  405
companies:need_edit                              L  200  200  404  404  404  200  200  404  404  404  404
companies:capture_draft                          L  403  403  403  403  403  200  200  200  403  403  403
companies:need_consent                           L  403  403  404  404  404  302  302  404  404  404  404
companies:need_submit                            L  302  302  404  404  404  302  302  404  404  404  404
companies:need_answer                            L  200  200  404  404  404  200  200  404  404  404  404
companies:need_pause                             L  200  200  404  404  404  200  200  404  404  404  404
companies:need_resume                            L  302  302  404  404  404  302  302  404  404  404  404
companies:need_renew                             L  302  302  404  404  404  403  403  404  404  404  404
companies:need_withdraw                          L  302  302  404  404  404  200  200  404  404  404  404
companies:need_take_over                         L  403  403  404  404  404  302  302  404  404  404  404
companies:need_ask                               L  403  403  404  404  404  200  200  404  404  404  404
companies:need_teaser                            L  403  403  404  404  404  200  200  404  404  404  404
companies:need_versions                          L  405  405  405  405  405  405  405  405  405  405  405
companies:need_intake                            L  403  403  404  404  404  302  302  404  404  404  404
companies:need_qualify                           L  403  403  404  404  404  302  302  404  404  404  404
companies:need_reject                            L  403  403  404  404  404  200  200  404  404  404  404
companies:need_reopen                            L  403  403  404  404  404  302  302  404  404  404  404
companies:need_close_solved                      L  403  403  404  404  404  200  200  404  404  404  404
companies:need_close_unsolved                    L  403  403  404  404  404  200  200  404  404  404  404
companies:attachment                              L  405  405  405  405  405  405  405  405  405  405  405
companies:attachment_add                          L  403  403  404  404  404  403  403  404  404  404  404
companies:attachment_remove                       L  403  403  404  404  404  403  403  404  404  404  404
companies:attachment_share                        L  302  302  404  404  404  403  403  404  404  404  404
startups:offer_list                              L  405  405  405  405  405  405  405  405  405  405  405
startups:offer_create                            L  404  404  200  404  404  403  403  404  404  404  404
startups:provider_edit                           L  404  404  200  404  404  403  403  404  404  404  404
startups:offer_queue                             L  405  405  405  405  405  405  405  405  405  405  405
startups:offer_detail                            L  405  405  405  405  405  405  405  405  405  405  405
startups:offer_edit                              L  404  404  200  404  404  403  403  404  404  404  404
startups:offer_submit                            L  404  404  302  404  404  302  302  404  404  404  404
startups:offer_suspend                           L  404  404  302  404  404  302  302  404  404  404  404
startups:offer_reconfirm                         L  404  404  302  404  404  302  302  404  404  404  404
startups:offer_archive                           L  404  404  302  404  404  302  302  404  404  404  404
startups:offer_teaser                            L  404  404  403  404  404  200  200  404  404  404  404
startups:offer_publish                           L  404  404  403  404  404  302  302  404  404  404  404
startups:offer_return                            L  404  404  403  404  404  200  200  404  404  404  404
startups:offer_reject                            L  404  404  403  404  404  200  200  404  404  404  404
startups:revision_accept                         L  404  404  403  404  404  302  302  404  404  404  404
startups:revision_decline                        L  404  404  403  404  404  200  200  404  404  404  404
matchmaking:proposals                            L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:introduction_add                     L  403  403  404  404  404  302  302  404  404  404  404
matchmaking:several                               L  403  403  404  404  404  200  200  404  404  404  404
matchmaking:run_request                          L  403  403  404  404  404  302  302  404  404  404  404
matchmaking:snoozed                               L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:run_list                             L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:run_detail                           L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:run_status                           L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:run_retry                            L  404  404  404  404  404  302  302  404  404  404  404
matchmaking:learning                             L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:learning_use                         L  403  403  403  403  403  404  404  403  403  403  404
matchmaking:learning_use_fixed                   L  403  403  403  403  403  302  302  403  403  403  302
matchmaking:learning_resume                      L  403  403  403  403  403  302  302  403  403  403  302
matchmaking:lexicon                              L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:lexicon_export                       L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:lexicon_try                          L  403  403  403  403  403  200  200  403  403  403  200
matchmaking:lexicon_drafts                       L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:lexicon_publish                      L  403  403  403  403  403  302  302  403  403  403  302
matchmaking:lexicon_preview_request              L  403  403  403  403  403  302  302  403  403  403  302
matchmaking:lexicon_preview                      L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:lexicon_versions                     L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:lexicon_use                          L  403  403  403  403  403  302  302  403  403  403  302
matchmaking:lexicon_run                          L  403  403  403  403  403  302  302  403  403  403  302
matchmaking:lexicon_new                          L  403  403  403  403  403  200  200  403  403  403  200
matchmaking:lexicon_concept                      L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:lexicon_edit                         L  403  403  403  403  403  200  200  403  403  403  200
matchmaking:lexicon_restore                      L  403  403  403  403  403  302  302  403  403  403  302
matchmaking:lexicon_close                        L  403  403  403  403  403  302  302  403  403  403  302
matchmaking:request_list                         L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:exclusions                            L  200  200  404  404  404  200  200  404  404  404  404
matchmaking:exclusion_remove                      L  302  302  404  404  404  302  302  404  404  404  404
matchmaking:introduction_list                    L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:introduction_detail                  L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:introduction_answer                  L  200  200  404  404  404  403  403  404  404  404  404
matchmaking:introduction_logo                     L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:introduction_attachment               L  405  405  405  405  405  405  405  405  405  405  405
matchmaking:introduction_withdraw_consent        L  302  302  404  404  404  403  403  404  404  404  404
matchmaking:introduction_record_meeting          L  200  200  404  404  404  200  200  404  404  404  404
matchmaking:introduction_shortlist               L  403  403  404  404  404  200  200  404  404  404  404
matchmaking:introduction_move                     L  403  403  404  404  404  302  302  404  404  404  404
matchmaking:introduction_change_reason            L  403  403  404  404  404  200  200  404  404  404  404
matchmaking:introduction_wake                     L  403  403  404  404  404  302  302  404  404  404  404
matchmaking:introduction_dismiss                 L  403  403  404  404  404  200  200  404  404  404  404
matchmaking:introduction_undo_dismissal          L  403  403  404  404  404  302  302  404  404  404  404
matchmaking:introduction_snooze                  L  403  403  404  404  404  200  200  404  404  404  404
matchmaking:introduction_ask_company             L  403  403  404  404  404  200  200  404  404  404  404
matchmaking:introduction_answer_question         L  403  403  404  404  404  302  302  404  404  404  404
matchmaking:introduction_make_obsolete           L  403  403  404  404  404  200  200  404  404  404  404
matchmaking:introduction_start_pilot             L  403  403  404  404  404  200  200  404  404  404  404
matchmaking:introduction_start_follow_up         L  403  403  404  404  404  302  302  404  404  404  404
matchmaking:introduction_record_success          L  403  403  404  404  404  200  200  404  404  404  404
matchmaking:introduction_record_no_success       L  403  403  404  404  404  200  200  404  404  404  404
outcomes:list                                    L  405  405  405  405  405  405  405  405  405  405  405
board:list                                   405  405  405  405  405  405  405  405  405  405  405  405
board:detail                                 405  405  405  405  405  405  405  405  405  405  405  405
board:interest_create                          L  403  403  200  403  403  403  403  403  403  403  403
board:need                                     L  405  405  405  405  405  405  405  405  405  405  405
board:preview                                  L  405  405  405  405  405  405  405  405  405  405  405
board:agree                                    L  200  200  404  404  404  200  200  404  404  404  404
board:end                                      L  302  302  404  404  404  403  403  404  404  404  404
board:post                                     L  403  403  404  404  404  302  302  404  404  404  404
board:take_off                                 L  403  403  404  404  404  200  200  404  404  404  404
board:interest_list                            L  405  405  405  405  405  405  405  405  405  405  405
board:interest                                 L  405  405  405  405  405  405  405  405  405  405  405
board:interest_withdraw                        L  404  404  302  404  404  403  403  404  404  404  404
board:interest_take_up                         L  404  404  403  404  404  302  302  404  404  404  404
board:interest_decline                         L  404  404  403  404  404  200  200  404  404  404  404
outcomes:survey                                  L  200  200  404  404  404  403  403  404  404  404  404
outcomes:survey_stop                             L  302  302  404  404  404  403  403  404  404  404  404
outcomes:noted                                   L  403  403  404  404  404  302  302  404  404  404  404
meetings:propose                               L  200  200  200  404  404  200  200  404  404  404  404
meetings:arrange                               L  403  403  403  404  404  200  200  404  404  404  404
meetings:detail                                L  405  405  405  405  405  405  405  405  405  405  405
meetings:propose_again                         L  302  302  302  404  404  302  302  404  404  404  404
meetings:mark                                  L  302  302  302  404  404  302  302  404  404  404  404
meetings:fix                                   L  302  302  302  404  404  302  302  404  404  404  404
meetings:move                                  L  200  200  200  404  404  200  200  404  404  404  404
meetings:cancel                                L  200  200  200  404  404  200  200  404  404  404  404
meetings:report                                L  302  302  302  404  404  302  302  404  404  404  404
meetings:calendar                              L  405  405  405  405  405  405  405  405  405  405  405
transfer:import_list                             L  405  405  405  405  405  405  405  405  405  405  405
transfer:import_new                              L  403  403  403  403  403  200  200  403  403  403  403
transfer:import_detail                           L  405  405  405  405  405  405  405  405  405  405  405
transfer:import_columns                          L  403  403  403  403  403  200  200  403  403  403  403
transfer:import_status                           L  405  405  405  405  405  405  405  405  405  405  405
transfer:import_start                            L  403  403  403  403  403  302  302  403  403  403  403
transfer:import_go_on                            L  403  403  403  403  403  302  302  403  403  403  403
transfer:import_take_back                        L  403  403  403  403  403  302  302  403  403  403  403
transfer:import_discard                          L  403  403  403  403  403  302  302  403  403  403  403
transfer:import_report                           L  405  405  405  405  405  405  405  405  405  405  405
transfer:export_list                             L  405  405  405  405  405  405  405  405  405  405  405
transfer:export_new                              L  403  403  403  403  403  403  403  403  403  403  403
transfer:export_detail                           L  405  405  405  405  405  405  405  405  405  405  405
transfer:export_status                           L  405  405  405  405  405  405  405  405  405  405  405
transfer:export_download                         L  405  405  405  405  405  405  405  405  405  405  405
mail:outbox                                      L  405  405  405  405  405  405  405  405  405  405  405
mail:message_detail                              L  405  405  405  405  405  405  405  405  405  405  405
mail:message_preview                             L  405  405  405  405  405  405  405  405  405  405  405
mail:message_edit                                L  404  404  404  404  404  302  302  404  404  404  404
mail:message_settle                              L  404  404  404  404  404  400  400  404  404  404  404
legal:terms                                    405  405  405  405  405  405  405  405  405  405  405  405
legal:details                                    L  405  405  405  405  405  405  405  405  405  405  405
legal:report                                   200  200  200  200  200  200  200  200  200  200  200  200
legal:barrier                                  200  200  200  200  200  200  200  200  200  200  200  200
legal:receipt                                  405  405  405  405  405  405  405  405  405  405  405  405
legal:ticket_list                                L  405  405  405  405  405  405  405  405  405  405  405
legal:ticket_detail                              L  405  405  405  405  405  405  405  405  405  405  405
legal:ticket_take                                L  404  404  404  404  404  302  302  404  404  404  404
legal:ticket_decide                              L  404  404  404  404  404  200  200  404  404  404  404
legal:ticket_reopen                              L  404  404  404  404  404  302  302  404  404  404  404
shares:register                                405  405  405  405  405  405  405  405  405  405  405  405
shares:paper                                     L  405  405  405  405  405  405  405  405  405  405  405
shares:export                                    L  405  405  405  405  405  405  405  405  405  405  405
shares:history                                   L  405  405  405  405  405  405  405  405  405  405  405
shares:holder_create                             L  403  403  403  403  403  200  200  403  403  403  403
shares:holder                                    L  405  405  405  405  405  405  405  405  405  405  405
shares:simulation                                L  405  405  405  405  405  405  405  405  405  405  405
shares:event_create                              L  403  403  403  403  403  200  200  403  403  403  403
cooperation:agreements                           L  405  405  405  405  405  405  405  405  405  405  405
cooperation:agreement                            L  405  405  405  405  405  405  405  405  405  405  405
cooperation:agreement_file                       L  405  405  405  405  405  405  405  405  405  405  405
cooperation:local                                L  405  405  405  405  405  405  405  405  405  405  405
cooperation:local_file                           L  405  405  405  405  405  405  405  405  405  405  405
cooperation:neutrality                           L  405  405  405  405  405  405  405  405  405  405  405
cooperation:neutrality_file                      L  405  405  405  405  405  405  405  405  405  405  405
cooperation:cases                                L  405  405  405  405  405  405  405  405  405  405  405
projects:list                                    L  405  405  405  405  405  405  405  405  405  405  405
projects:overview                                L  405  405  405  405  405  405  405  405  405  405  405
projects:indicator                               L  405  405  405  405  405  405  405  405  405  405  405
projects:report                                  L  403  403  403  403  403  302  302  403  403  403  403
projects:hours                                   L  403  403  403  403  403  403  403  403  403  403  403
projects:pack_list                               L  403  403  403  403  403  200  200  403  403  403  403
projects:pack                                    L  405  405  405  405  405  405  405  405  405  405  405
projects:pack_file                               L  403  403  403  403  403  200  200  403  403  403  403
projects:register                                L  405  405  405  405  405  405  405  405  405  405  405
projects:entry_new                               L  403  403  403  403  403  200  200  403  403  403  403
projects:entry_edit                              L  403  403  403  403  403  200  200  403  403  403  403
projects:entry_remove                            L  403  403  403  403  403  302  302  403  403  403  403
projects:entry_restore                           L  403  403  403  403  403  302  302  403  403  403  403
search:page                                    405  405  405  405  405  405  405  405  405  405  405  405
search:suggest                                 405  405  405  405  405  405  405  405  405  405  405  405
radar:radar                                      L  405  405  405  405  405  405  405  405  405  405  405
radar:scouting                                   L  405  405  405  405  405  405  405  405  405  405  405
radar:export                                     L  405  405  405  405  405  405  405  405  405  405  405
radar:searches                                   L  405  405  405  405  405  405  405  405  405  405  405
radar:task_step                                  L  404  404  404  404  404  302  302  404  404  404  404
radar:topic                                      L  405  405  405  405  405  405  405  405  405  405  405
radar:begin                                      L  403  403  404  404  404  200  200  404  404  404  404
reporting:municipality                           L  405  405  405  405  405  405  405  405  405  405  405
impact:page                                    405  405  405  405  405  405  405  405  405  405  405  405
impact:file                                    405  405  405  405  405  405  405  405  405  405  405  405
impact:catalogue                               405  405  405  405  405  405  405  405  405  405  405  405
reporting:export                                 L  405  405  405  405  405  405  405  405  405  405  405
reporting:free                                   L  403  403  403  403  403  200  200  403  403  403  403
reporting:free_count                             L  405  405  405  405  405  405  405  405  405  405  405
reporting:free_status                            L  405  405  405  405  405  405  405  405  405  405  405
reporting:figure                                 L  405  405  405  405  405  405  405  405  405  405  405
charts:gallery                                   L  405  405  405  405  405  405  405  405  405  405  405
landscape:directory                           405  405  405  405  405  405  405  405  405  405  405  405
landscape:profile                             405  405  405  405  405  405  405  405  405  405  405  405
landscape:logo                                405  405  405  405  405  405  405  405  405  405  405  405
landscape:offer                               405  405  405  405  405  405  405  405  405  405  405  405
landscape:own                                   L  405  405  405  405  405  405  405  405  405  405  405
landscape:preview                               L  405  405  405  405  405  405  405  405  405  405  405
landscape:choose                                L  200  403  404  404  404  403  403  404  404  404  404
landscape:confirm                               L  302  302  404  404  404  403  403  404  404  404  404
landscape:take_down                             L  403  403  404  404  404  200  200  404  404  404  404
landscape:put_back                              L  403  403  404  404  404  302  302  404  404  404  404
events:list                                   405  405  405  405  405  405  405  405  405  405  405  405
events:past                                   405  405  405  405  405  405  405  405  405  405  405  405
events:month_now                              405  405  405  405  405  405  405  405  405  405  405  405
events:month                                  405  405  405  405  405  405  405  405  405  405  405  405
events:calendar_file                          405  405  405  405  405  405  405  405  405  405  405  405
events:detail                                 405  405  405  405  405  405  405  405  405  405  405  405
events:event_file                             405  405  405  405  405  405  405  405  405  405  405  405
events:manage_list                              L  405  405  405  405  405  405  405  405  405  405  405
events:create                                   L  403  403  403  403  403  200  200  200  200  200  403
events:manage                                   L  405  405  405  405  405  405  405  405  405  405  405
events:edit                                     L  404  404  404  404  404  200  200  404  200  404  404
events:questions                                L  404  404  404  404  404  200  200  404  200  404  404
events:cancel                                   L  404  404  404  404  404  200  200  404  200  404  404
events:copy                                     L  404  404  404  404  404  200  200  404  200  404  404
events:make_series                              L  404  404  404  404  404  200  200  404  200  404  404
events:prolong                                  L  404  404  404  404  404  200  200  404  200  404  404
events:submit                                   L  404  404  404  404  404  302  302  404  302  404  404
events:give_back                                L  404  404  404  404  404  302  302  404  302  404  404
events:publish                                  L  404  404  404  404  404  302  302  404  302  404  404
events:take_back                                L  404  404  404  404  404  302  302  404  302  404  404
events:pass_on                                  L  404  404  404  404  404  302  302  404  302  404  404
events:venue_list                               L  405  405  405  405  405  405  405  405  405  405  405
events:venue_create                             L  403  403  403  403  403  200  200  200  200  403  403
events:venue_edit                               L  403  403  403  403  403  200  200  200  200  403  403
events:pairing                                  L  405  405  405  405  405  405  405  405  405  405  405
events:timetable                                L  405  405  405  405  405  405  405  405  405  405  405
events:timetable_status                         L  405  405  405  405  405  405  405  405  405  405  405
events:timetable_print                          L  405  405  405  405  405  405  405  405  405  405  405
events:pairing_frame                            L  404  404  404  404  404  200  200  404  200  404  404
events:pairing_person                           L  404  404  404  404  404  200  200  404  200  404  404
events:appointment                              L  404  404  404  404  404  200  200  404  200  404  404
events:appointment_add                          L  404  404  404  404  404  200  200  404  200  404  404
events:pairing_own                              L  200  404  404  404  404  404  404  404  404  404  404
events:pairing_invite                           L  404  404  404  404  404  302  302  404  302  404  404
events:timetable_plan                           L  404  404  404  404  404  302  302  404  302  404  404
events:timetable_adapt                          L  404  404  404  404  404  302  302  404  302  404  404
events:timetable_copy                           L  404  404  404  404  404  302  302  404  302  404  404
events:timetable_publish                        L  404  404  404  404  404  302  302  404  302  404  404
events:timetable_discard                        L  404  404  404  404  404  302  302  404  302  404  404
events:appointment_pin                          L  404  404  404  404  404  302  302  404  302  404  404
events:appointment_cancel                       L  404  404  404  404  404  302  302  404  302  404  404
events:registrations                             L  405  405  405  405  405  405  405  405  405  405  405
events:registration_new                          L  404  404  404  404  404  200  200  404  200  404  404
events:registrations_decide                      L  404  404  404  404  404  200  200  404  200  404  404
events:registration                              L  405  405  405  405  405  405  405  405  405  405  405
events:registration_approve                      L  404  404  404  404  404  302  302  404  302  404  404
events:registration_admit                        L  404  404  404  404  404  302  302  404  302  404  404
events:registration_decline                      L  404  404  404  404  404  200  200  404  200  404  404
events:registration_cancel                       L  404  404  404  404  404  302  302  404  302  404  404
events:registration_told                         L  404  404  404  404  404  302  302  404  302  404  404
events:register                                200  302  302  302  302  302  302  302  302  302  302  302
events:register_sent                           405  405  405  405  405  405  405  405  405  405  405  405
events:my_events                                 L  405  405  405  405  405  405  405  405  405  405  405
events:my_registration                           L  200  404  404  404  404  404  404  404  404  404  404
events:person_calendar                         405  405  405  405  405  405  405  405  405  405  405  405
events:notes                                     L  404  404  404  404  404  200  200  404  200  404  404
events:note_sheet                                L  405  405  405  405  405  405  405  405  405  405  405
events:afterwards                                L  404  404  404  404  404  200  200  404  200  404  404
events:file_add                                  L  404  404  404  404  404  200  200  404  200  404  404
events:figures                                   L  405  405  405  405  405  405  405  405  405  405  405
events:minutes                                   L  404  404  404  404  404  200  200  404  200  404  404
events:minutes_approve                           L  404  404  404  404  404  302  302  404  302  404  404
events:item_add                                  L  404  404  404  404  404  200  200  404  200  404  404
events:note_settle                               L  404  404  404  404  404  302  302  404  302  404  404
events:file_remove                               L  404  404  404  404  404  302  302  404  302  404  404
events:item_settle                               L  404  404  404  404  404  302  302  404  302  404  404
events:note                                    200  200  200  200  200  200  200  200  200  200  200  200
events:note_sent                               405  405  405  405  405  405  405  405  405  405  405  405
events:file                                    405  405  405  405  405  405  405  405  405  405  405  405
events:my_calendar                               L  302  302  302  302  302  302  302  302  302  302  302
events:my_material                               L  405  405  405  405  405  405  405  405  405  405  405
events:check_in                                  L  404  404  404  404  404  302  302  404  302  404  404
events:ticket                                  405  405  405  405  405  405  405  405  405  405  405  405
events:attendance_file                           L  404  404  404  404  404  200  200  404  200  404  404
events:participant_lists                         L  404  404  404  404  404  403  403  404  403  404  404
events:badges                                    L  405  405  405  405  405  405  405  405  405  405  405
events:participant_list                          L  405  405  405  405  405  405  405  405  405  405  405
newsletter:subscribe                          200  200  200  200  200  200  200  200  200  200  200  200
newsletter:sent                               405  405  405  405  405  405  405  405  405  405  405  405
newsletter:own                                404  404  404  404  404  404  404  404  404  404  404  404
newsletter:one_click                          404  404  404  404  404  404  404  404  404  404  404  404
newsletter:reader_list                          L  405  405  405  405  405  405  405  405  405  405  405
newsletter:figures                              L  405  405  405  405  405  405  405  405  405  405  405
newsletter:calls                                L  405  405  405  405  405  405  405  405  405  405  405
newsletter:call                                 L  405  405  405  405  405  405  405  405  405  405  405
newsletter:call_step                            L  404  404  404  404  404  302  302  404  302  404  404
newsletter:issue_figures                        L  405  405  405  405  405  405  405  405  405  405  405
newsletter:reader                               L  405  405  405  405  405  405  405  405  405  405  405
newsletter:reader_leave                         L  404  404  404  404  404  302  302  404  302  404  404
newsletter:reader_bounce                        L  404  404  404  404  404  302  302  404  302  404  404
newsletter:archive                             405  405  405  405  405  405  405  405  405  405  405  405
newsletter:archived                            405  405  405  405  405  405  405  405  405  405  405  405
newsletter:answer                              404  404  404  404  404  404  404  404  404  404  404  404
newsletter:issue_list                            L  405  405  405  405  405  405  405  405  405  405  405
newsletter:issue_create                          L  403  403  403  403  403  200  200  403  200  403  403
newsletter:segment_list                          L  405  405  405  405  405  405  405  405  405  405  405
newsletter:segment_create                        L  403  403  403  403  403  200  200  403  200  403  403
newsletter:issue                                 L  405  405  405  405  405  405  405  405  405  405  405
newsletter:issue_status                          L  405  405  405  405  405  405  405  405  405  405  405
newsletter:issue_edit                            L  404  404  404  404  404  200  200  404  200  404  404
newsletter:block_add                             L  404  404  404  404  404  200  200  404  200  404  404
newsletter:issue_preview                         L  405  405  405  405  405  405  405  405  405  405  405
newsletter:issue_frame                           L  405  405  405  405  405  405  405  405  405  405  405
newsletter:issue_send                            L  404  404  404  404  404  200  200  404  200  404  404
newsletter:block_edit                            L  404  404  404  404  404  200  200  404  200  404  404
newsletter:block_remove                          L  404  404  404  404  404  302  302  404  302  404  404
newsletter:issue_copy                            L  404  404  404  404  404  302  302  404  302  404  404
newsletter:issue_test                            L  404  404  404  404  404  302  302  404  302  404  404
newsletter:issue_take_back                       L  404  404  404  404  404  302  302  404  302  404  404
newsletter:issue_drop                            L  404  404  404  404  404  302  302  404  302  404  404
newsletter:issue_pause                           L  404  404  404  404  404  302  302  404  302  404  404
newsletter:issue_go_on                           L  404  404  404  404  404  302  302  404  302  404  404
newsletter:issue_stop                            L  404  404  404  404  404  302  302  404  302  404  404
newsletter:block_move                            L  404  404  404  404  404  302  302  404  302  404  404
newsletter:delivery_settle                       L  404  404  404  404  404  302  302  404  302  404  404
newsletter:segment_edit                          L  403  403  403  403  403  200  200  403  200  403  403
newsletter:segment_delete                        L  403  403  403  403  403  302  302  403  302  403  403
"""

# Pages of allauth and Django's admin have tests of their own below.
FOREIGN = ("admin:", "account_", "mfa_")
# What allauth shows to people who are not signed in.
FOR_ANYBODY = {
    *("account_login", "account_signup", "account_logout", "account_inactive", "account_email_verification_sent"),
    *("account_reset_password", "account_reset_password_done", "account_reset_password_from_key"),
    *("account_reset_password_from_key_done", "account_confirm_email", "mfa_authenticate", "mfa_login_webauthn"),
}


def expectations(table: str) -> dict[str, dict[str, str]]:
    rows = (line.split() for line in table.strip().splitlines())
    return {name: dict(zip(WHO, answers, strict=True)) for name, *answers in rows}


def _patterns(resolver: URLResolver) -> list[tuple[str, URLPattern]]:
    return [(name, pattern) for name, pattern in _all_patterns(resolver) if name and not name.startswith(FOREIGN)]


def _all_patterns(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> list[tuple[str, URLPattern]]:
    """Return every pattern with its full name, "" where it has none."""
    found = []
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            found += _all_patterns(pattern, (*spaces, pattern.namespace) if pattern.namespace else spaces)
        else:
            found.append((":".join((*spaces, pattern.name)) if pattern.name else "", pattern))
    return found


@pytest.fixture
def addresses(people) -> dict[str, str]:
    """Every named address, filled with the objects of the one case."""
    case = introduction_in("awaiting_company", people, need=need_with_file(people))
    return addresses_of(people, case, colleague=people.ben, stranger=people.dora, other=people.other_company)


@pytest.fixture
def far_addresses(people) -> dict[str, str]:
    """The same, with a case in Dortmund: Carl's company, a provider from there, and nobody whom the others know."""
    colleague, author, stranger = (MembershipFactory(organisation=o) for o in (people.provider, *_two_in(people)))
    need = need_with_file(people, organisation=people.provider, author=people.carl, lead=people.far_lead)
    author = author.contact.user
    offer = offer_in("published", people, organisation=author.contact.organisations.get(), author=author)
    case = introduction_in("awaiting_company", people, need=need, offer=offer)
    other = stranger.organisation
    return addresses_of(people, case, colleague=colleague.contact.user, stranger=stranger.contact.user, other=other)


def _two_in(people):
    return ProviderFactory(region=people.provider.region), OrganisationFactory(region=people.provider.region)


def addresses_of(people, case, *, colleague, stranger, other) -> dict[str, str]:
    """Return every named address for `case`: `colleague` is a member of its company, `stranger` asks to join it, and
    `other` is compared with it."""
    company, startup = case.need.organisation, case.offer.organisation
    attachment = case.need.attachments.get()
    save_logo(company, actor=case.need.created_by, picture=picture(), alt="")
    save_logo(startup, actor=case.offer.created_by, picture=picture(), alt="")
    objects = {
        "accounts": 0,  # nobody's
        "companies": case.need_id,
        "startups": case.offer_id,
        "matchmaking": case.pk,
        "mail": OutboxMessage.objects.first().pk,
        "legal": file_ticket("F", BARRIER, form_key=uuid4()).pk,
        "privacy": Incident.objects.create(
            title="x", description="y", noticed_at=timezone.now(), risk="none", created_by=people.lead
        ).pk,
        "organisations": company.pk,
    }
    unwanted = Exclusion.objects.create(company=company, excluded=other, created_by=case.need.created_by)
    of_need = {
        "matchmaking:proposals",
        "matchmaking:several",
        "matchmaking:introduction_add",
        "matchmaking:run_request",
    }
    of_run = {"matchmaking:run_detail", "matchmaking:run_status", "matchmaking:run_retry"}
    asked = ask_to_join(company, actor=stranger)
    invited = invite(company, email="new@example.org", role="member", language="de", actor=case.need.created_by)
    of_people = {
        "organisations:member_role": company.memberships.get(contact=colleague.contact).pk,
        "organisations:member_remove": company.memberships.get(contact=colleague.contact).pk,
        "organisations:invitation_resend": invited.pk,
        "organisations:invitation_withdraw": invited.pk,
        "organisations:request_accept": asked.pk,
        "organisations:request_decline": asked.pk,
        "organisations:request_withdraw": asked.pk,
    }
    twins = OrganisationFactory(), OrganisationFactory()
    pair = tell_apart(company, startup, actor=people.lead)
    merged = merge(*twins, {}, actor=people.lead)
    of_duplicates = {
        "organisations:look_again": pair.pk,
        "organisations:merge_detail": merged.pk,
        "organisations:merge_undo": merged.pk,
    }
    entry = ContactEntryFactory(
        organisation=company, created_by=people.lead2, next_step="Zurückrufen", next_step_for=people.lead2
    )
    absence = AbsenceFactory(user=people.lead2, deputy=people.lead)
    meeting = fixed(people, introduction=_introduced(people, case))
    of_meetings = {"meetings:propose": meeting.introduction_id, "meetings:arrange": meeting.introduction_id}
    handover = Handover.objects.create(giver=people.lead2, receiver=people.lead, actor=people.lead2)
    search = ScoutingTask.objects.create(need=case.need, begun_by=people.lead2, due_on=timezone.localdate())
    files = {"import": checked(gefak(), people.lead).pk, "export": asked_export(people.lead).pk}
    posting = on_board(people, case.need)
    interest = interest_in("open", people, posting=posting, offer=case.offer)
    own = {"region": company.region} if company.region.kind == "partner" else {}
    event = event_in("published", people, **own)
    asked = event.participant_lists.create(columns=["name"], purpose="p", created_by=people.lead)
    of_registrations = {
        "": registered(event, case.need.created_by.contact).pk,
        "events:participant_list": asked.pk,
        **_after_events(event, people),
    }
    day = day_with(people, event=matchday(people, **own))
    wish(day, people.anna, people.clara, "must")
    timetable = draft_of(day, people)
    of_pairing = {
        "day": day.event_id,
        "person": person_of(day, case.need.created_by).pk,
        "timetable": timetable.pk,
        "appointment": timetable.appointments.first().pk,
    }
    of_newsletter = _of_newsletter(people)
    counted = freely_counted(people)
    # what was counted before this month, by the region that far_lead leads
    earlier = timezone.now() - timedelta(days=40)
    record_event("introduced", attributes=introduction_attributes(case), introduction_id=case.pk, at=earlier)
    of_cooperation = {("", "slug"): "digitaler-brueckenschlag", ("", "table"): "stages", ("", "form"): "csv"}
    of_cooperation["cooperation:neutrality_file", "table"] = "caps"
    entries = one_of_each(people)
    of_projects = {
        "slug": "dnm",
        "register": "vouchers",
        "pk": entries["vouchers"],
        "number": pack_row(people.lead).number,
        "form": "pdf",
    }
    urls = {}
    for name, pattern in _patterns(get_resolver()):
        space, values = name.split(":")[0], {}
        for parameter in pattern.pattern.converters:
            if parameter == "org":
                values["org"] = startup.pk if space in ("startups", "board") else company.pk
            elif parameter == "other":
                values["other"] = other.pk
            elif space == "board":
                values[parameter] = {"code": posting.code}.get(parameter, _of_board(name, case, interest))
            elif space == "outcomes":
                values[parameter] = case.pk if name == "outcomes:noted" else asked_survey(case).pk
            elif space == "contactlog":
                values[parameter] = handover.pk if "handover" in name else entry.pk
            elif name == "accounts:absence_remove":
                values[parameter] = absence.pk
            elif space == "meetings":
                values[parameter] = of_meetings.get(name, meeting.pk)
            elif name in of_duplicates:
                values[parameter] = of_duplicates[name]
            elif space == "transfer":
                values[parameter] = files["export" if ":export" in name else "import"]
            elif name == "matchmaking:exclusion_remove":
                values[parameter] = unwanted.pk
            elif name in of_need:
                values[parameter] = case.need_id
            elif name in of_run:
                values[parameter] = MatchingRun.objects.get(need=case.need).pk
            elif name in of_people:
                values[parameter] = of_people[name]
            elif name == "card":
                values[parameter] = "unheard"  # of any kind of page
            elif name == "timer_retry":
                values[parameter] = 0  # none has failed
            elif name in ("matchmaking:learning_use", "matchmaking:lexicon_preview"):
                values[parameter] = 0  # no version has it: other writes of the same person make versions
            elif name in ("bias_declare", "bias_withdraw"):
                values |= {"kind": "need", "pk": case.need_id}
            elif parameter == "attachment":
                values |= {"pk": objects[space], "attachment": attachment.pk}
            elif space == "cooperation":
                values[parameter] = of_cooperation.get((name, parameter), of_cooperation["", parameter])
            elif space == "radar":
                values[parameter] = {"topic": "iiot", "step": "give_up", "pk": case.need_id}[parameter]
                if name == "radar:task_step":
                    values["pk"] = search.pk
            elif space == "shares":
                values[parameter] = {"form": "csv"}.get(parameter, Holder.objects.first().pk)
            elif space in ("reporting", "impact"):
                values[parameter] = "csv" if parameter == "form" else counted.pk
            elif name == "projects:indicator" and parameter == "pk":
                values[parameter] = entries["indicators"]
            elif space == "projects":
                values[parameter] = of_projects[parameter]
            elif space == "newsletter":
                values[parameter] = of_newsletter[_noun_of_newsletter(name) if parameter == "pk" else parameter]
            elif space == "events":
                values[parameter] = of_pairing.get(_part_of_pairing(name)) or _of_events(
                    name, parameter, event, of_registrations
                )
            elif parameter == "slug":
                values[parameter] = startup.landscape_entry.slug
            elif parameter == "offer":
                values[parameter] = public_offer(case.offer).slug
            elif parameter == "size":
                values[parameter] = "small"
            elif name == "privacy:consent_withdraw":
                values[parameter] = 0  # nobody's: the case waits for its first consent
            elif parameter == "key":
                values[parameter] = uuid4()  # nobody's
            elif name == "links:follow":
                values[parameter] = "x"  # nobody's
            elif parameter == "session":
                values[parameter] = "0" * 64  # nobody's
            elif parameter == "concept":
                values[parameter] = "hops"
            elif parameter == "number":
                values[parameter] = 0  # how the files have it
            else:
                values[parameter] = objects[space]
        urls[name] = reverse(name, kwargs=values)
    return urls


def _after_events(event: Event, people) -> dict[str, int]:
    """Return a note, a file that everybody may read, and an action item of `event`, by the address that needs it."""
    note = notes.note_offer(event, text="t", name="n", actor=people.lead).pk
    upload = check_upload(SimpleUploadedFile("folien.txt", b"x"))
    file = outcome.add_file(event, title="t", upload=upload, is_public=True, actor=people.lead).pk
    item = minutes.add_item(
        event, text="t", owner=None, owner_name="o", due_on=timezone.localdate(), actor=people.lead
    ).pk
    return {"events:note_settle": note, "events:file": file, "events:file_remove": file, "events:item_settle": item}


OF_WHOLE_EVENTS = ("events:registrations", "events:registration_new", "events:registrations_decide")


def _part_of_pairing(name: str) -> str:
    """Return which part of a matchmaking day an address is about; empty for all others."""
    part = name.removeprefix("events:")
    if part in ("pairing_person", "pairing_own"):
        return "person"
    if part == "appointment_add":
        return "timetable"
    if part.startswith("pairing") or part in ("timetable_plan", "timetable_adapt", "timetable_copy"):
        return "day"
    return next((start for start in ("timetable", "appointment") if part.startswith(start)), "")


def _of_events(name: str, parameter: str, event: Event, registrations: dict[str, int]) -> int | str:
    if name.startswith(("events:registration", "events:my_")) and name not in OF_WHOLE_EVENTS:
        return registrations[""]
    others = {"slug": event.slug, "code": "unheardunhea", "form": "csv", "year": timezone.localdate().year, "month": 3}
    return others.get(parameter, event.venue_id if ":venue" in name else registrations.get(name, event.pk))


def _of_newsletter(people) -> dict[str, int | str]:
    """Return the row of each noun of the newsletter, and other parts of its addresses by their names."""
    draft, sent, answer = draft_issue(people.lead), sent_issue(people.lead), answer_of(people.lead)
    return {
        "call": answer.pk,
        "figures": sent.pk,
        "reader": Subscription.objects.create(email="leserin@example.org").pk,
        "issue": draft.pk,
        "block": draft.blocks.get().pk,
        "delivery": sent.deliveries.get().pk,
        "segment": Segment.objects.create(name="Niemand").pk,
        "code": sent.code,
        "kind": "text",
        "language": "de",
        "token": "x",  # nobody's
    }


def _noun_of_newsletter(name: str) -> str:
    noun = name.removeprefix("newsletter:").partition("_")[0]
    return {"newsletter:block_add": "issue", "newsletter:issue_figures": "figures"}.get(name, noun)


def _of_board(name: str, case, interest: Interest) -> int:
    return interest.pk if ":interest" in name else case.need_id


def _introduced(people, case):
    """Return another case of the same two sides, who know each other in it."""
    need = need_in("qualified", people, organisation=case.need.organisation, author=case.need.created_by)
    return introduction_in("introduced", people, need=need, offer=case.offer)


def _answer(response) -> str:
    if response.status_code == 302 and response.url.startswith("/accounts/login/"):
        return "L"
    return str(response.status_code)


def test_no_address_is_missing_in_the_tables():
    names = {name for name, _pattern in _patterns(get_resolver())}
    assert names == set(expectations(READ)) == set(expectations(WRITE))


@pytest.mark.django_db
@pytest.mark.parametrize("person", WHO)
def test_reading(person, addresses, sign_in):
    client = sign_in(None if person == "anonymous" else person)
    wanted = {name: row[person] for name, row in expectations(READ).items()}
    assert {name: _answer(client.get(url)) for name, url in addresses.items()} == wanted


@pytest.mark.django_db
@pytest.mark.parametrize("person", WHO)
def test_writing(person, addresses, sign_in):
    """Steps that an empty form completes come last in no order: none of them is possible in this state."""
    client = sign_in(None if person == "anonymous" else person)
    wanted = {name: row[person] for name, row in expectations(WRITE).items()}
    done = {name: _answer(client.post(url)) for name, url in sorted(addresses.items(), key=_last_words_last)}
    assert done == wanted


@pytest.mark.django_db
@pytest.mark.parametrize("person", ["operator", "lead", "partner"])
def test_an_account_that_has_no_contact_yet_fails_nowhere(person, addresses, people, sign_in):
    """`createsuperuser` and the admin make such accounts."""
    Contact.objects.filter(user=getattr(people, person)).update(user=None)
    client = sign_in(person)
    failed = {name for name, url in addresses.items() if client.get(url).status_code == 500}
    for name, url in sorted(addresses.items(), key=_last_words_last):
        if client.post(url).status_code == 500:
            failed.add(name)
    assert not failed


STRANGERS = ("anna", "ben", "clara", "dora", "editor", "partner", "operator")


@pytest.mark.django_db
@pytest.mark.parametrize("person", STRANGERS)
def test_a_case_of_another_region_is_foreign_to_everybody_else(person, far_addresses, sign_in):
    """Carl is a stranger to the one case; everybody is one to his, and learns as little of it."""
    client = sign_in(person)
    like = "carl" if person in ("anna", "ben", "clara", "dora") else person
    for table, send in ((READ, client.get), (WRITE, client.post)):
        wanted = {name: row[like] for name, row in expectations(table).items()}
        addresses = sorted(far_addresses.items(), key=_last_words_last)
        assert {name: _answer(send(url)) for name, url in addresses} == wanted


# Where the lead of a partner region has not the rights of a project lead, even in the own region.
HUB_ONLY = {
    *("organisations:edit", "organisations:merge", "organisations:tell_apart", "organisations:merge_detail"),
    *("organisations:merge_undo", "organisations:look_again"),
    *("organisations:request_withdraw", "contactlog:handover_detail", "events:participant_list", "shares:export"),
    "cooperation:neutrality_file",
}
# Rooms that are the hub's alone.
HUB_ROOMS = ("newsletter:", "projects:", "reporting:", "transfer:", "legal:", "privacy:", "matchmaking:le")


@pytest.mark.django_db
def test_a_region_lead_opens_in_the_own_region_what_a_project_lead_opens(far_addresses, sign_in):
    client, read = sign_in("far_lead"), expectations(READ)
    with_object = {name for name, pattern in _patterns(get_resolver()) if pattern.pattern.converters}
    wanted = {
        name: row["lead" if name in with_object - HUB_ONLY and not name.startswith(HUB_ROOMS) else "far_lead"]
        for name, row in read.items()
    } | {"organisations:edit": "403"}
    assert {name: _answer(client.get(url)) for name, url in far_addresses.items()} == wanted


@pytest.mark.django_db
@pytest.mark.parametrize("person", ["anonymous", "anna", "dora", "lead", "partner", "operator"])
def test_other_methods_tell_no_more_than_a_page_and_change_nothing(person, addresses, sign_in):
    client = sign_in(None if person == "anonymous" else person)
    read = {name: row[person] for name, row in expectations(READ).items()}
    # Like for sending, the page asks for the password first: allauth lets GET pass alone.
    head = read | {"privacy:erasure": "302"} if read["privacy:erasure"] == "200" else read
    assert {name: _answer(client.head(url)) for name, url in addresses.items()} == head
    with CaptureQueriesContext(connection) as seen:
        for method in ("put", "patch", "delete"):
            for name, url in addresses.items():  # a form that is not sent is shown, as for reading
                answer = _answer(getattr(client, method)(url))
                assert answer in ("L", "403", "404", "405", read[name], head[name]), (method, name)
    # Sessions know when they were used, and a look at contact data is noted.
    expected = ("accounts_session", "accounts_contactread")
    written = [q["sql"] for q in seen if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert [sql for sql in written if not any(table in sql for table in expected)] == []


def _last_words_last(item: tuple[str, str]) -> tuple[bool, str]:
    """Withdrawing, suspending, archiving, leaving change who may do what, so they are tried after everything else."""
    ends = ("need_withdraw", "need_reopen", "offer_suspend", "offer_reconfirm", "offer_archive")
    ends += ("request_decline", "member_remove", "check_again", "leave")
    ends += ("absence_remove", "timetable_publish", "timetable_discard", "end", "issue_drop", "segment_delete")
    name = item[0].split(":")[-1]
    return name in ends, f"{ends.index(name) if name in ends else 0} {item[0]}"


@pytest.mark.django_db
def test_the_region_lead_sees_the_cases_of_the_own_region(people, sign_in):
    need = need_in("qualified", people, organisation=people.provider, author=people.carl, lead=people.far_lead)
    case = introduction_in("awaiting_company", people, need=need)
    offer = offer_in("submitted", people, organisation=people.provider, author=people.carl)
    client = sign_in("far_lead")
    for name, pk in {
        "companies:need_detail": need.pk,
        "matchmaking:proposals": need.pk,
        "matchmaking:introduction_detail": case.pk,
        "startups:offer_detail": offer.pk,
        "organisations:detail": people.provider.pk,
    }.items():
        assert client.get(reverse(name, args=[pk])).status_code == 200, name


def test_no_address_is_without_a_name():
    """Nameless addresses would be in no table: one leads to the login, the others are the admin's own for what it does
    not know."""
    nameless = {str(pattern.pattern) for name, pattern in _all_patterns(get_resolver()) if not name}
    assert nameless <= {"operator/login/", "(?P<url>.*)$", "<path:object_id>/"}


def pages_of_an_account(people) -> dict[str, str]:
    """Return the addresses of allauth by name, but for the one that signs out."""
    urls = _addresses_of_others(("account_", "mfa_"), people)
    urls.pop("account_logout")
    return urls


def _addresses_of_others(prefixes: tuple[str, ...], people) -> dict[str, str]:
    """Fill the addresses of allauth and of the admin with somebody's account, a key that fits nobody, and so on."""
    known = {"object_id": people.anna.pk, "pk": 1, "key": "0" * 20, "uidb36": "1", "content_type_id": 1}
    urls = {}
    for name, _pattern in _all_patterns(get_resolver()):
        if name.startswith(prefixes):
            space, _colon, leaf = name.rpartition(":")
            resolver = get_resolver().namespace_dict[space][1] if space else get_resolver()
            parameters = resolver.reverse_dict[leaf][0][0][1]
            urls[name] = reverse(name, kwargs={each: known.get(each, "accounts") for each in parameters})
    return urls


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_pages_of_an_account_are_for_who_is_signed_in(method, people, sign_in):
    urls = _addresses_of_others(("account_", "mfa_"), people)
    assert len(urls) > 20
    answers = {name: _answer(getattr(sign_in(None), method)(url)) for name, url in urls.items()}
    assert {name for name, answer in answers.items() if answer != "L"} <= FOR_ANYBODY
    assert not {name for name, answer in answers.items() if answer[0] == "5"}


@pytest.mark.django_db
@pytest.mark.parametrize("person", PERSONS)
def test_pages_of_an_account_answer_everybody_without_a_failure(person, people, sign_in):
    urls = pages_of_an_account(people)
    client = sign_in(person)
    for name, url in urls.items():
        assert _answer(client.get(url)) in ("200", "302", "404", "405"), name
        assert _answer(client.post(url)) in ("200", "302", "400", "404", "405"), name


@pytest.mark.django_db
@pytest.mark.parametrize("person", [name for name in WHO if name != "operator"])
def test_no_page_of_the_admin_is_for_anybody_but_the_operator(person, people, sign_in):
    client = sign_in(None if person == "anonymous" else person)
    urls = _addresses_of_others(("admin:",), people)
    assert len(urls) > 20
    for name, url in urls.items():
        for send in (client.get, client.post):
            answer = send(url)
            open_to_all = name in ("admin:login", "admin:logout", "admin:jsi18n")
            assert answer.status_code in (302, 403, 404, *((200, 405) if open_to_all else ())), name


@pytest.mark.django_db
def test_the_operator_finds_accounts_and_settings_in_the_admin_and_no_case():
    """Which rooms have pages there at all, whatever is registered one day."""
    rooms = {model._meta.app_label for model in admin.site._registry}
    assert rooms <= {"accounts", "organisations", "regions", "shares", "taxonomy", "auth", "account", "mfa"}
    assert admin.site._registry.keys() & {model for model in apps.get_models() if hasattr(model, "workflow")} <= {
        Organisation
    }


@pytest.mark.django_db
@pytest.mark.parametrize("person", [name for name in WHO if name != "operator"])
def test_only_the_operator_opens_the_admin(person, people, sign_in):
    client = sign_in(None if person == "anonymous" else person)
    assert client.get(reverse("admin:index")).status_code == 302


@pytest.mark.django_db
def test_the_admin_holds_no_content_of_cases(people, sign_in):
    page = sign_in("operator").get(reverse("admin:index"))
    assert page.status_code == 200
    for noun in ("companies", "startups", "matchmaking", "mail"):
        assert f"/operator/{noun}/" not in page.content.decode()
