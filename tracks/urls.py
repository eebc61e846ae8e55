"""Addresses of this room."""

from django.urls import include, path

from tracks.views import own_practices, practices

_practices = [
    path("praksis/", practices.practice_list, name="list"),
    path("praksis/<int:pk>-<slug:slug>/", practices.practice, name="practice"),
    path("praksis/<int:pk>/fil/<int:file_pk>/", practices.practice_file, name="file"),
    path("praksis/<int:pk>/spoerg/", practices.ask, name="ask"),
    path("praksis/<int:pk>/vi-bruger-den/", practices.use, name="use"),
    path("praksis/<int:pk>/bruger/<str:code>/", practices.declare, name="declare"),
    path("praksis/bekraeft/<str:token>/", practices.confirm, name="confirm"),
    path("min-side/praksis/", own_practices.own, name="own"),
    path("min-side/praksis/ny/", own_practices.new, name="own-new"),
    path("min-side/praksis/<int:pk>/", own_practices.own_practice, name="own-practice"),
    path("min-side/praksis/<int:pk>/filer/", own_practices.add_file, name="own-file-add"),
    path("min-side/praksis/<int:pk>/filer/<int:file_pk>/", own_practices.own_file, name="own-file"),
    path("min-side/praksis/<int:pk>/filer/<int:file_pk>/fjern/", own_practices.withdraw_file, name="own-file-withdraw"),
    path("min-side/praksis/spoergsmaal/<int:pk>/", own_practices.answer, name="own-answer"),
]
urlpatterns = [path("", include((_practices, "practices")))]
