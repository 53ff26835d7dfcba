from django.urls import path

from board.views import interests, postings, public

app_name = "board"
urlpatterns = [
    path("board/", public.board, name="list"),
    path("board/<slug:code>/", public.posting_detail, name="detail"),
    path("board/<slug:code>/interest/", interests.interest_create, name="interest_create"),
    path("needs/<int:pk>/board/", postings.need_board, name="need"),
    path("needs/<int:pk>/board/preview/", postings.preview, name="preview"),
    path("needs/<int:pk>/board/agree/", postings.agree, name="agree"),
    path("needs/<int:pk>/board/end/", postings.end, name="end"),
    path("needs/<int:pk>/board/post/", postings.post, name="post"),
    path("needs/<int:pk>/board/take-off/", postings.take_off, name="take_off"),
    path("organisations/<int:org>/interests/", interests.interest_list, name="interest_list"),
    path("interests/<int:pk>/", interests.interest_detail, name="interest"),
    path("interests/<int:pk>/withdraw/", interests.interest_withdraw, name="interest_withdraw"),
    path("interests/<int:pk>/take-up/", interests.interest_take_up, name="interest_take_up"),
    path("interests/<int:pk>/decline/", interests.interest_decline, name="interest_decline"),
]
