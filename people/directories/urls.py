"""URLs of SCIM, for the directories of agencies."""

from django.urls import path, re_path

from people.directories import views

urlpatterns = [
    path("Users", views.users, name="scim-users"),
    path("Users/.search", views.search, name="scim-search"),
    path(".search", views.search, name="scim-search-all"),
    path("Users/<str:reference>", views.user, name="scim-user"),
    path("ServiceProviderConfig", views.service, name="scim-service"),
    path("Schemas", views.schemas, name="scim-schemas"),
    path("Schemas/<str:name>", views.schemas, name="scim-schema"),
    path("ResourceTypes", views.resource_types, name="scim-resource-types"),
    path("ResourceTypes/<str:name>", views.resource_types, name="scim-resource-type"),
    re_path("", views.nothing, name="scim-nothing"),
]
